/** Suites that leave the number of trials to the noise, from two to six, beside the same suites at three. */
import { FLAKY, SOLID } from './no-op.ts';
import { type Bound, least, many, most, ONE_CHECK, ONE_JUDGE, type Scenario } from './scenario.ts';
import { chancesOf, graded, judged, passing, shifting } from './truth.ts';

const RANGE = { min: 2, max: 6 };
const STEADY = chancesOf({ down: 0.1, up: 0.1 });
const FIFTEEN = chancesOf({ down: 0.2, up: 0.05 });
/** A drop of ten points, which is the margin where it is used: what is shown to be no worse by it is shown wrongly. */
const TEN = chancesOf({ down: 0.15, up: 0.05 });
const MARGIN_10 = { maxDrop: 0.1 };
/** Spread of the deltas of three trials. */
const SD = 0.21;

type Kind = Pick<Scenario, 'scorers' | 'truths'> & Partial<Scenario>;

/** A scenario with trials by need, and beside it with three, which is what it is held against. */
function both(kind: string, cases: number, of: Kind, bounds: Bound[]): Scenario[] {
  const common = { group: 'adaptive' as const, kind, cases, suites: 1, ...of };
  return [
    { ...common, trials: RANGE, effort: 1, bounds },
    { ...common, trials: 3, effort: 0.5, bounds: [] },
  ];
}

const check = (cases: number, { base, head }: { base: number; head: number }): Kind => ({
  ...ONE_CHECK,
  truths: () => many(cases, () => passing(base, head)),
});
const judge = (cases: number, options: { drop?: number; sd?: number } = {}): Kind => ({
  ...ONE_JUDGE,
  truths: (random) => many(cases, () => graded({ sd: SD, trials: 3, ...options }, random)),
});
const steady = (cases: number) => check(cases, { base: STEADY.base, head: STEADY.base });

export const ADAPTIVE: readonly Scenario[] = [
  ...[20, 50, 100].flatMap((n) => both('nothing, binary', n, steady(n), [most('block', 0.02)])),
  ...[20, 50].flatMap((n) => both('nothing, graded', n, judge(n), [most('block', 0.02)])),
  ...both(
    'nothing, flaky suite',
    20,
    { ...ONE_CHECK, truths: () => many(20, (index) => (index % 5 === 4 ? FLAKY : SOLID)) },
    [most('block', 0.05)],
  ),
  ...both(
    'nothing, judge noise',
    50,
    { ...ONE_JUDGE, truths: (random) => many(50, () => judged(0.4, random)) },
    [most('block', 0.05)],
  ),
  // Cases, or clusters of them, move for good, as often up as down: more trials cannot help, and are not spent. Some
  // cases really break, which blocks, so only the suite's verdict can be an error.
  ...both(
    'cases move each way',
    100,
    { ...ONE_JUDGE, truths: (random) => many(100, () => shifting({ by: 0.25, concentration: 60 }, random)) },
    [most('regressed', 0.05)],
  ),
  ...both(
    'clusters of 4 move',
    80,
    {
      ...ONE_JUDGE,
      clusterSize: 4,
      truths: (random) =>
        many(20, () => shifting({ by: 0.1, concentration: 20 }, random)).flatMap((one) => many(4, () => one)),
    },
    [most('regressed', 0.05)],
  ),
  ...both('binary -15, by need', 30, check(30, FIFTEEN), [least('regressed', 0.93)]),
  ...both('binary -15, by need', 50, check(50, FIFTEEN), [least('regressed', 0.97)]),
  ...both('graded -10, by need', 30, judge(30, { drop: 0.1 }), [least('regressed', 0.9)]),
  ...both('graded -10, by need', 50, judge(50, { drop: 0.1 }), [least('regressed', 0.97)]),
  ...[50, 100].flatMap((n) =>
    both('binary at the margin', n, { ...check(n, TEN), ...MARGIN_10 }, [most('unchanged', 0.05)]),
  ),
  ...[30, 100].flatMap((n) =>
    both('graded at the margin', n, { ...judge(n, { drop: 0.1 }), ...MARGIN_10 }, [most('unchanged', 0.05)]),
  ),
  // The padded interval itself errs in up to 8.5 % where few cases break and nothing else moves.
  ...both(
    '10 % break, margin 10',
    50,
    {
      ...ONE_CHECK,
      ...MARGIN_10,
      truths: (random) => many(50, () => (random.next() < 0.1 ? passing(0.95, 0.05) : passing(0.95))),
    },
    [most('unchanged', 0.085)],
  ),
  // Trials until a drop as large as the margin is found in 4 of 5 runs: so often "unchanged" is then shown, too.
  ...both('nothing, margin 10', 50, { ...judge(50), ...MARGIN_10 }, [least('unchanged', 0.7)]),
  ...both('all break', 20, check(20, { base: 0.97, head: 0.03 }), [
    least('block', 0.99),
    least('curtailed', 0.95),
  ]),
  ...both(
    'half breaks',
    20,
    { ...ONE_CHECK, truths: () => many(20, (index) => passing(0.97, index % 2 === 0 ? 0.97 : 0.03)) },
    [least('block', 0.99)],
  ),
];
