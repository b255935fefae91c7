import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSuites } from '../../src/core/change.ts';
import { canonicalJson, type JsonObject } from '../../src/core/json.ts';
import type { Target } from '../../src/core/suite.ts';
import { promptOf, suiteOf } from '../support/build.ts';

const message = fc.record({
  role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const),
  content: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 4 }).map((lines) => lines.join('\n')),
});
const tool = fc.record({
  type: fc.constant('function'),
  function: fc.record({ name: fc.constantFrom('s', 't'), strict: fc.boolean() }),
});
const parameters = fc.record(
  {
    temperature: fc.constantFrom(0, 0.7, '0.7'),
    tools: fc.array(tool, { maxLength: 3 }),
    response_format: fc.record({ type: fc.constantFrom('text', 'json_object') }),
  },
  { requiredKeys: [] },
);
const target: fc.Arbitrary<Target> = fc.record({
  kind: fc.constant('prompt'),
  provider: fc.constantFrom('openai', 'other'),
  model: fc.constantFrom('a', 'b'),
  parameters: parameters.map((value) => value as unknown as JsonObject),
  prompt: fc.array(message, { maxLength: 4 }).map((messages) => promptOf('', { messages })),
});
const changesOf = (base: Target, head: Target) =>
  compareSuites(suiteOf({ target: base }), suiteOf({ target: head })).changes;

describe('a change', () => {
  it('is empty if and only if the targets are the same', () => {
    fc.assert(
      fc.property(target, target, (base, head) => {
        expect(changesOf(base, structuredClone(base))).toEqual([]);
        expect(changesOf(base, head).length === 0).toBe(canonicalJson(base) === canonicalJson(head));
      }),
      { numRuns: 300 },
    );
  });

  it('is mirrored when base and head are swapped', () => {
    fc.assert(
      fc.property(target, target, (base, head) => {
        const forth = changesOf(base, head).map(({ kind, from, to, lines, base, head }) =>
          canonicalJson({ kind, from, to, lines, base, head }),
        );
        const back = changesOf(head, base).map(({ kind, from, to, lines, base, head }) =>
          canonicalJson({
            kind,
            from: to,
            to: from,
            lines: lines && { added: lines.removed, removed: lines.added },
            base: head,
            head: base,
          }),
        );
        expect(forth.sort()).toEqual(back.sort());
      }),
      { numRuns: 300 },
    );
  });
});
