import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CheckParts, OverlapCheck } from '../../src/core/check-spec.ts';
import type { CheckSpec } from '../../src/core/suite.ts';
import { runCheck } from '../../src/scorers/check.ts';
import { cosine } from '../../src/scorers/similar.ts';

const likeness = fc.constantFrom<OverlapCheck | 'levenshtein'>(
  'rouge-l',
  'rouge-n',
  'token-f1',
  'bleu',
  'gleu',
  'levenshtein',
);
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc
    .array(fc.constantFrom('a', 'b', 'the', 'é', '猫', 'שלום', '👍', '.', '1.5'), { maxLength: 12 })
    .map((words) => words.join(' ')),
);
const n = fc.integer({ min: 1, max: 4 });

function parts(check: OverlapCheck | 'levenshtein', size: number): CheckParts {
  return check === 'levenshtein'
    ? { check, value: '{{x}}', ignoreCase: false }
    : { check, value: '{{x}}', ignoreCase: false, n: size };
}

async function score(given: CheckParts, output: string, x: string, not = false): Promise<number> {
  const spec: CheckSpec = { kind: 'check', name: 'p', threshold: 1, ...given, ...(not ? { not: true } : {}) };
  const scored = await runCheck(spec, { output, vars: { x } });
  if (!scored.ok) throw new Error(scored.message);
  return scored.value;
}

describe('likeness', () => {
  test('lies within 0 and 1, and turned round it is the rest', async () => {
    await fc.assert(
      fc.asyncProperty(likeness, text, text, n, async (check, left, right, size) => {
        const value = await score(parts(check, size), left, right);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(await score(parts(check, size), left, right, true)).toBe(1 - value);
      }),
    );
  });
  test('is 1 for a text and itself', async () => {
    await fc.assert(
      fc.asyncProperty(likeness, text, n, async (check, same, size) => {
        expect(await score(parts(check, size), same, same)).toBe(1);
      }),
    );
  });
  test('is the same in both directions, but for BLEU', async () => {
    await fc.assert(
      fc.asyncProperty(likeness, text, text, n, async (check, left, right, size) => {
        fc.pre(check !== 'bleu');
        const there = await score(parts(check, size), left, right);
        expect(await score(parts(check, size), right, left)).toBeCloseTo(there, 12);
      }),
    );
  });
});

describe('yes or no', () => {
  const yesOrNo: readonly CheckParts[] = [
    { check: 'contains-all', values: ['a', 'b'], ignoreCase: true },
    { check: 'contains-any', values: ['a', '猫'], ignoreCase: false },
    { check: 'one-of', values: ['a', ''], ignoreCase: false },
    { check: 'json', within: 'whole' },
    { check: 'json', within: 'part' },
    { check: 'json-path', path: '$..a', match: 'all' },
    { check: 'xml', within: 'whole', elements: [] },
    { check: 'xml', within: 'part', elements: [] },
    { check: 'html', within: 'whole' },
    { check: 'html', within: 'part' },
    { check: 'number', value: '1.5', tolerance: 1, relativeTolerance: 0, find: 'last' },
    { check: 'length', min: 2, max: 9, unit: 'words' },
    { check: 'refusal' },
  ];
  const output = fc.oneof(text, fc.json(), fc.stringMatching(/^[<>/a-c "=!&;-]{0,60}$/));
  test('never throws, is 0 or 1, and turned round the other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...yesOrNo), output, async (given, said) => {
        const value = await score(given, said, '');
        expect([0, 1]).toContain(value);
        expect(await score(given, said, '', true)).toBe(1 - value);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the cosine', () => {
  const vector = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 3, maxLength: 3 });
  test('is symmetric, at most 1, and 1 for a vector and itself', () => {
    fc.assert(
      fc.property(vector, vector, (left, right) => {
        const there = cosine(left, right);
        expect(cosine(right, left)).toBe(there);
        if (there !== undefined) expect(Math.abs(there)).toBeLessThanOrEqual(1 + 1e-6);
        const self = cosine(left, left);
        if (self !== undefined) expect(self).toBeCloseTo(1, 6);
      }),
    );
  });
  test('is nothing for what cannot be compared', () => {
    expect(cosine([1], [1, 2])).toBeUndefined();
    expect(cosine([0, 0], [1, 2])).toBeUndefined();
    expect(cosine([], [])).toBeUndefined();
  });
});
