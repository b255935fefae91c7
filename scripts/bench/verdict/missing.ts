/** Suites whose scores are missing, and suites in which base has next to nothing to lose. */
import { least, many, most, ONE_CHECK, type Scenario } from './scenario.ts';
import { hiding, losing, passing } from './truth.ts';

/** Chance of passing at base and head, where nothing but the losses differs. */
const PASSING = 0.95;

/** Both sides lose as many: that head lacks more is proven in one run of a hundred, and a block is as rare as ever. */
const alike = (rate: number): Scenario[] =>
  [1, 3].flatMap((trials) =>
    [20, 100, 500].map((cases): Scenario => {
      const truth = losing(passing(PASSING), { base: rate, head: rate });
      return {
        group: 'missing',
        kind: `${rate * 100} % lost alike`,
        ...ONE_CHECK,
        cases,
        trials,
        // Of a small rate many are needed; large suites are slow.
        effort: cases === 500 ? 1 : 2,
        truths: () => many(cases, () => truth),
        bounds: [most('lossProven', 0.01), most('block', 0.05)],
      };
    }),
  );

/**
 * Head loses more, of whatever it scores: hardly ever green (three lost cases of fifty prove nothing), and proven where
 * the suite is large enough. `proven` is the least share, by `cases/trials`.
 */
const more = (rate: number, green: number, proven: Readonly<Record<string, number>>): Scenario[] =>
  [1, 3].flatMap((trials) =>
    [20, 50, 100].map((cases): Scenario => {
      const truth = losing(passing(PASSING), { base: 0.02, head: 0.02 + rate });
      const share = proven[`${cases}/${trials}`];
      return {
        group: 'missing',
        kind: `${rate * 100} % more lost at head`,
        ...ONE_CHECK,
        cases,
        trials,
        truths: () => many(cases, () => truth),
        bounds: [most('pass', green), ...(share === undefined ? [] : [least('lossProven', share)])],
      };
    }),
  );

/** Cases break for good, and just those have no score at head. What would be blocked with them must not be green. */
const hidden = (share: number): Scenario[] =>
  [1, 3].flatMap((trials) =>
    [20, 50, 100, 200].map((cases): Scenario => {
      const breaking = (random: { next(): number }) =>
        many(cases, () => (random.next() < share ? passing(1, 0) : passing(1)));
      return {
        group: 'missing',
        kind: `${share * 100} % break and are lost`,
        ...ONE_CHECK,
        cases,
        trials,
        truths: (random) => breaking(random).map(hiding),
        whole: breaking,
        bounds: [most('greenByLoss', 0)],
      };
    }),
  );

export const MISSING: readonly Scenario[] = [
  ...[0.01, 0.05, 0.1, 0.2].flatMap(alike),
  ...more(0.1, 0.1, { '100/1': 0.6, '20/3': 0.28, '50/3': 0.88, '100/3': 0.98 }),
  ...more(0.2, 0.02, {
    '20/1': 0.18,
    '50/1': 0.78,
    '100/1': 0.98,
    '20/3': 0.86,
    '50/3': 0.99,
    '100/3': 0.99,
  }),
  ...more(0.4, 0, { '20/1': 0.7, '50/1': 0.99, '100/1': 0.99, '20/3': 0.99, '50/3': 0.99, '100/3': 0.99 }),
  ...[0.01, 0.05, 0.1].flatMap(hidden),
];

/** Nothing changes. Less than the margin cannot be lost: never said to be unchanged, and no reason to block. */
export const FLOOR: readonly Scenario[] = [0, 0.02, 0.05, 0.1, 0.3].flatMap((rate) =>
  [1, 3].flatMap((trials) =>
    [20, 50, 200].map(
      (cases): Scenario => ({
        group: 'floor',
        kind: `base passes ${rate * 100} %`,
        ...ONE_CHECK,
        cases,
        trials,
        effort: cases >= 100 ? 0.5 : 1,
        truths: () => many(cases, () => passing(rate)),
        bounds: [
          most('floorUnchanged', 0),
          most('openBlocks', 0),
          most('block', rate === 0 ? 0 : 0.05),
          ...(rate === 0 ? [least('atFloor', 1)] : []),
        ],
      }),
    ),
  ),
);
