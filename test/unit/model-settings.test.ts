import { describe, expect, it } from 'vitest';
import { compareSuites, isTouched } from '../../src/core/change.ts';
import type { Tree } from '../../src/ports.ts';
import { loadSuites } from '../../src/stages/load.ts';

type Files = Readonly<Record<string, string>>;

function treeOf(files: Files): Tree {
  return {
    sha: 'a'.repeat(40),
    // A models file beside the suites that a suite names is not a suite itself.
    list: async () => [
      'evals/a.yml',
      ...(files['evals/a.yml']?.includes('models.yml') ? ['evals/models.yml'] : []),
    ],
    fingerprint: async () => '',
    read: async (path) => files[path],
  };
}

const TOOL = { type: 'function', function: { name: 'search', parameters: { type: 'object' } } };

const FILES: Files = {
  'prompts/a.md': 'Say {{input}}',
  'evals/d.jsonl': '{"id":"one","input":"x","expected":"y"}',
  'evals/models.yml': `models:
  fast:
    model: small-1
    provider: my-host
    parameters: { temperature: 0, seed: 1 }
    tools: [${JSON.stringify(TOOL)}]
    response-format: { type: json_object }
    price: { input: 1, output: 2 }
  wrong: { modle: x }
  leaky: { model: m, parameters: { api_key: hidden-value } }
`,
  'config/app.toml': 'title = "x"\n[llm]\nmodel = "small-2"\ntemperature = 0.7\napi_key = "hidden-value"\n',
  'config/app.json':
    '{\n  "llm": {\n    "models": [{ "id": "small-3" }],\n    "gpt-4.1": { "seed": 7 }\n  }\n}',
  'config/tools.json': JSON.stringify({ all: [TOOL], format: { type: 'json_object' }, number: 3 }),
  '.env':
    '# all of it\nexport MODEL="small-4" # chosen\nTEMPERATURE=0.5\nAPI_KEY=hidden-value\nDATABASE=hidden-value\n',
  'config/bad.toml': 'password = "hidden-value\n',
  'config/bad.json': '{ "password": hidden-value }',
  'config/bad.yml': 'password: [hidden-value',
};

async function load(target: string, files: Files = {}) {
  const suite = `target:\n  prompt: ../prompts/a.md\n${target
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\ndataset: d.jsonl\nscorers: [{ check: exact }]\n`;
  const [one, ...more] = await loadSuites(treeOf({ ...FILES, 'evals/a.yml': suite, ...files }), [
    'evals/*.yml',
  ]);
  expect(more).toEqual([]);
  return one;
}

describe('model settings from other files', () => {
  it.each<[string, string, object]>([
    [
      'a named model, whole',
      'model: { from: models.yml, name: fast }',
      {
        model: 'small-1',
        provider: 'my-host',
        parameters: { temperature: 0, seed: 1, tools: [TOOL], response_format: { type: 'json_object' } },
        price: { input: 1, output: 2 },
      },
    ],
    [
      'what the suite says itself goes first',
      'model: { from: models.yml, name: fast }\nprovider: other\nparameters: { temperature: 1 }\ntools: []',
      {
        provider: 'other',
        parameters: { temperature: 1, seed: 1, tools: [], response_format: { type: 'json_object' } },
      },
    ],
    [
      'TOML, model and one parameter',
      'model: { from: ../config/app.toml, key: llm.model }\nparameters: { temperature: { from: ../config/app.toml, key: llm.temperature } }',
      { model: 'small-2', parameters: { temperature: 0.7 } },
    ],
    [
      'JSON, an item of a list and a name with dots',
      'model: { from: ../config/app.json, key: llm.models.0.id }\nparameters: { from: ../config/app.json, key: \'llm."gpt-4.1"\' }',
      { model: 'small-3', parameters: { seed: 7 } },
    ],
    [
      '.env',
      'model: { from: ../.env, key: MODEL }\nparameters: { temperature: { from: ../.env, key: TEMPERATURE } }',
      { model: 'small-4', parameters: { temperature: 0.5 } },
    ],
    [
      'tools and response format',
      'model: m\ntools: { from: ../config/tools.json, key: all }\nresponse-format: { from: ../config/tools.json, key: format }',
      { parameters: { tools: [TOOL], response_format: { type: 'json_object' } } },
    ],
  ])('%s', async (_title, target, expected) => {
    const loaded = await load(target);
    expect(loaded?.ok === false && loaded.problems).toBe(false);
    expect(loaded).toMatchObject({ ok: true, suite: { target: expected } });
  });

  it.each<[string, string, string]>([
    [
      'a missing file',
      'model: { from: no.toml, key: a }',
      'E_FILE_MISSING evals/a.yml:1 evals/no.toml does not exist',
    ],
    [
      'a missing key',
      'model: { from: ../config/app.json, key: llm.model }',
      'E_MODEL_CONFIG config/app.json:2 config/app.json has no key llm.model.',
    ],
    [
      'an inherited name',
      'model: { from: ../config/app.json, key: constructor }',
      'E_MODEL_CONFIG config/app.json:1 config/app.json has no key constructor.',
    ],
    ['a number for a model', 'model: { from: ../config/tools.json, key: number }', 'is not a model name'],
    [
      'no list of tools',
      'model: m\ntools: { from: ../config/tools.json, key: number }',
      'is not a list of tools',
    ],
    [
      'an unknown name',
      'model: { from: models.yml, name: slow }',
      'E_MODEL_CONFIG evals/models.yml:1 evals/models.yml has no model named slow.',
    ],
    ['a wrong entry', 'model: { from: models.yml, name: wrong }', 'E_MODEL_CONFIG evals/models.yml:9'],
    ['a secret among parameters', 'model: { from: models.yml, name: leaky }', 'looks like a secret'],
    ['a secret addressed', 'model: { from: ../.env, key: API_KEY }', 'looks like that of a secret'],
    [
      'a table with a secret',
      'model: m\nparameters: { from: ../config/app.toml, key: llm }',
      'looks like a secret',
    ],
    [
      'malformed TOML',
      'model: { from: ../config/bad.toml, key: a }',
      'E_MODEL_CONFIG config/bad.toml:1 config/bad.toml is not well-formed TOML.',
    ],
    [
      'malformed JSON',
      'model: { from: ../config/bad.json, key: a }',
      'E_MODEL_CONFIG config/bad.json:1 config/bad.json is not well-formed JSON.',
    ],
    [
      'malformed YAML',
      'model: { from: ../config/bad.yml, key: a }',
      'config/bad.yml is not well-formed YAML.',
    ],
    ['an unknown kind of file', 'model: { from: ../prompts/a.md, key: a }', 'is of no kind'],
    ['key and name', 'model: { from: ../config/app.toml, key: a, name: fast }', 'E_CONFIG_INVALID'],
    ['a path out of the repository', 'model: { from: ../../x.toml, key: a }', 'E_PATH_OUTSIDE'],
  ])('refuses %s, and quotes no value', async (_title, target, expected) => {
    const loaded = await load(target);
    const problems = loaded?.ok === false ? loaded.problems : [];
    const words = problems.map(
      ({ code, message, place }) => `${code} ${place?.path}${place?.line ? `:${place.line}` : ''} ${message}`,
    );
    expect(words.join('\n')).toContain(expected);
    expect(JSON.stringify(problems)).not.toContain('hidden-value');
  });

  it('is touched by the addressed value and by nothing else in the file', async () => {
    const target = 'model: { from: ../config/app.toml, key: llm.model }';
    const at = async (toml: string) => {
      const loaded = await load(target, { 'config/app.toml': toml });
      if (!loaded?.ok) throw new Error('not loaded');
      return loaded.suite;
    };
    const base = await at('[llm]\nmodel = "a"\n');
    const other = compareSuites(base, await at('title = "x"\n[llm]\n# why\nmodel = "a"\nsize = 2\n'));
    expect(isTouched(other)).toBe(false);
    const swapped = compareSuites(base, await at('[llm]\nmodel = "b"\n'));
    expect(swapped.changes).toEqual([{ kind: 'model', what: 'model', from: 'a', to: 'b' }]);
  });
});
