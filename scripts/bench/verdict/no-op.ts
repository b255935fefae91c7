/** Pull requests that change nothing: head's truth is base's. Every block is a false one. */
import { type Bound, many, most, ONE_CHECK, ONE_JUDGE, type Scenario } from './scenario.ts';
import { catastrophic, chancesOf, graded, judged, passing, together } from './truth.ts';

/** The most of such pull requests that may be blocked. */
const ANY = 0.05;
/** The same for the two everyday kinds of suite, at the default number of trials. */
const EVERYDAY = 0.02;

const SIZES = [5, 10, 20, 30, 50, 100, 200];
const TRIALS = [1, 3];
/** One trial in ten flips down and one in ten flips up. */
const STEADY = chancesOf({ down: 0.1, up: 0.1 });
/** A case that nobody can rely on, and one that nearly always passes. */
export const FLAKY = passing(0.5);
export const SOLID = passing(0.98);
/** Spread of the deltas of an ordinary graded suite. */
const SD = 0.21;

type Kind = Pick<Scenario, 'kind' | 'suites' | 'scorers' | 'maxDrop' | 'effort'> & {
  truths(cases: number, trials: number): Scenario['truths'];
  everyday?: boolean;
};

const BINARY: Kind = {
  kind: 'binary',
  ...ONE_CHECK,
  truths: (cases) => () => many(cases, () => passing(STEADY.base)),
  everyday: true,
};

const GRADED: Kind = {
  kind: 'graded',
  ...ONE_JUDGE,
  truths: (cases, trials) => (random) => many(cases, () => graded({ sd: SD, trials }, random)),
  everyday: true,
};

/** One case in five passes by the toss of a coin, spread over the suite. */
const FLAKY_SUITE: Kind = {
  kind: 'flaky-suite',
  ...ONE_CHECK,
  truths: (cases) => () => many(cases, (index) => (index % 5 === 4 ? FLAKY : SOLID)),
};

/** Outputs do not differ at all; the judge's readings of them do, four times in ten. */
const JUDGE_NOISE: Kind = {
  kind: 'judge-noise',
  ...ONE_JUDGE,
  truths: (cases) => (random) => many(cases, () => judged(0.4, random)),
};

/** Good graded cases of which one trial in fifty scores nothing. */
const CATASTROPHE: Kind = {
  kind: 'rare-catastrophe',
  ...ONE_JUDGE,
  truths: (cases) => (random) => many(cases, () => catastrophic(0.02, random)),
};

/** No noise: every trial of a case says the same, at base as at head. The plan gives it one trial. */
const FROZEN: Kind = {
  kind: 'temperature-0',
  ...ONE_CHECK,
  truths: (cases) => () => many(cases, (index) => passing(index % 10 === 0 ? 0 : 1)),
};

/** Nine comparisons that may each block: three suites, each with a check and two judges. */
const NINE: Kind = {
  kind: '3-suites-3-scorers',
  suites: 3,
  scorers: ['check', 'judge', 'judge'],
  truths: (cases, trials) => (random) =>
    many(cases, () =>
      together([passing(STEADY.base), graded({ sd: SD, trials }, random), judged(0.4, random)]),
    ),
};

/** Scores on no grid, so that the exact test gives way to random draws. */
const CONTINUOUS: Kind = {
  kind: 'graded-continuous',
  ...ONE_JUDGE,
  truths: (cases, trials) => (random) =>
    many(cases, () => graded({ sd: SD, trials, continuous: true }, random)),
};

/** For scenarios that take tens of milliseconds a pull request. */
export const SLOW = 0.25;
const MARGIN_10 = { maxDrop: 0.1 };

export const NO_OP: readonly Scenario[] = [
  ...grid(BINARY, SIZES, TRIALS),
  ...grid(GRADED, SIZES, TRIALS),
  ...grid(FLAKY_SUITE, SIZES, TRIALS),
  ...grid(JUDGE_NOISE, [5, 20, 50, 200], TRIALS),
  ...grid(CATASTROPHE, [5, 20, 50, 200], TRIALS),
  ...grid(FROZEN, SIZES, ['temperature-0']),
  ...grid(NINE, [10, 30], [3]),
  ...grid({ ...NINE, effort: SLOW }, [100], [3]),
  ...grid({ ...CONTINUOUS, effort: SLOW }, [30], [3]),
  ...grid({ ...BINARY, ...MARGIN_10, kind: 'binary-margin-10', everyday: false }, [50, 100], TRIALS),
  ...grid({ ...GRADED, ...MARGIN_10, kind: 'graded-margin-10', everyday: false }, [30, 50], TRIALS),
];

function grid(
  { everyday = false, truths, ...kind }: Kind,
  sizes: readonly number[],
  trials: readonly (number | 'temperature-0')[],
): Scenario[] {
  return trials.flatMap((count) =>
    sizes.map((cases): Scenario => {
      const repeats = count === 'temperature-0' ? 1 : count;
      const bounds: Bound[] = [most('block', everyday && count === 3 ? EVERYDAY : ANY)];
      return { group: 'no-op', ...kind, cases, trials: count, truths: truths(cases, repeats), bounds };
    }),
  );
}
