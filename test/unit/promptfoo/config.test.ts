import { describe, expect, it } from 'vitest';
import type { Suite } from '../../../src/core/suite.ts';
import { renderMessages } from '../../../src/prompts/format.ts';
import { loadSuites } from '../../../src/stages/load.ts';
import { promptTargetOf } from '../../support/build.ts';
import { loadConfig, textTree } from '../../support/promptfoo.ts';

const TESTS = 'tests: [{ vars: { q: hi }, assert: [{ type: equals, value: ok }] }]\n';
const PROVIDERS = 'providers: [openai:gpt-4.1-mini]\n';

async function suites(config: string, files: Readonly<Record<string, string>> = {}): Promise<Suite[]> {
  const loaded = await loadConfig(config, files);
  return loaded.map((one) => {
    if (!one.ok) throw new Error(one.problems.map(({ message }) => message).join('\n'));
    return one.suite;
  });
}

async function problems(config: string, files: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const loaded = await loadConfig(config, files);
  return loaded.flatMap((one) =>
    one.ok ? [] : one.problems.map(({ code, message, place }) => `${code} ${place?.line} ${message}`),
  );
}

const gaps = (suite: Suite | undefined) =>
  (suite?.unsupported ?? []).map(({ message, place }) => `${place?.path}:${place?.line} ${message}`);

describe('prompts of a promptfoo config', () => {
  it.each<[string, string, Readonly<Record<string, string>>, string[]]>([
    ['inline, with a template', 'prompts: ["Say {{ q | upper }}"]', {}, ['user: Say HI']],
    [
      'inline, with a slash in it',
      'prompts: ["yes/no: {{q}}", "a/b"]',
      {},
      ['user: yes/no: hi', 'user: a/b'],
    ],
    ['of a file', 'prompts: file://p.txt', { 'p.txt': 'A {{q}}\n' }, ['user: A hi']],
    ['of a file without the prefix', 'prompts: [p.md]', { 'p.md': 'A\n---\n{{q}}\n' }, ['user: A\n---\nhi']],
    [
      'several in one text file',
      'prompts: [p.txt]',
      { 'p.txt': 'A {{q}}\n---\nB\r\n' },
      ['user: A hi', 'user: B'],
    ],
    [
      'of a glob',
      'prompts: [file://p/*.j2]',
      { 'p/a.j2': 'A', 'p/b.j2': '{% if q %}B{% endif %}' },
      ['user: A', 'user: B'],
    ],
    [
      'messages in JSON',
      'prompts: [file://p.json]',
      { 'p.json': '[{"role":"system","content":"Be kind"},{"role":"user","content":"{{q}}"}]' },
      ['system: Be kind\nuser: hi'],
    ],
    [
      'messages in YAML',
      'prompts: [p.yaml]',
      { 'p.yaml': '- { role: user, content: "{{q}}" }' },
      ['user: hi'],
    ],
    [
      'a line each',
      'prompts: [p.jsonl]',
      { 'p.jsonl': '[{"role":"user","content":"1"}]\n[{"role":"user","content":"2"}]\n' },
      ['user: 1', 'user: 2'],
    ],
    [
      'rows of a table',
      'prompts: [p.csv]',
      { 'p.csv': 'prompt,label\n"A, {{q}}",a\nB,b\n' },
      ['user: A, hi', 'user: B'],
    ],
    ['with a label', 'prompts: [{ raw: "L {{q}}", label: Long }]', {}, ['user: L hi']],
    ['files as keys', 'prompts: { p.txt: short }', { 'p.txt': 'K' }, ['user: K']],
  ])('%s', async (_title, prompts, files, expected) => {
    const found = await suites(`${prompts}\n${PROVIDERS}${TESTS}`, files);
    const shown = found.map(({ target, cases }) =>
      renderMessages(promptTargetOf({ target }).prompt, cases[0]?.vars ?? {})
        .messages.map(({ role, content }) => `${role}: ${content}`)
        .join('\n'),
    );
    expect(shown).toEqual(expected);
  });

  it.each([
    ['prompts: [file://p.py]', 'The prompt p.py is a program, which is never run.'],
    ['prompts: [file://p.js:make]', 'The prompt p.js:make is a program, which is never run.'],
    ['prompts: ["exec:./make.sh"]', 'The prompt exec:./make.sh is a program, which is never run.'],
    ['prompts: [file://none.txt]', 'No prompt matches file://none.txt.'],
    ['prompts: [langfuse://x:1]', 'The prompt langfuse://x:1 lies elsewhere.'],
    ['prompts: []', 'The config has no `prompts`.'],
  ])('refuses %s', async (prompts, message) => {
    const [first] = await problems(`${prompts}\n${PROVIDERS}${TESTS}`);
    expect(first).toContain('E_PROMPTFOO 1 ');
    expect(first?.replace('file://', '')).toContain(message.replace('file://', ''));
  });

  it('refuses a file out of the repository', async () => {
    expect(await problems(`prompts: [file://../../etc/passwd]\n${PROVIDERS}${TESTS}`)).toEqual([
      expect.stringContaining('E_PATH_OUTSIDE'),
    ]);
  });

  it('puts what the default test has around a prompt', async () => {
    const [one] = await suites(
      `prompts: [A]\n${PROVIDERS}defaultTest: { options: { prefix: "<", suffix: ">" } }\n${TESTS}`,
    );
    expect(one && promptTargetOf(one).prompt.messages).toEqual([{ role: 'user', content: '<A>' }]);
    expect(one?.cases).toHaveLength(1);
  });
});

describe('providers of a promptfoo config', () => {
  it.each<[string, object]>([
    ['openai:gpt-4.1', { provider: 'openai', model: 'gpt-4.1', parameters: {} }],
    ['openai:chat:gpt-4.1', { provider: 'openai', model: 'gpt-4.1' }],
    ['openai:responses:gpt-5', { provider: 'openai', model: 'gpt-5' }],
    ['openai:chat:ft:gpt-4o:acme::abc', { provider: 'openai', model: 'ft:gpt-4o:acme::abc' }],
    ['azure:chat:my-deployment', { provider: 'azure-openai', model: 'my-deployment' }],
    ['anthropic:messages:claude-sonnet-4-5', { provider: 'anthropic', model: 'claude-sonnet-4-5' }],
    ['google:gemini-2.5-flash', { provider: 'gemini', model: 'gemini-2.5-flash' }],
    ['openrouter:meta-llama/llama-4-scout', { provider: 'openrouter', model: 'meta-llama/llama-4-scout' }],
    ['ollama:chat:llama3.2:1b', { provider: 'ollama', model: 'llama3.2:1b' }],
    [
      '{ id: "openai:gpt-4.1", config: { temperature: 0.5, maxTokens: 9, passthrough: { seed: 1 }, reasoning: { effort: low }, cost: 1 } }',
      { model: 'gpt-4.1', parameters: { temperature: 0.5, max_tokens: 9, seed: 1, reasoning_effort: 'low' } },
    ],
    [
      '{ "openai:gpt-4.1": { config: { temperature: 0 } } }',
      { model: 'gpt-4.1', parameters: { temperature: 0 } },
    ],
    [
      '{ id: "openai:gpt-4.1", config: { response_format: file://format.json } }',
      { parameters: { response_format: { type: 'json_object' } } },
    ],
    ['file://provider.yaml', { model: 'gpt-4.1', parameters: { top_p: 0.1 } }],
  ])('%s', async (provider, target) => {
    const files = {
      'format.json': '{"type":"json_object"}',
      'provider.yaml': 'id: openai:gpt-4.1\nconfig: { top_p: 0.1 }\n',
    };
    const [one] = await suites(
      `prompts: [A]\nproviders: [${provider.startsWith('{') || provider.startsWith('file') ? provider : `"${provider}"`}]\n${TESTS}`,
      files,
    );
    expect(one?.target).toMatchObject(target);
    expect(gaps(one)).toEqual([]);
  });

  it.each([
    'echo',
    'exec:python run.py',
    'file://provider.js',
    'python:run.py',
    'https://example.com/chat',
    'openai:embedding:text-embedding-3-small',
    'openai:chat',
    'unheard-of:model',
  ])('refuses %s', async (provider) => {
    expect(await problems(`prompts: [A]\nproviders:\n  - ${provider}\n${TESTS}`)).toEqual([
      expect.stringMatching(/^E_PROMPTFOO 3 The provider /),
    ]);
  });

  it('runs the others when one cannot be run, and says so', async () => {
    const found = await suites(`prompts: [A]\nproviders:\n  - echo\n  - openai:gpt-4.1\n${TESTS}`);
    expect(found.map(({ name }) => name)).toEqual(['promptfoo/provider-2']);
    expect(gaps(found[0])).toEqual(['promptfooconfig.yaml:3 The provider echo is not supported.']);
  });

  it('never takes an address or a key from the config', async () => {
    const [one] = await suites(
      `prompts: [A]\nproviders:\n  - id: openai:m\n    config:\n      apiBaseUrl: http://evil.example\n      apiKey: sk-1\n${TESTS}`,
    );
    expect(one && promptTargetOf(one).parameters).toEqual({});
    expect(gaps(one)).toEqual([
      'promptfooconfig.yaml:5 `apiBaseUrl` is not followed: addresses and keys come from the environment alone.',
      'promptfooconfig.yaml:6 `apiKey` is not followed: addresses and keys come from the environment alone.',
    ]);
  });
});

describe('suites of a promptfoo config', () => {
  it('are every prompt with every provider, with names that a swapped model leaves alone', async () => {
    const config = (model: string) =>
      `prompts: [A, { raw: B, label: Short }, C]\nproviders: ["openai:${model}", { id: "anthropic:messages:x", label: Claude, prompts: [Short] }]\n${TESTS}`;
    const names = async (model: string) => (await suites(config(model))).map(({ name }) => name);
    const expected = ['promptfoo', 'promptfoo/Short', 'promptfoo/Short/Claude', 'promptfoo/prompt-3'];
    expect(await names('gpt-4.1')).toEqual(expected);
    expect(await names('gpt-4.1-mini')).toEqual(expected);
  });

  it('are called after the folder of the config', async () => {
    const files = {
      'packages/bot/promptfooconfig.yaml': `prompts: [A]\n${PROVIDERS}${TESTS}`,
      'other/my-eval.yml': `prompts: [A]\n${PROVIDERS}${TESTS}`,
    };
    const loaded = await loadSuites(textTree(files), ['**/*.y*ml']);
    expect(loaded.map(({ name }) => name).sort()).toEqual(['other/my-eval', 'packages/bot']);
  });

  it('take trials and policy from our part of the metadata', async () => {
    const [one] = await suites(
      `prompts: [A]\n${PROVIDERS}${TESTS}evaluateOptions: { repeat: 4 }\nmetadata: { prompt-ratchet: { policy: { max-drop: 0.2 } } }\n`,
    );
    expect(one).toMatchObject({ trials: 4, policy: { maxDrop: 0.2, gate: 'regression' } });
    expect(
      await problems(`prompts: [A]\n${PROVIDERS}${TESTS}metadata:\n  prompt-ratchet: { polcy: {} }\n`),
    ).toEqual(['E_CONFIG_INVALID 5 "polcy" is not a known key. Did you mean "policy"?']);
  });

  it('lists what the config asks for and is not done', async () => {
    const [one] = await suites(
      `prompts: [A]\n${PROVIDERS}${TESTS}env: { A: b }\nextensions: [file://hook.js:run]\nnunjucksFilters: { a: b.js }\n`,
    );
    expect(gaps(one)).toEqual([
      expect.stringMatching(/^promptfooconfig\.yaml:4 `env`/),
      expect.stringMatching(/^promptfooconfig\.yaml:6 `nunjucksFilters`/),
      expect.stringMatching(/^promptfooconfig\.yaml:5 `extensions`/),
    ]);
  });

  it.each(['promptfooconfig.js', 'evals/promptfooconfig.ts', 'promptfooconfig.mjs'])(
    'are never those of the program %s',
    async (path) => {
      const [one] = await loadSuites(textTree({ [path]: 'module.exports = {}' }), [path]);
      expect(one).toMatchObject({ ok: false, problems: [{ code: 'E_PROMPTFOO', place: { path } }] });
    },
  );
});
