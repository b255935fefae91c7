import { describe, expect, it } from 'vitest';
import type { Suite } from '../../../src/core/suite.ts';
import { renderMessages } from '../../../src/prompts/format.ts';
import { promptTargetOf } from '../../support/build.ts';
import { loadConfig } from '../../support/promptfoo.ts';

const HEAD =
  'prompts: ["{{q}}"]\nproviders: [openai:m]\ndefaultTest: { assert: [{ type: contains, value: x }] }\n';

async function suiteOf(tests: string, files: Readonly<Record<string, string>> = {}): Promise<Suite> {
  const [one] = await loadConfig(`${HEAD}${tests}`, files);
  if (!one?.ok) throw new Error(one?.problems.map(({ message }) => message).join('\n'));
  return one.suite;
}

describe('tests of a promptfoo config', () => {
  it.each<[string, string, Readonly<Record<string, string>>, unknown[]]>([
    ['in the config', 'tests: [{ vars: { q: a } }, { vars: { q: b } }]', {}, [{ q: 'a' }, { q: 'b' }]],
    [
      'lists that multiply',
      'tests: [{ vars: { q: [a, b], r: [1, 2] } }]',
      {},
      [
        { q: 'a', r: 1 },
        { q: 'a', r: 2 },
        { q: 'b', r: 1 },
        { q: 'b', r: 2 },
      ],
    ],
    [
      'lists that stay',
      'tests: [{ vars: { q: [a, b] }, options: { disableVarExpansion: true } }]',
      {},
      [{ q: ['a', 'b'] }],
    ],
    ['variables in variables', 'tests: [{ vars: { q: "{{r}}!", r: b } }]', {}, [{ q: 'b!', r: 'b' }]],
    [
      'variables of files',
      'tests: [{ vars: { q: file://q.txt, d: file://d.yaml } }]',
      { 'q.txt': 'text\n', 'd.yaml': 'a: 1' },
      [{ q: 'text', d: { a: 1 } }],
    ],
    ['all variables of a file', 'tests: [{ vars: file://v.yaml }]', { 'v.yaml': 'q: a' }, [{ q: 'a' }]],
    ['a JSON file', 'tests: file://t.json', { 't.json': '[{"vars":{"q":"a"}}]' }, [{ q: 'a' }]],
    ['a YAML file', 'tests: [file://t.yaml]', { 't.yaml': '- vars: { q: a }' }, [{ q: 'a' }]],
    [
      'lines of JSON',
      'tests: [t.jsonl]',
      { 't.jsonl': '{"vars":{"q":"a"}}\n\n{"vars":{"q":"b"}}\n' },
      [{ q: 'a' }, { q: 'b' }],
    ],
    [
      'a glob',
      'tests: [tests/*.yaml]',
      { 'tests/1.yaml': '- vars: { q: a }', 'tests/2.yaml': '- vars: { q: b }' },
      [{ q: 'a' }, { q: 'b' }],
    ],
    [
      'a table',
      'tests: t.csv',
      { 't.csv': 'q,__expected,__description\n"a, b",contains: a,one\nc,,two\n' },
      [{ q: 'a, b' }, { q: 'c' }],
    ],
    [
      'scenarios',
      'scenarios: [{ config: [{ vars: { l: de } }, { vars: { l: fr } }], tests: [{ vars: { q: a } }] }]',
      {},
      [
        { l: 'de', q: 'a' },
        { l: 'fr', q: 'a' },
      ],
    ],
    ['none but the default', 'description: x', {}, [{}]],
  ])('%s', async (_title, tests, files, vars) => {
    const suite = await suiteOf(`${tests}\n`, files);
    expect(suite.cases.map((row) => row.vars)).toEqual(vars);
    expect(suite.unsupported).toEqual([]);
  });

  it('are called after their descriptions, each once, and keep their tags', async () => {
    const suite = await suiteOf(
      'tests: [{ description: one, vars: { q: [a, b] }, metadata: { tags: [smoke] } }, { vars: { q: a } }, { vars: { q: a } }]\n',
    );
    expect(suite.cases.map(({ id, tags }) => [id.replace(/[0-9a-f]{8}/, '#'), tags])).toEqual([
      ['one', ['smoke']],
      ['one-2', ['smoke']],
      ['case-#', []],
      ['case-#-2', []],
    ]);
  });

  it.each([
    ['{ vars: { q: a }, options: { transform: output.trim() } }', '`options.transform`'],
    ['{ vars: { q: a }, provider: openai:other }', '`provider`'],
    ['{ vars: { q: file://q.js } }', 'is a program'],
    ['{ vars: { q: file://none.txt } }', 'does not exist'],
    ['file://make.py:tests', 'made by a program'],
    ['https://docs.google.com/x', 'lie elsewhere'],
    ['file://none.yaml', 'No test file matches'],
  ])('are left out, with a line: %s', async (test, why) => {
    const suite = await suiteOf(`tests:\n  - { vars: { q: z } }\n  - ${test}\n`);
    expect(suite.cases.map((row) => row.vars)).toEqual([{ q: 'z' }]);
    expect(suite.unsupported).toMatchObject([{ message: expect.stringContaining(why), place: { line: 6 } }]);
  });

  it.each<[string, object]>([
    ['contains: x', { check: 'contains', value: 'x' }],
    ['not-contains:x', { check: 'contains' }],
    ['plain text', { check: 'exact', value: 'plain text' }],
    ['note: plain', { check: 'exact', value: 'note: plain' }],
    ['is-json', { check: 'json', within: 'whole' }],
    ['contains-any: a, b', { check: 'contains-any', values: ['a', 'b'] }],
    ['similar(0.9): x', { check: 'similar', threshold: 0.9 }],
    ['grade: is kind', { judge: 'rubric', criterion: 'is kind' }],
    ['llm-rubric: is kind', { judge: 'rubric' }],
  ])('have what a cell expects: %s', async (cell, scorer) => {
    const suite = await suiteOf('tests: t.csv\n', { 't.csv': `q,__expected\na,"${cell}"\n` });
    expect(suite.cases[0]?.scorers?.['assertions']?.parts).toMatchObject([{ scorer }]);
  });

  it('fail with the name of a variable that a prompt names and a test does not have', async () => {
    const suite = await suiteOf('tests: [{ vars: { other: a } }]\n');
    const { prompt } = promptTargetOf(suite);
    expect(prompt.onUndefined).toBe('error');
    expect(renderMessages(prompt, suite.cases[0]?.vars ?? {}).missing).toEqual(['q']);
  });
});
