import { describe, expect, it } from 'vitest';
import { RatchetError } from '../../src/core/errors.ts';
import type { Tree } from '../../src/ports.ts';
import { loadSuites } from '../../src/stages/load.ts';
import { promptTargetOf } from '../support/build.ts';

/** A tree of texts. A file that is `null` is a symbolic link out of the repository. */
function treeOf(files: Readonly<Record<string, string | null>>): Tree {
  return {
    sha: 'a'.repeat(40),
    list: async () =>
      Object.keys(files)
        .filter((path) => /^evals\/[^/]+\.yml$/.test(path))
        .sort(),
    read: async (path) => {
      if (files[path] === null) {
        throw new RatchetError({
          code: 'E_PATH_OUTSIDE',
          message: `${path} is a link.`,
          help: 'x',
          place: { path },
        });
      }
      return files[path];
    },
    fingerprint: async () => '',
  };
}

const PROMPT = { 'prompts/a.md': 'Say {{input}}' };
const DATA = { 'evals/d.jsonl': '{"id":"one","input":"x","expected":"y"}' };
const suite = (scorers: string, rest = '') =>
  `target: { prompt: ../prompts/a.md, model: m }\ndataset: d.jsonl\nscorers:\n${scorers}\n${rest}`;

async function load(files: Readonly<Record<string, string | null>>): Promise<string[]> {
  const loaded = await loadSuites(treeOf({ ...PROMPT, ...DATA, ...files }), ['evals/*.yml']);
  return loaded.flatMap((one) =>
    one.ok
      ? [`${one.name}: ok`]
      : one.problems.map(
          ({ code, message, place }) => `${one.name}: ${code} ${place?.path}:${place?.line} ${message}`,
        ),
  );
}

describe('loading suites', () => {
  it('reads datasets as data, which may be large, and nothing else', async () => {
    const files = { ...PROMPT, ...DATA, 'evals/a.yml': suite('  - check: exact') };
    const tree = treeOf(files);
    const asData: string[] = [];
    const read: Tree['read'] = async (path, kind) => {
      if (kind === 'data') asData.push(path);
      return tree.read(path);
    };
    const [loaded] = await loadSuites({ ...tree, read }, ['evals/*.yml']);
    expect(loaded?.ok).toBe(true);
    expect(asData).toEqual(['evals/d.jsonl']);
  });

  it('refuses a suite that asks GitHub Models, and says what to use', async () => {
    const asking = (target: string, judge: string) =>
      loadSuites(
        treeOf({
          ...PROMPT,
          ...DATA,
          'evals/a.yml': `target: { prompt: ../prompts/a.md, model: m${target} }\ndataset: d.jsonl\nscorers:\n  - { judge: rubric, model: j, criterion: c, levels: [a, b]${judge} }\n`,
        }),
        ['evals/*.yml'],
      );
    for (const [target, judge] of [
      [', provider: github-models', ''],
      ['', ', provider: github-models'],
    ] as const) {
      expect(await asking(target, judge)).toMatchObject([
        {
          ok: false,
          problems: [
            { code: 'E_NO_ENDPOINT', help: expect.stringMatching(/retired in July 2026.*openrouter/) },
          ],
        },
      ]);
    }
    expect(await asking('', '')).toMatchObject([{ ok: true }]);
  });

  it('asks through the API that the suite names, else the one whose format the prompt has', async () => {
    const files = (api: string) => ({
      ...DATA,
      'evals/a.yml': `target: { prompt: ../prompts/a.json, model: m${api} }\ndataset: d.jsonl\nscorers: [{ check: exact }]\n`,
      'prompts/a.json': '{"instructions": "Be brief.", "input": "{{input}}"}',
    });
    const apiOf = async (api: string) => {
      const [one] = await loadSuites(treeOf(files(api)), ['evals/*.yml']);
      return one?.ok ? promptTargetOf(one.suite).api : one;
    };
    expect(await apiOf('')).toBe('responses');
    expect(await apiOf(', api: responses')).toBe('responses');
    expect(await apiOf(', api: chat')).toBeUndefined();
  });

  it('puts prompt file and suite file together', async () => {
    const [one] = await loadSuites(
      treeOf({
        ...DATA,
        'evals/a.yml': 'target:\n  prompt: ../prompts/a.prompt.yml\n  parameters: { temperature: 0 }\n',
        'prompts/a.prompt.yml':
          'model: openai/gpt-4o-mini\nmodelParameters: { temperature: 1, maxTokens: 9 }\nmessages:\n  - { role: system, content: Be kind. }\n  - { role: user, content: "{{input}}" }\ntestData:\n  - { input: hello, expected: hi }\nevaluators:\n  - { name: greets, string: { contains: "{{expected}}" } }\n',
      }),
      ['evals/*.yml'],
    );
    expect(one).toMatchObject({
      ok: true,
      suite: {
        name: 'a',
        target: {
          provider: 'openai',
          model: 'openai/gpt-4o-mini',
          parameters: { temperature: 0, max_tokens: 9 },
        },
        cases: [{ vars: { input: 'hello' }, expected: 'hi' }],
        scorers: [{ name: 'greets', check: 'contains', ignoreCase: true }],
        policy: { maxDrop: 0.05, confirmTrials: 8, onInconclusive: 'warn', onUnmeasured: 'fail' },
      },
    });
  });

  it('does not take a dataset, a schema or a prompt beside the suites for a suite', async () => {
    const files = {
      'evals/a.yml':
        'target: { prompt: p.prompt.yml, model: m }\ndataset: rows.yml\nscorers: [{ check: exact }]\n',
      'evals/rows.yml': '- { id: one, input: x, expected: y }\n',
      'evals/p.prompt.yml': 'messages: [{ role: user, content: hi }]\n',
    };
    expect(await load(files)).toEqual(['a: ok']);
  });

  it.each<[string, Readonly<Record<string, string | null>>, string]>([
    [
      'a prompt that is not there',
      { 'evals/a.yml': suite('  - check: exact').replace('a.md', 'b.md') },
      'a: E_FILE_MISSING evals/a.yml:1 prompts/b.md does not exist at aaaaaaaaaa.',
    ],
    [
      'a path out of the repository',
      { 'evals/a.yml': suite('  - check: exact').replace('../prompts/a.md', '../../etc/passwd') },
      'a: E_PATH_OUTSIDE',
    ],
    [
      'an absolute path',
      { 'evals/a.yml': suite('  - check: exact').replace('../prompts/a.md', '/etc/passwd') },
      'a: E_PATH_OUTSIDE',
    ],
    [
      'a link out of the repository',
      { 'evals/a.yml': suite('  - check: exact'), 'prompts/a.md': null },
      'a: E_PATH_OUTSIDE',
    ],
    [
      'a pattern that cannot be used',
      { 'evals/a.yml': suite("  - { check: regex, pattern: '(a' }") },
      'a: E_SCORER_INVALID evals/a.yml:undefined Scorer "regex": ',
    ],
    [
      'a schema that is not JSON',
      {
        'evals/a.yml': suite('  - { check: json-schema, schema: s.json }'),
        'evals/s.json': '{\n  "type": oops\n}',
      },
      'a: E_SCORER_INVALID evals/s.json:2 The schema evals/s.json is not JSON',
    ],
    [
      'a schema with an unknown type',
      { 'evals/a.yml': suite('  - { check: json-schema, schema: { type: strnig } }') },
      'a: E_SCORER_INVALID evals/a.yml:undefined Scorer "json-schema": ',
    ],
    ['no model', { 'evals/a.yml': suite('  - check: exact').replace(', model: m', '') }, 'a: E_NO_MODEL'],
    [
      'no cases',
      { 'evals/a.yml': suite('  - check: exact').replace('dataset: d.jsonl\n', '') },
      'a: E_DATASET_EMPTY',
    ],
    [
      'scorers that decide nothing',
      { 'evals/a.yml': suite('  - { check: exact, severity: info }') },
      'a: E_NO_SCORERS evals/a.yml:1 Every scorer of the suite is informational',
    ],
    [
      'two scorers of one name',
      { 'evals/a.yml': suite('  - { check: exact, name: x }\n  - { check: exact, name: x }') },
      'a: E_CONFIG_INVALID evals/a.yml:undefined Two scorers have the name "x".',
    ],
    [
      'a floor for a scorer that is not there',
      { 'evals/a.yml': suite('  - check: exact', 'policy: { min-score: { exat: 1 } }') },
      'a: E_CONFIG_INVALID evals/a.yml:undefined policy.min-score names "exat"',
    ],
    [
      'a row that is wrong',
      { 'evals/a.yml': suite('  - check: exact'), 'evals/d.jsonl': '{"id":"one"}\n{"id":' },
      'a: E_DATASET_INVALID evals/d.jsonl:2',
    ],
  ])('says what is wrong with one suite, and loads the others: %s', async (_title, files, expected) => {
    const results = await load({
      'evals/z.yml': suite('  - check: exact').replace('../prompts/a.md', '../prompts/z.md'),
      'prompts/z.md': 'x',
      ...files,
    });
    expect(results.filter((line) => line.startsWith(expected))).toHaveLength(1);
    if (!('evals/d.jsonl' in files)) expect(results).toContain('z: ok');
  });

  it('refuses two suites of one name', async () => {
    const text = suite('  - check: exact', 'name: same');
    expect(await load({ 'evals/a.yml': text, 'evals/b.yml': text })).toEqual([
      'same: ok',
      'same: E_DUPLICATE_SUITE evals/b.yml:1 The suite name "same" is already taken by evals/a.yml.',
    ]);
  });
});

describe('a suite whose target is a command', () => {
  const text = (target: string) =>
    `target:\n${target}\ndataset: d.jsonl\nscorers:\n  - command: [node, score.js]\n    env: [KEY]\n`;
  const load = async (target: string) =>
    (await loadSuites(treeOf({ ...DATA, 'evals/c.yml': text(target) }), ['evals/*.yml']))[0];

  it('is resolved with its defaults', async () => {
    const loaded = await load(
      "  command: node 'my app.js'\n  working-directory: ..\n  watch: ['../src/**', '!../src/x.md']",
    );
    expect(loaded).toMatchObject({
      ok: true,
      suite: {
        target: {
          kind: 'command',
          command: { argv: ['node', 'my app.js'], folder: '', env: [], timeoutMs: 60_000 },
          mode: 'once',
          answer: 'text',
          watch: ['src/**', '!src/x.md'],
        },
        scorers: [{ kind: 'command', name: 'command', threshold: 1, command: { env: ['KEY'] } }],
      },
    });
    expect(await load('  command: node a.js\n  working-directory: app')).toMatchObject({
      suite: { target: { command: { folder: 'evals/app' } } },
    });
  });

  it.each([
    ['  command: node a.js | tail', 'E_COMMAND_INVALID', /only a shell/],
    ['  command: []', 'E_CONFIG_INVALID', /target\.command/],
    [
      '  command: node a.js\n  env: [GITHUB_TOKEN]',
      'E_COMMAND_INVALID',
      /GITHUB_TOKEN belongs to the workflow/,
    ],
    ['  command: node a.js\n  working-directory: ../../x', 'E_PATH_OUTSIDE', /out of the repository/],
    ['  command: node a.js\n  comand: x', 'E_CONFIG_INVALID', /Did you mean "command"/],
    ['  prompt: a.md\n  modle: x', 'E_CONFIG_INVALID', /Did you mean "model"/],
    ['  command: node a.js\n  timeout: 0', 'E_CONFIG_INVALID', /target\.timeout/],
  ])('says what is wrong with %j', async (target, code, message) => {
    expect(await load(target)).toMatchObject({
      ok: false,
      problems: [{ code, message: expect.stringMatching(message) }],
    });
  });
});
