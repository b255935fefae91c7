/** Pull requests that are about single cases: broken ones, must-pass ones, lost ones. */
import { FLAKY, SOLID } from './no-op.ts';
import { type Bound, least, many, most, ONE_CHECK, type Scenario } from './scenario.ts';
import { type CaseTruth, losing, passing } from './truth.ts';

function checks(
  group: Scenario['group'],
  kind: string,
  options: {
    cases: number;
    trials: Scenario['trials'];
    of: (index: number) => CaseTruth;
    bounds?: Bound[];
  } & Pick<Scenario, 'mustPass' | 'broken' | 'improved' | 'effort'>,
): Scenario {
  const { of, bounds = [], ...rest } = options;
  return { group, kind, ...ONE_CHECK, ...rest, bounds, truths: () => many(rest.cases, of) };
}

const BREAKS = passing(0.98, 0.1);
/** Fifty cases of which the last ten toss a coin. */
const fifty = (first: readonly CaseTruth[]) => (index: number) =>
  first[index] ?? (index >= 40 ? FLAKY : SOLID);
const RISES = passing(0.5, 0.98);

/** Fresh trials have to find the one case that broke, and to acquit the flaky ones. */
export const BROKEN: readonly Scenario[] = [
  checks('broken-case', 'one of 50 breaks', {
    cases: 50,
    trials: 3,
    broken: 1,
    of: fifty([BREAKS]),
    bounds: [least('found', 0.9)],
  }),
  checks('broken-case', 'none of 50 breaks', {
    cases: 50,
    trials: 3,
    effort: 3,
    of: fifty([]),
    bounds: [most('falselyBroke', 0.01), most('falselyConfirmed', 0.01), most('block', 0.05)],
  }),
  checks('broken-case', 'one of 50 breaks', { cases: 50, trials: 1, broken: 1, of: fifty([BREAKS]) }),
  checks('broken-case', 'none of 50 breaks', { cases: 50, trials: 1, of: fifty([]) }),
  // The mean rises although three cases broke: to be blocked for the cases, never as `regressed`.
  checks('broken-case', '3 break, 12 improve', {
    cases: 50,
    trials: 3,
    broken: 3,
    improved: 12,
    of: (index) => (index < 3 ? BREAKS : index >= 38 ? RISES : SOLID),
  }),
];

const tagged = (cases: number, trials: number, mustPass: number, chance: number, bounds: Bound[] = []) =>
  checks('must-pass', `${mustPass} must-pass at ${chance}`, {
    cases,
    trials,
    mustPass,
    of: (index) => (index < mustPass ? passing(chance) : SOLID),
    bounds,
  });

/** Nothing changes, but must-pass cases are not quite reliable. */
export const MUST_PASS: readonly Scenario[] = [
  tagged(30, 1, 10, 0.9),
  tagged(30, 3, 10, 0.9),
  tagged(30, 1, 30, 0.9),
  tagged(100, 1, 30, 0.9),
  tagged(100, 1, 100, 0.9),
  tagged(100, 3, 100, 0.9),
  tagged(200, 3, 200, 0.9),
  tagged(30, 3, 10, 0.7),
  checks('must-pass', 'one of 10 must-pass breaks', {
    cases: 30,
    trials: 3,
    mustPass: 10,
    broken: 1,
    of: (index) => (index === 0 ? BREAKS : SOLID),
  }),
];

const STEADY = passing(0.9);
const HARMED = passing(0.95, 0.65);
const lossy = (
  kind: string,
  trials: number,
  { truth = STEADY, base, head }: { truth?: CaseTruth; base: number; head: number },
  bounds: Bound[] = [],
) => checks('lost', kind, { cases: 50, trials, of: () => losing(truth, { base, head }), bounds });

/** Trials fail at the provider. Too many lost pairs leave no verdict, and that is neither green nor a regression. */
export const LOST: readonly Scenario[] = [
  lossy('2 % of trials fail', 1, { base: 0.02, head: 0.02 }, [most('block', 0.05)]),
  lossy('2 % of trials fail', 3, { base: 0.02, head: 0.02 }, [most('block', 0.05)]),
  lossy('20 % of trials fail', 1, { base: 0.2, head: 0.2 }, [most('block', 0.05), most('pass', 0.01)]),
  lossy('20 % of trials fail', 3, { base: 0.2, head: 0.2 }, [most('block', 0.05), most('pass', 0.01)]),
  lossy('20 % of trials fail at head', 1, { base: 0, head: 0.2 }, [most('block', 0.05), most('pass', 0.01)]),
  lossy('-30, 20 % of trials fail', 1, { truth: HARMED, base: 0.2, head: 0.2 }, [most('pass', 0.01)]),
];

/**
 * At temperature 0 a reworded prompt turns some cases around for good, as many up as down. No mean falls, yet cases
 * really break, so a block is no error here; how often it comes is worth knowing.
 */
export const CHURN: readonly Scenario[] = [20, 50, 100].map((cases) => ({
  group: 'churn',
  kind: '2 % of cases turn each way',
  ...ONE_CHECK,
  cases,
  trials: 'temperature-0',
  truths: (random) =>
    many(cases, () => {
      const draw = random.next();
      if (draw < 0.02) return passing(1, 0);
      return draw < 0.04 ? passing(0, 1) : passing(draw < 0.1 ? 0 : 1);
    }),
  bounds: [],
}));
