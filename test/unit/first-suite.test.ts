import { describe, expect, it } from 'vitest';
import { parseSuiteFile } from '../../src/core/config/suite-file.ts';
import { parseDataset } from '../../src/core/dataset/dataset.ts';
import { firstSuites, type PromptFacts } from '../../src/core/first-suite.ts';
import { normalizePath } from '../../src/core/paths.ts';

const prompt = (path: string, more: Partial<PromptFacts> = {}): PromptFacts => ({
  path,
  variables: ['message'],
  has: { model: false, cases: false, scorers: false },
  answersJson: false,
  ...more,
});

const begin = (prompts: PromptFacts[], folder = '', taken: string[] = []) =>
  firstSuites(prompts, { folder, taken: new Set(taken) });

describe('names of first suites', () => {
  it.each([
    ['prompts/triage.md', [], 'triage'],
    ['prompts/triage.prompt.yml', [], 'triage'],
    ['src/prompts.ts#TRIAGE', [], 'triage'],
    ['prompts/Ärger & mehr.md', [], 'ärger-mehr'],
    ['prompts/triage.md', ['triage'], 'prompts-triage'],
    ['triage.md', ['triage'], 'triage-2'],
    ['triage.md', ['triage', 'triage-2'], 'triage-3'],
    ['prompts/.md', [], 'md'],
  ])('%s beside %j is %s', (path, taken, name) => {
    expect(begin([prompt(path)], '', taken).map((suite) => suite.name)).toEqual([name]);
  });

  it('differ from each other', () => {
    const names = begin([prompt('a/x.md'), prompt('b/x.md'), prompt('c/x.md')]).map(({ name }) => name);
    expect(names).toEqual(['x', 'b-x', 'c-x']);
  });
});

describe('a first suite', () => {
  const textOf = (facts: PromptFacts, folder = '') => {
    const [suite] = begin([facts], folder);
    return [...(suite?.files ?? [])];
  };

  it.each([
    prompt('prompts/triage.md'),
    prompt('apps/one/x.md'),
    prompt('apps/two/x.md'),
    prompt('prompts/a: b #c "d".md'),
    prompt('prompts/é.md', { answersJson: true }),
    prompt('p.prompt.yml', { has: { model: true, cases: true, scorers: true } }),
  ])('is read by the schema of suites: $path', (facts) => {
    const [[path, text] = ['', '']] = textOf(facts, 'apps/one/');
    const { file } = parseSuiteFile({ path, text });
    expect(normalizePath('prompt' in file.target ? file.target.prompt : '', path)).toBe(facts.path);
    expect('model' in file.target ? file.target.model : undefined).toBe(
      facts.has.model ? undefined : 'gpt-4.1-mini',
    );
  });

  it('has no case, which is an error until somebody adds one', async () => {
    const [, [path, text] = ['', '']] = textOf(prompt('prompts/triage.md'));
    await expect(parseDataset({ path, text })).rejects.toMatchObject({ code: 'E_DATASET_EMPTY' });
  });

  it.each([
    [['message'], { message: '…' }],
    [['user.name', 'user.age'], { user: '…' }],
    [['id', 'tags'], { id: '…', tags: '…' }],
    [['a: b', '__proto__x'], { 'a: b': '…', __proto__x: '…' }],
    [[], { input: '…' }],
  ])('shows a case with the variables %j that is one without its comment signs', async (variables, vars) => {
    const [, [path, text] = ['', '']] = textOf(prompt('p.md', { variables }));
    const example = text.slice(text.indexOf('# - id')).replace('[]\n', '').replaceAll(/^# /gm, '');
    expect(await parseDataset({ path, text: example })).toMatchObject([
      { id: 'a-short-name', vars, tags: ['safety'], expected: 'what a right output has in it' },
    ]);
  });
});
