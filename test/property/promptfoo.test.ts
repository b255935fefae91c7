import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../src/core/json.ts';
import { renderMessages } from '../../src/prompts/format.ts';
import { ASSERTIONS } from '../../src/prompts/promptfoo/scorers.ts';
import { promptTargetOf } from '../support/build.ts';
import { loadConfig } from '../support/promptfoo.ts';

const INJECTIONS = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/prompts/injections.json'), 'utf8'),
) as string[];

const text = fc.oneof(fc.string(), fc.constantFrom('{{a}}', 'file://a.txt', 'openai:m', 'x.py', '*', '../x'));
const type = fc.constantFrom(...Object.keys(ASSERTIONS), 'not-contains', 'javascript', 'assert-set');
const assertion = fc.record({ type, value: fc.oneof(text, fc.array(text)) }, { requiredKeys: [] });
const member = fc.oneof(text, fc.jsonValue());
const testCase = fc.record(
  { description: text, vars: fc.dictionary(text, member), assert: fc.array(assertion), threshold: member },
  { requiredKeys: [] },
);
const config = fc.record(
  {
    prompts: fc.oneof(fc.array(fc.oneof(text, fc.record({ raw: text, label: text }))), member),
    providers: fc.oneof(fc.array(fc.oneof(text, fc.record({ id: text, config: member }))), member),
    defaultTest: fc.oneof(testCase, member),
    tests: fc.oneof(fc.array(testCase), member),
    scenarios: member,
    metadata: member,
  },
  { requiredKeys: ['prompts', 'providers'] },
);

test('any config gives suites or problems, the same each time, with names of their own', async () => {
  await fc.assert(
    fc.asyncProperty(config, async (value) => {
      const load = () => loadConfig(JSON.stringify(value), { 'a.txt': 'A {{a}}\n---\nB' });
      const loaded = await load();
      expect(canonicalJson(await load())).toBe(canonicalJson(loaded));
      expect(new Set(loaded.map(({ name }) => name)).size).toBe(loaded.length);
      for (const one of loaded) {
        if (one.ok) expect(one.suite.cases.length * one.suite.scorers.length).toBeGreaterThan(0);
        else expect(one.problems.every(({ help }) => help !== '')).toBe(true);
      }
    }),
    { numRuns: 50 },
  );
});

test('a template injection is inert wherever a config has templates', async () => {
  process.env['OPENAI_API_KEY'] = 'sk-canary-0123456789';
  for (const injection of INJECTIONS) {
    const loaded = await loadConfig(
      JSON.stringify({
        prompts: [{ raw: `${injection}\n` }],
        providers: ['openai:m'],
        tests: [
          {
            vars: { x: 'a', y: injection },
            assert: [{ type: 'contains', value: injection, metric: injection }],
          },
          { vars: { x: 'a' }, assert: [{ type: 'equals', value: 'a' }] },
        ],
      }),
    );
    const shown = JSON.stringify(
      loaded.map((one) => {
        if (!one.ok) return one.problems;
        try {
          return [one.suite.cases, renderMessages(promptTargetOf(one.suite).prompt, { x: 'a' })];
        } catch (error) {
          return String(error);
        }
      }),
    );
    expect(shown).not.toMatch(/sk-canary|native code|\[object process\]|root:x/);
  }
  delete process.env['OPENAI_API_KEY'];
  expect(Object.hasOwn(globalThis, 'pwned')).toBe(false);
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
});
