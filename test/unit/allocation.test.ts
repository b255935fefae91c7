import { describe, expect, it } from 'vitest';
import { allocationOf, wish } from '../../src/core/allocation.ts';
import { compareSuites } from '../../src/core/change.ts';
import { resolveSuite } from '../../src/core/config/resolve.ts';
import { parseSuiteFile } from '../../src/core/config/suite-file.ts';
import { RatchetErrors } from '../../src/core/errors.ts';
import { planSuite } from '../../src/core/plan.ts';
import { countCalls } from '../../src/core/plan-calls.ts';
import type { StatedTrials } from '../../src/core/trial-range.ts';
import type { CallPurpose } from '../../src/ports.ts';
import { evaluate } from '../../src/stages/evaluate.ts';
import { createLedger } from '../../src/stages/ledger.ts';
import { addTrials } from '../../src/stages/more-trials.ts';
import { recheck } from '../../src/stages/recheck.ts';
import { caseOf, measuredOf, PROMPT_TARGET, promptOf, renderPrompt, suiteOf } from '../support/build.ts';

const RANGE = { min: 2, max: 6 };

describe('how many trials are worth their cost', () => {
  // 2.48648 is how many standard errors are found in 4 of 5 runs.
  it.each([
    ['the first are enough', { cases: 0, trial: 0.0008 }, 0.05, { wants: 2, because: 'detectable' }],
    // 2.48648 · √(0.0016 / 4) = 0.0497; with three it is 0.0574.
    [
      'more make the margin detectable',
      { cases: 0, trial: 0.0016 },
      0.05,
      { wants: 4, because: 'detectable' },
    ],
    ['the last makes it', { cases: 0, trial: 0.0024 }, 0.05, { wants: 6, because: 'detectable' }],
    ['even the most is too little', { cases: 0, trial: 0.01 }, 0.05, { wants: 6, because: 'most' }],
    ['cases differ, and trials hardly', { cases: 0.01, trial: 0.0005 }, 0.05, { wants: 2, because: 'cases' }],
    // √((c + t/3) / (c + t/2)) = 0.913, then 0.949, then 0.966: a fifth trial would bring 3.4 %.
    ['both: until another brings little', { cases: 1, trial: 2 }, 0.05, { wants: 4, because: 'cases' }],
    ['nothing moves', { cases: 0, trial: 0 }, 0.05, { wants: 2, because: 'detectable' }],
  ] as const)('%s', (_title, parts, margin, expected) => {
    expect(wish(parts, RANGE, margin)).toEqual(expected);
  });

  it('is asked of every scorer that decides, by squares alone', () => {
    // Within: each side of the first case has (0, 1), variance .5; the second none. Pooled .5 · 2/4 = .25.
    const suite = measuredOf(
      [
        { base: [0, 1], head: [1, 0] },
        { base: [1, 1], head: [0, 0] },
      ],
      { trials: 2, maxTrials: 6 },
    );
    expect(allocationOf(suite)).toEqual({
      min: 2,
      max: 6,
      trials: 4,
      // (0² + 1² − .25 · 4 · ½) / 2² = .125, and 2 · .25 / 2 = .25 a trial: a fourth brings 5.1 %, a fifth 3.4 %.
      scorers: [
        { scorer: 'exact', pairs: 2, margin: 0.05, cases: 0.125, trial: 0.25, wants: 4, because: 'cases' },
      ],
    });
  });
});

describe('trials within a range', () => {
  /** Whether a trial passes, by case number, variant and index. */
  async function run(trials: StatedTrials, passes: (purpose: CallPurpose) => boolean, count = 10) {
    const base = suiteOf({ cases: Array.from({ length: count }, (_, index) => caseOf(`c${index}`)), trials });
    const added = caseOf('added');
    const head = {
      ...base,
      cases: [...base.cases, added],
      target: { ...PROMPT_TARGET, prompt: promptOf('New {{input}}') },
    };
    const plan = planSuite({ base, head, difference: compareSuites(base, head), render: renderPrompt });
    const calls: CallPurpose[] = [];
    const ask = async (_request: unknown, purpose: CallPurpose) => {
      calls.push(purpose);
      const text = passes(purpose) ? 'yes' : 'no';
      return { ok: true, text, finish: 'stop', latencyMs: 1, replayed: false } as const;
    };
    const ledger = createLedger({ trials: 0, priceOf: () => undefined, onProgress: () => undefined });
    const asking = { model: { ask }, ledger, concurrency: 3, signal: new AbortController().signal };
    const [first] = await addTrials(await evaluate([plan], asking), asking);
    if (!first) throw new Error('no suite');
    const planned = countCalls([plan]);
    const inFirst = calls.length;
    const [suite] = await recheck([first], { ...asking, seed: 's' });
    expect(calls.length).toBeLessThanOrEqual(planned.target + planned.confirming);
    return { suite: suite ?? first, calls: calls.slice(0, inFirst), again: calls.slice(inFirst) };
  }
  const noisy = ({ case: id, variant, trial }: CallPurpose) =>
    (Number(id.slice(1)) + trial + Number(variant === 'base')) % 2 === 0;

  it('get more where trials differ, all deciding cases alike and under the next indices', async () => {
    const { suite, calls } = await run({ min: 2, max: 6 }, noisy);
    expect(suite.allocation).toMatchObject({ trials: 6, scorers: [{ because: 'most', cases: 0 }] });
    const lengths = suite.cases.map(({ sides }) => [sides.base?.length, sides.head?.length]);
    expect(lengths.slice(0, 10)).toEqual(new Array(10).fill([6, 6]));
    // What does not decide is left at the first ones.
    expect(lengths[10]).toEqual([2, 2]);
    expect(calls).toHaveLength(10 * 2 * 6 + 2 * 2);
    expect(new Set(calls.map(({ trial }) => trial))).toEqual(new Set([0, 1, 2, 3, 4, 5]));
    // First trials all of them: kept answers may be taken, as nothing raised a suspicion.
    expect(calls.every(({ fresh }) => fresh === undefined)).toBe(true);
  });

  it('stay at the fewest where trials agree, or cases differ more', async () => {
    const same = await run({ min: 2, max: 6 }, () => true);
    expect(same.suite.allocation).toMatchObject({ trials: 2, scorers: [{ because: 'detectable' }] });
    const apart = await run(
      { min: 2, max: 6 },
      ({ case: id, variant }) => (Number(id.slice(1)) % 2 === 0) === (variant === 'head'),
    );
    expect(apart.suite.allocation).toMatchObject({ trials: 2, scorers: [{ because: 'cases', trial: 0 }] });
  });

  it('are looked at twice as often as they were run, and no longer than it can matter', async () => {
    const { suite, again } = await run(
      { min: 2, max: 6 },
      ({ variant, trial }) => variant === 'base' || trial === 0,
    );
    // The first of six trials passes everywhere: −5/6. One round more and five of the best leave −6/12 + 5/12.
    expect(suite).toMatchObject({
      rechecked: true,
      allocation: { trials: 6 },
      curtailed: { rounds: 1, of: 6 },
    });
    expect(suite.cases[0]?.sides.head).toHaveLength(7);
    // One round, and what was under way when it ended.
    expect(again.length).toBeGreaterThanOrEqual(10 * 2);
    expect(again.length).toBeLessThan(10 * 2 * 2);
  });

  it('are the fewest without a base, and a plain number stays as it is', async () => {
    const head = suiteOf({ trials: { min: 2, max: 6 } });
    expect(planSuite({ head, render: renderPrompt })).toMatchObject({ trials: 2 });
    expect(planSuite({ head, render: renderPrompt }).maxTrials).toBeUndefined();
    const { suite } = await run(2, noisy);
    expect(suite.allocation).toBeUndefined();
    expect(suite.planned.trials).toBe(2);
  });

  it('are read from the suite file, and a range that is none is said', () => {
    const file = (trials: string) => {
      const parsed = parseSuiteFile({
        path: 'evals/a.yml',
        text: `target: { prompt: p.md, model: m }\nscorers: [{ check: exact }]\ntrials: ${trials}\n`,
      });
      return resolveSuite(parsed, {
        promptPath: 'p.md',
        prompt: promptOf('x'),
        settings: { model: 'm', parameters: {} },
        dataset: [caseOf('a')],
        schemas: new Map(),
      }).trials;
    };
    expect(file('{ min: 2, max: 6 }')).toEqual({ min: 2, max: 6 });
    const faults = (trials: string) => {
      try {
        return file(trials);
      } catch (error) {
        return error instanceof RatchetErrors ? error.problems.map(({ message }) => message) : error;
      }
    };
    expect(faults('{ min: 4, max: 2 }')).toEqual(['trials.max: expected `min` to be at most `max`.']);
    expect(faults('{ min: 1, max: 2 }')).toEqual(['trials.min: must be at least 2.']);
    expect(faults('{ min: 2 }')).toEqual(['trials.max: is missing.']);
  });
});
