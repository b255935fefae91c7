import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Report, reportSchema } from '../../src/core/report.ts';
import { createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { MODEL_KEY, runCli } from '../support/runner.ts';

const config = (model: string) => `description: Triage
prompts: [file://prompt.txt]
providers:
  - id: openai:${model}
    config: { temperature: 0 }
defaultTest:
  assert:
    - { type: not-icontains, value: sorry }
tests:
  - vars: { input: file://cases/1.txt }
    assert:
      - { type: equals, value: "yes {{ input | trim }}" }
      - { type: javascript, value: "process.exit(9)" }
  - file://cases.csv
`;
const ROWS = Array.from({ length: 11 }, (_, index) => `m${index + 2},yes m${index + 2}`);
const FILES = {
  'bot/prompt.txt': 'Old prompt. {{ input }}\n',
  'bot/cases/1.txt': 'm1\n',
  'bot/cases.csv': `input,__expected\n${ROWS.join('\n')}\n`,
};

let repository: Repository;
let provider: OpenaiDouble;

beforeEach(async () => {
  [repository, provider] = await Promise.all([createRepository(), createOpenaiDouble()]);
  await repository.write({ ...FILES, 'bot/promptfooconfig.yaml': config('big') });
  await repository.commit('Start');
  await repository.branch('change');
  provider.answer = ({ model, messages }) => {
    const message = /m\d+/.exec(messages[0]?.content ?? '')?.[0] ?? '';
    return model === 'small' || messages[0]?.content.startsWith('New') ? `no ${message}` : `yes ${message}`;
  };
});

afterEach(async () => {
  await Promise.all([repository[Symbol.asyncDispose](), provider[Symbol.asyncDispose]()]);
});

async function compare(): Promise<{ exitCode: number | null; report: Report; markdown: string }> {
  const result = await runCli(['compare', '--config', '**/promptfooconfig.yaml', '--markdown', 'out.md'], {
    cwd: repository.path,
    env: { OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: MODEL_KEY },
  });
  const read = (path: string) => readFile(join(repository.path, path), 'utf8');
  return {
    exitCode: result.exitCode,
    report: reportSchema.parse(JSON.parse(await read('.prompt-ratchet/report.json'))),
    markdown: await read('out.md'),
  };
}

it('runs a promptfoo config as it is, and a swapped model is a regression of the same suite', async () => {
  await repository.write({ 'bot/promptfooconfig.yaml': config('small') });
  await repository.commit('Save money');
  const { exitCode, report, markdown } = await compare();
  expect(exitCode).toBe(1);
  expect(report.suites).toMatchObject([
    {
      state: 'touched',
      name: 'bot',
      changes: [{ kind: 'model', from: 'big', to: 'small' }],
      comparisons: [{ scorer: 'assertions', pairs: 12, verdict: 'regressed' }],
      unsupported: [{ code: 'E_PROMPTFOO', place: { path: 'bot/promptfooconfig.yaml', line: 13 } }],
    },
  ]);
  expect(markdown).toContain('`javascript`');
  expect(markdown).toContain('bot/promptfooconfig.yaml:13');
});

it('finds a change in a file that the config names, and none where nothing changed', async () => {
  await repository.write({ 'bot/prompt.txt': 'New prompt. {{ input }}\n' });
  await repository.commit('Another prompt');
  expect((await compare()).report.suites).toMatchObject([{ changes: [{ kind: 'message' }] }]);
  await repository.write({ 'bot/prompt.txt': FILES['bot/prompt.txt'], 'README.md': 'x\n' });
  await repository.commit('Back again');
  const calls = provider.calls.length;
  expect((await compare()).report.suites).toMatchObject([
    { state: 'untouched', name: 'bot', path: 'bot/promptfooconfig.yaml' },
  ]);
  expect(provider.calls.length).toBe(calls);
});
