import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/core/hash.ts';
import { calibrate } from '../../../src/human/calibration.ts';
import { humanDelta } from '../../../src/human/human-delta.ts';
import type { OutputLabel, PairLabel } from '../../../src/human/label.ts';
import type { Standing } from '../../../src/human/standing.ts';
import { trustOf } from '../../../src/human/trust.ts';
import { createRandom } from '../../../src/stats/random.ts';
import { expectPrinted } from '../stats/printed.ts';

const label = (output: string, verdict: OutputLabel['verdict'], rater = 'ada'): OutputLabel => ({
  kind: 'output',
  case: output,
  criterion: 'helpful',
  criterionVersion: sha256('v'),
  rater,
  blind: true,
  at: '2026-01-01T00:00:00Z',
  output: sha256(output),
  verdict,
});

/** Outputs with both verdicts: counts of [people pass, judge passes], [pass, fails], [fail, passes], [fail, fails]. */
function table(counts: readonly [number, number, number, number]) {
  const rows = counts.flatMap((count, kind) =>
    Array.from({ length: count }, (_, index) => ({
      id: `${kind}-${index}`,
      human: kind < 2,
      judge: kind % 2 === 0,
    })),
  );
  const standing: Standing = {
    outputs: rows.map(({ id, human }) => label(id, human ? 'pass' : 'fail')),
    pairs: [],
    repeats: [],
    expired: 0,
  };
  return {
    standing,
    judged: new Map(rows.map(({ id, judge }) => [sha256(id), { passes: judge, cluster: id }])),
  };
}

const OPTIONS = { threshold: 0.5, seed: 's' };

describe('calibration', () => {
  test('agreement, sensitivity and specificity with intervals', () => {
    const { standing, judged } = table([20, 5, 10, 15]);
    const result = calibrate(standing, judged, OPTIONS);
    expect(result).toMatchObject({ n: 50, passed: 25, failed: 25, unjudged: 0, raters: 1 });
    expectPrinted(result.agreement?.value, '.7');
    expectPrinted(result.kappa?.value, '.4');
    expectPrinted(result.ac1?.value, '.4059405941');
    expectPrinted(result.sensitivity?.value, '.8');
    expectPrinted(result.specificity?.value, '.6');
    expectPrinted(result.youden?.value, '.4');
    for (const figure of [result.agreement, result.kappa, result.ac1, result.youden, result.sensitivity]) {
      expect(figure?.lower).toBeLessThan(figure?.value ?? 0);
      expect(figure?.upper).toBeGreaterThan(figure?.value ?? 1);
    }
    // The bootstrap agrees with the large-sample interval of kappa, .151 to .649.
    expect(result.kappa?.lower).toBeCloseTo(0.151, 1);
    expect(result.kappa?.upper).toBeCloseTo(0.649, 1);
    expect(calibrate(standing, judged, OPTIONS)).toEqual(result);
  });
  test('without labels there are no figures', () => {
    const { standing, judged } = table([0, 0, 0, 0]);
    expect(calibrate(standing, judged, OPTIONS)).toEqual(
      expect.objectContaining({
        n: 0,
        agreement: undefined,
        kappa: undefined,
        youden: undefined,
        sensitivity: undefined,
      }),
    );
  });
  test('several raters: the majority counts, a tie fails', () => {
    const judged = new Map([[sha256('x'), { passes: true, cluster: 'x' }]]);
    const by = (...verdicts: OutputLabel['verdict'][]): Standing => ({
      outputs: verdicts.map((verdict, index) => label('x', verdict, `rater${index}`)),
      pairs: [],
      repeats: [],
      expired: 0,
    });
    expect(calibrate(by('pass', 'pass', 'fail'), judged, OPTIONS)).toMatchObject({ passed: 1, failed: 0 });
    expect(calibrate(by('pass', 'fail'), judged, OPTIONS)).toMatchObject({ passed: 0, failed: 1 });
    expect(calibrate(by(0.5, 0.49, 1), judged, OPTIONS)).toMatchObject({ passed: 1, failed: 0 });
  });
  test('an output that the judge could not judge is counted apart', () => {
    const judged = new Map([[sha256('x'), { passes: undefined, cluster: 'x' }]]);
    const standing: Standing = {
      outputs: [label('x', 'pass'), label('y', 'pass')],
      pairs: [],
      repeats: [],
      expired: 0,
    };
    expect(calibrate(standing, judged, OPTIONS)).toMatchObject({ n: 0, unjudged: 2 });
  });
  test('repeated votes', () => {
    const [one, two] = [sha256('one'), sha256('two')];
    const pair = (verdict: PairLabel['verdict'], swapped = false): PairLabel => {
      const { output: _output, ...rest } = label('c', 'pass');
      const [a, b] = swapped ? [two, one] : [one, two];
      return { ...rest, kind: 'pair', a, b, verdict };
    };
    const repeats = [
      [label('a', 0.5), label('a', 'pass')],
      [label('b', 'pass'), label('b', 'fail')],
      [pair('a'), pair('b', true)],
      [pair('a'), pair('a', true)],
      [pair('tie'), pair('both-bad', true)],
    ] as const;
    const result = calibrate({ outputs: [], pairs: [], repeats, expired: 3 }, new Map(), OPTIONS);
    expect(result.intraRater?.value).toBe(2 / 5);
    expect(result).toMatchObject({ repeats: 5, expired: 3 });
  });
});

describe('trust', () => {
  const of = (counts: readonly [number, number, number, number]) => {
    const { standing, judged } = table(counts);
    return trustOf(calibrate(standing, judged, OPTIONS));
  };
  test.each([
    [[14, 1, 1, 14], 'trusted'],
    [[20, 5, 10, 15], 'distrusted'],
    [[14, 1, 1, 13], 'uncalibrated'],
    [[40, 0, 0, 0], 'uncalibrated'],
    // Nearly all pass: agreement and AC1 are high, and the judge finds no failure.
    [[118, 5, 2, 0], 'distrusted'],
  ] as const)('%j is %s', (counts, trust) => {
    expect(of(counts)).toBe(trust);
  });
  test('no labels at all', () => {
    expect(trustOf(undefined)).toBe('uncalibrated');
  });
});

describe('what people would say of all cases', () => {
  /** Deltas of people and of a judge that errs by `noise`, with a uniform draw of labels. */
  function world(
    seed: string,
    { n, drawn, noise, bias = 0 }: { n: number; drawn: number; noise: number; bias?: number },
  ) {
    const random = createRandom(seed);
    const people = Array.from({ length: n }, () => (random.next() < 0.2 ? -1 : random.next() < 0.1 ? 1 : 0));
    const labelled = new Set(random.shuffle(people.map((_, index) => index)).slice(0, drawn));
    return people.map((delta, index) => ({
      id: String(index),
      judged: Math.max(-1, Math.min(1, delta * 0.8 + bias + (random.next() - 0.5) * noise)),
      label: labelled.has(index) ? { delta, probability: drawn / n } : undefined,
    }));
  }
  test('with few labels they stand alone', () => {
    const result = humanDelta(world('a', { n: 100, drawn: 12, noise: 0.1 }), { alpha: 0.05 });
    expect(result).toMatchObject({ method: 'labels-only', labels: 12 });
  });
  test('a judge that follows people narrows the interval, also when it is biased', () => {
    const pairs = world('b', { n: 200, drawn: 40, noise: 0.1, bias: 0.1 });
    const corrected = humanDelta(pairs, { alpha: 0.05 });
    const alone = humanDelta(
      pairs.map((pair) => ({ ...pair, judged: 0 })),
      { alpha: 0.05 },
    );
    expect(corrected?.method).toBe('corrected');
    expect(alone?.method).toBe('labels-only');
    const width = (result: typeof alone) => (result?.upper ?? 1) - (result?.lower ?? -1);
    expect(width(corrected)).toBeLessThan(width(alone) * 0.8);
  });
  test('a judge that says nothing of people is left aside', () => {
    const random = createRandom('c');
    const pairs = world('c', { n: 100, drawn: 40, noise: 0 }).map((pair) => ({
      ...pair,
      judged: random.next() - 0.5,
    }));
    expect(humanDelta(pairs, { alpha: 0.05 })?.method).toBe('labels-only');
  });
  test('nothing to say without labels', () => {
    expect(humanDelta([{ id: 'a', judged: 0 }], { alpha: 0.05 })).toBeUndefined();
  });
  test('swapping sides negates it, and the order of cases is irrelevant', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(10, 30), (seed, drawn) => {
        const pairs = world(seed, { n: 60, drawn, noise: 0.3 });
        const result = humanDelta(pairs, { alpha: 0.05 });
        const swapped = humanDelta(
          pairs.map((pair) => ({
            ...pair,
            judged: -pair.judged,
            label: pair.label && { ...pair.label, delta: -pair.label.delta },
          })),
          { alpha: 0.05 },
        );
        expect(swapped?.delta).toBeCloseTo(-(result?.delta ?? 0), 12);
        expect(swapped?.lower).toBeCloseTo(-(result?.upper ?? 0), 12);
        const reversed = humanDelta(pairs.toReversed(), { alpha: 0.05 });
        expect(reversed?.delta).toBeCloseTo(result?.delta ?? 0, 12);
        expect(reversed?.method).toBe(result?.method);
      }),
      { numRuns: 30 },
    );
  });
});
