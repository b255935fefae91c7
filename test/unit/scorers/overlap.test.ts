import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { OverlapCheck } from '../../../src/core/check-spec.ts';
import { runCheck } from '../../../src/scorers/check.ts';

interface Pair {
  output: string;
  reference: string;
  'rouge-l': number;
  'rouge-1': number;
  'rouge-2': number;
  bleu: number;
  gleu: number;
  'token-f1': number;
  'rouge-l default'?: number;
}

const { pairs } = JSON.parse(
  readFileSync(new URL('../../fixtures/overlap.json', import.meta.url), 'utf8'),
) as { pairs: Pair[] };

async function score(check: OverlapCheck, { output, reference }: Pair, n: number): Promise<number> {
  const ignoreCase = check !== 'bleu' && check !== 'gleu';
  const spec = { kind: 'check', name: 'o', threshold: 0.5, check, value: reference, ignoreCase, n } as const;
  const scored = await runCheck(spec, { output, vars: {} });
  if (!scored.ok) throw new Error(scored.message);
  return scored.value;
}

test('there are 50 pairs', () => {
  expect(pairs).toHaveLength(50);
});

test.each(pairs)('agrees with the reference implementations: $output', async (pair) => {
  const ours = {
    'rouge-l': await score('rouge-l', pair, 1),
    'rouge-1': await score('rouge-n', pair, 1),
    'rouge-2': await score('rouge-n', pair, 2),
    bleu: await score('bleu', pair, 4),
    gleu: await score('gleu', pair, 4),
    'token-f1': await score('token-f1', pair, 1),
  };
  const far = Object.entries(ours).filter(
    ([name, value]) => Math.abs(value - pair[name as keyof typeof ours]) > 1e-6,
  );
  expect(far.map(([name, value]) => [name, value, pair[name as keyof typeof ours]])).toEqual([]);
});

// Its own tokenizer cuts at every sign that is neither an ASCII letter nor a digit: `don't`, `3.14`.
const cutOtherwise = /['._]\w|\d,\d/;
const plain = pairs.filter(
  (pair) => pair['rouge-l default'] !== undefined && !cutOtherwise.test(pair.output + pair.reference),
);
test('agrees with rouge-score as it comes, where its tokenizer finds the same words', async () => {
  expect(plain.length).toBeGreaterThan(15);
  for (const pair of plain) {
    expect(await score('rouge-l', pair, 1)).toBeCloseTo(pair['rouge-l default'] ?? -1, 6);
  }
});
