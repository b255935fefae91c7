import type { CrossFit } from '../core/optimize-report.ts';
import type { CaseReport, Report, SuiteReport } from '../core/report.ts';
import type { Case } from '../core/suite.ts';
import { poolHalves } from '../optimize/cross-fit.ts';
import type { Member } from '../optimize/pool.ts';
import type { SearchResult } from '../optimize/search.ts';
import type { Splits } from '../optimize/splits.ts';
import type { LoadedSuite } from './load.ts';
import { clusterOf } from './optimize-parts.ts';
import type { PromptSuite } from './prompt-suite.ts';

/** Largest share of the incumbent's cost at which a candidate that is not worse is worth a pull request. */
const CHEAPER = 0.9;

/** The suite with its test cases alone, and beside it, as a guard, with the must-pass cases of the other splits. */
export function testOnly(
  loaded: readonly LoadedSuite[],
  { path, name, policy }: PromptSuite,
  { test, guards }: { test: readonly Case[]; guards: boolean },
): LoadedSuite[] {
  const ids = new Set(test.map(({ id }) => id));
  return loaded.flatMap((one) => {
    if (!one.ok || one.path !== path || one.name !== name) return guards ? [one] : [];
    const of = (cases: readonly Case[], as: string): LoadedSuite => ({
      ...one,
      name: as,
      suite: { ...one.suite, name: as, cases },
    });
    const pinned = one.suite.cases.filter(
      ({ id, tags }) => guards && !ids.has(id) && tags.some((tag) => policy.mustPass.includes(tag)),
    );
    const tested = of(
      one.suite.cases.filter(({ id }) => ids.has(id)),
      name,
    );
    return pinned.length > 0 ? [tested, of(pinned, `${name} (must-pass)`)] : [tested];
  });
}

/** What is tested where: the winner on the cases that had no say in it, and what the other half chose, if it is another. */
export function testsOf(
  { winner, chosen }: Pick<SearchResult, 'winner' | 'chosen'>,
  { test, halves }: Pick<Splits, 'test' | 'halves'>,
): {
  first: readonly Case[];
  rest?: { member: Member; cases: readonly Case[] };
  unchanged: readonly Case[];
} {
  if (!chosen || !halves || chosen[0].candidate.id === chosen[1].candidate.id)
    return { first: test, unchanged: [] };
  const isFirst = winner.candidate.id === chosen[0].candidate.id;
  const member = chosen[isFirst ? 1 : 0];
  // The first half chose the first: the second half tests it.
  const [first, cases] = isFirst ? [halves[1], halves[0]] : [halves[0], halves[1]];
  return member.candidate.origin === 'incumbent'
    ? { first, unchanged: cases }
    : { first, rest: { member, cases }, unchanged: [] };
}

type Touched = Extract<SuiteReport, { comparisons: unknown }>;

function touched(report: Report, name: string): Touched | undefined {
  const suite = report.suites.find((one) => one.name === name);
  return suite?.state === 'touched' ? suite : undefined;
}

export interface Verdict {
  outcome: 'improved' | 'cheaper' | 'no-improvement' | 'unmeasured';
  why?: 'test-not-improved' | 'gate-failed' | undefined;
}

/**
 * Better where one scorer is proven better and none seems worse; cheaper where all are shown not to be worse. With
 * halves, what both say together is what counts, and the gate has to let both pass.
 */
export function verdictOf(reports: readonly Report[], name: string, crossFit?: CrossFit): Verdict {
  const suites = reports.map((report) => touched(report, name));
  const [first] = suites;
  if (!first || suites.includes(undefined)) return { outcome: 'unmeasured', why: 'test-not-improved' };
  if (reports.some(({ decision }) => decision.outcome === 'fail'))
    return { outcome: 'no-improvement', why: 'gate-failed' };
  const gating = crossFit?.comparisons ?? first.comparisons.filter(({ gating: decides }) => decides);
  const holds = gating.every(
    ({ verdict, delta = -1 }) =>
      verdict === 'improved' || verdict === 'unchanged' || (verdict === 'inconclusive' && delta >= 0),
  );
  if (holds && gating.some(({ verdict }) => verdict === 'improved')) return { outcome: 'improved' };
  const notWorse =
    gating.length > 0 &&
    gating.every((one) => one.verdict === 'unchanged' && !('degraded' in one && one.degraded));
  const isCheaper = suites.every((suite) => (suite?.metrics.costRatio ?? 1) <= CHEAPER);
  if (notWorse && isCheaper) return { outcome: 'cheaper' };
  return { outcome: 'no-improvement', why: 'test-not-improved' };
}

/**
 * What the halves say together, scorer by scorer. A half that chose what stands there today found no difference: its
 * cases count as such.
 */
export function crossFitOf(
  reports: readonly Report[],
  {
    suite,
    chosen,
    unchanged,
    seed,
  }: {
    suite: PromptSuite;
    chosen: readonly [string, string];
    /** Test cases of the half whose winner is today's. */
    unchanged: readonly Case[];
    seed: string;
  },
): CrossFit {
  const suites = reports.flatMap((report) => touched(report, suite.name) ?? []);
  const rows = suites.flatMap(({ cases }) => cases);
  const nameOf = clusterOf(suite);
  const gating = suites[0]?.comparisons.filter(({ gating: decides }) => decides) ?? [];
  const comparisons = gating.map(({ scorer, margin }) => {
    const pairs = rows.flatMap((row) => {
      const pair = pairOf(row, scorer);
      return pair ? [{ id: row.id, ...pair }] : [];
    });
    const ids = [...pairs.map(({ id }) => id), ...unchanged.map(({ id }) => id)];
    const deltas = [...pairs.map(({ base, head }) => head - base), ...unchanged.map(() => 0)];
    const pooled = poolHalves(deltas, {
      margin,
      seed: `${seed}/${scorer}`,
      ...(nameOf ? { clusters: ids.map(nameOf) } : {}),
    });
    const meanOf = (side: 'base' | 'head') =>
      pairs.reduce((sum, pair) => sum + pair[side], 0) / Math.max(1, pairs.length);
    return { scorer, pairs: deltas.length, base: meanOf('base'), head: meanOf('head'), ...pooled };
  });
  return { chosen: [...chosen], comparisons };
}

function pairOf({ base, head }: CaseReport, scorer: string): { base: number; head: number } | undefined {
  const [before, after] = [base?.means[scorer], head?.means[scorer]];
  return before === undefined || after === undefined ? undefined : { base: before, head: after };
}
