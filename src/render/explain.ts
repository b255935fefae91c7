import { evidenceOf, shuffledUnits } from '../core/fail-fast.ts';
import { exitCodeOf } from '../core/gate.ts';
import { decidingOf } from '../core/people.ts';
import type { Comparison, MeasuredSuite, Report, Slice } from '../core/report.ts';
import { testSlice, withFindings } from '../core/slices.ts';
import { holm } from '../stats/multiplicity.ts';
import { paddedT } from '../stats/padded-t.ts';
import { signFlip } from '../stats/sign-flip.ts';
import { tQuantile } from '../stats/student-t.ts';
import { terminalName } from './escape.ts';
import { explainAllocation } from './explain-allocation.ts';
import { explainConfirmations } from './explain-cases.ts';
import { explainDecision } from './explain-decision.ts';
import { explainMetrics } from './explain-metrics.ts';
import { explainMissing } from './explain-missing.ts';
import { clustersOf, counted, type Deltas, deltasOf, mean, number, stated, sum } from './explain-numbers.ts';
import { explainReach } from './explain-reach.ts';
import { explainPeople, explainTrust } from './explain-trust.ts';
import { judgeLines, tieLines } from './judge-words.ts';
import { isDeciding, isMeasured } from './select.ts';
import { headline } from './words.ts';

const ALPHA = 0.05;

/**
 * The arithmetic of every verdict and of the decision, recomputed from the scores in the report, with each number
 * that the report states beside the one that comes out. Lines end in `differs` where they are not the same.
 */
export function explainReport(report: Report): string {
  const measured = report.suites.filter(isMeasured);
  const alarms = measured.flatMap((suite) =>
    suite.comparisons
      .filter(
        ({ gating, p, stopped, reason }) => gating && (p !== undefined || stopped || reason === 'stopped'),
      )
      .map((comparison) => ({ suite, comparison })),
  );
  const adjusted = holm(alarms.map(({ comparison }) => decidingOf(comparison).p ?? 1));
  const adjustedOf = new Map(alarms.map(({ comparison }, index) => [comparison, adjusted[index] ?? 1]));
  const slices = withFindings(
    measured.map((suite) => recomputedSlices(suite, `${report.base.sha ?? ''}/${report.head.sha ?? ''}`)),
  );
  const confirmations = explainConfirmations(measured);
  const lines = measured.flatMap((suite) => [
    '',
    `Suite ${terminalName(suite.name)}${suite.stopped ? `: stopped after ${suite.stopped.cases} of ${suite.stopped.of} cases, regression already proven` : ''}`,
    ...explainAllocation(suite),
    ...suite.comparisons.flatMap((comparison) =>
      explainComparison(suite, comparison, {
        seed: `${report.base.sha ?? ''}/${report.head.sha ?? ''}/${suite.name}`,
        adjusted: adjustedOf.get(comparison),
        family: alarms.length,
      }),
    ),
    ...(suite.judges ?? []).flatMap(explainTrust),
    ...explainMetrics(suite),
    ...(confirmations.get(suite) ?? []),
    ...(slices[measured.indexOf(suite)] ?? []).map((slice, index) =>
      explainSlice(slice, suite.slices?.[index]),
    ),
  ]);
  return `${[
    terminalName(headline(report), 400),
    ...lines,
    '',
    'Decision',
    ...explainDecision(report),
    `  The most severe reason decides: ${report.decision.outcome}, exit code ${exitCodeOf(report.decision)}.`,
  ].join('\n')}\n`;
}

function explainComparison(
  suite: MeasuredSuite,
  comparison: Comparison,
  { seed, adjusted, family }: { seed: string; adjusted: number | undefined; family: number },
): string[] {
  const { scorer, margin, verdict, lost, identical } = comparison;
  const title = `  ${terminalName(scorer)}${comparison.gating ? '' : ' (informational)'}: ${verdict ?? 'no verdict'}`;
  const deltas = deltasOf(suite, scorer);
  const n = deltas.values.length;
  if (suite.state === 'new' || n === 0 || comparison.delta === undefined) {
    return [
      title,
      ...judgeLines(comparison),
      `    pairs ${comparison.pairs}, lost ${lost}, identical requests ${identical}: nothing to compute`,
      ...explainMissing(suite, comparison, seed),
    ];
  }
  if (suite.stopped) return [title, ...explainStop(suite, comparison, { deltas, seed })];
  const clusters = clustersOf(suite, deltas.ids);
  const interval = paddedT(deltas.values, { alpha: ALPHA, ...clusters });
  const alarm = signFlip(deltas.values, { alternative: 'worse', seed, ...clusters });
  const squares = deltas.values.reduce((sum, value) => sum + value * value, 0);
  const formula = clusters.clusters
    ? `    interval over ${new Set(clusters.clusters).size} clusters (padded t)`
    : `    interval m~ = ${number(sum(deltas.values))}/(${n}+2) = ${number(interval.adjustedMean)}, se~ = sqrt(((${number(squares)}+2)/(${n}+2) − m~²)/(${n}+2)) = ${number(interval.standardError)}, t(${n - 1}) = ${number(n > 1 ? tQuantile(1 - ALPHA, n - 1) : Number.POSITIVE_INFINITY)}`;
  return [
    title,
    ...judgeLines(comparison),
    `    pairs ${n}, lost ${lost}, identical requests ${identical}, margin ${margin}`,
    `    deltas ${counted(deltas.values)}`,
    `    ${stated('base', mean(deltas.base), comparison.base)}   ${stated('head', mean(deltas.head), comparison.head)}   ${stated('delta', interval.mean, comparison.delta)}`,
    formula,
    `             ${stated('lower', interval.lower, comparison.interval?.[0])}   ${stated('upper', interval.upper, comparison.interval?.[1])}`,
    `    alarm    ${alarm.nonZero} of ${n} moved; signs ${alarm.exact ? 'all counted' : 'drawn'}; ${stated('p', alarm.p, comparison.p)}${adjusted === undefined ? '' : `; among ${family} gating comparisons (Holm) ${stated('p', adjusted, comparison.pAdjusted)}`}`,
    ...explainMissing(suite, comparison, seed),
    ...explainReach(comparison, deltas.values, clusters.clusters),
    ...explainPeople(comparison),
    `    rule     ${rule({ ...comparison, ...decidingOf(comparison) })}`,
    ...tieLines(suite, comparison),
  ];
}

function rule({
  delta = 0,
  pAdjusted,
  p = 1,
  alpha = ALPHA,
  margin,
  interval,
  lost,
  pairs,
  base = 0,
  reason,
}: Comparison): string {
  const alarm = pAdjusted ?? p;
  return [
    `lost ${lost} of ${lost + pairs} ${lost > 0.1 * (lost + pairs) ? '>' : '≤'} 10 %`,
    `p ${number(alarm)} ${alarm <= alpha ? '≤' : '>'} ${number(alpha)}`,
    `delta ${number(delta)} ${delta <= 1e-12 - margin ? '≤' : '>'} −${margin}`,
    `lower ${number(interval?.[0] ?? -1)} ${(interval?.[0] ?? -1) > -margin ? '>' : '≤'} −${margin}`,
    ...(reason === 'lost-scores' ? ['the missing scores at their worst could hide what blocks'] : []),
    ...(reason === 'at-floor' ? [`base ${number(base)} < ${margin}, so no such drop could be seen`] : []),
  ].join(', ');
}

/** The bets of a suite that stopped: cases in the order in which they were run, and what the last one brought. */
function explainStop(
  suite: MeasuredSuite,
  { scorer, lost, margin, base, head, delta, stopped }: Comparison,
  { deltas, seed }: { deltas: Deltas; seed: string },
): string[] {
  const deltaOf = new Map(deltas.ids.map((id, index) => [id, deltas.values[index]]));
  const planned = suite.cases.filter((row) => isDeciding(row) && !row.identical);
  const units = shuffledUnits(planned, (row) => row, seed);
  const run = units.filter((unit) => unit.some((row) => row.head));
  const largest = units.reduce((most, { length }) => Math.max(most, length), 0);
  const course = evidenceOf(
    run.map((unit) => unit.map(({ id }) => deltaOf.get(id))),
    largest,
  );
  const last = course.at(-1);
  return [
    `    pairs ${deltas.values.length}, lost ${lost}, not run ${(suite.stopped?.of ?? 0) - (suite.stopped?.cases ?? 0)}, margin ${margin}`,
    `    deltas ${counted(deltas.values)}`,
    `    ${stated('base', mean(deltas.base), base)}   ${stated('head', mean(deltas.head), head)}   ${stated('delta', mean(deltas.values), delta)}`,
    `    order    drawn from the seed ${terminalName(seed, 200)}${largest > 1 ? `; clusters of at most ${largest} as one` : ''}`,
    stopped
      ? `    evidence ${stated('betting on "worse" turned 1 into', last?.evidence, stopped.evidence)}; it took ${number(stopped.needed)}, and a mean of at most −${margin}`
      : `    evidence betting on "worse" turned 1 into ${number(last?.evidence ?? 1)}, which proves nothing yet; the suite stopped for another score than ${terminalName(scorer)}`,
  ];
}

function recomputedSlices(suite: MeasuredSuite, seed: string): Slice[] {
  return (suite.slices ?? []).map(({ tag, scorer }) => {
    const tagged = { ...suite, cases: suite.cases.filter(({ tags }) => tags.includes(tag)) };
    const { ids, base, head } = deltasOf(tagged, scorer);
    const scores = { base, head, ...clustersOf(tagged, ids) };
    return { tag, scorer, ...testSlice(scores, `${seed}/${suite.name}/${tag}/${scorer}`) };
  });
}

function explainSlice(slice: Slice, claimed: Slice | undefined): string {
  const { tag, scorer, pairs, delta, interval, p, pAdjusted, finding } = slice;
  const about = `  slice ${terminalName(tag)}, ${terminalName(scorer)}: ${pairs} pairs, ${stated('delta', delta, claimed?.delta)}`;
  if (interval === undefined || p === undefined) return `${about}: too few to say`;
  return `${about}, ${stated('lower', interval[0], claimed?.interval?.[0])}, ${stated('upper', interval[1], claimed?.interval?.[1])}, two-sided ${stated('p', p, claimed?.p)}, among all slices (Benjamini–Hochberg) ${stated('p', pAdjusted, claimed?.pAdjusted)}: ${finding}`;
}
