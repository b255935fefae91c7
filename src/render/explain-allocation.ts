import { wish } from '../core/allocation.ts';
import { ALPHA, POWER } from '../core/reach.ts';
import type { Allocation, MeasuredSuite, SideReport } from '../core/report.ts';
import { blindedParts, detectableWith } from '../stats/blinded.ts';
import { terminalName } from './escape.ts';
import { clustersOf, number, stated } from './explain-numbers.ts';
import { isDeciding } from './select.ts';

/** How the number of trials came about, from the first trials of the cases as the report has them. */
export function explainAllocation(suite: MeasuredSuite): string[] {
  const { allocation, curtailed } = suite;
  return [
    ...(allocation
      ? [
          `  trials ${allocation.trials} of each deciding case, of ${allocation.min} to ${allocation.max}: the most that a scorer asks for`,
          ...allocation.scorers.flatMap((one) => explainScorer(suite, one, allocation)),
        ]
      : []),
    ...(curtailed
      ? [
          `  second look: ${curtailed.rounds} of ${curtailed.of} rounds; with the others at their best (base 0, head 1) every gating score would still have regressed`,
        ]
      : []),
  ];
}

function explainScorer(
  suite: MeasuredSuite,
  { scorer, pairs, margin, cases, trial, wants, because }: Allocation['scorers'][number],
  { min, max }: Allocation,
): string[] {
  const name = `    ${terminalName(scorer)}:`;
  if (cases === undefined || trial === undefined) return [`${name} ${pairs} pairs, nothing to go by`];
  const parts = partsOf(suite, scorer, min) ?? { cases, trial };
  const detectable = (trials: number) =>
    number(detectableWith(parts, trials, { alpha: ALPHA, power: POWER }));
  const course = Array.from({ length: wants - min + 1 }, (_, at) => `${detectable(min + at)}`);
  const beyond = because === 'cases' ? `, and ${detectable(wants + 1)} with one more` : '';
  const again = wish(parts, { min, max }, margin);
  return [
    `${name} variance of the mean delta ${stated('from cases', parts.cases, cases)}, ${stated('from one trial of each', parts.trial, trial)}`,
    `      detectable 2.4865 · √(cases + trial/K) from K = ${min} on: ${course.join(', ')}${beyond}; margin ${margin}: ${stated('wants', again.wants, wants)} (${because})`,
  ];
}

/** `undefined` where the report does not hold all of the first trials. */
function partsOf(
  { cases, ...suite }: MeasuredSuite,
  scorer: string,
  min: number,
): ReturnType<typeof blindedParts> {
  const scored = (side: SideReport | undefined) =>
    (side?.trials ?? []).flatMap((one) => {
      const score = one.ok && one.index < min ? one.scores.find((each) => each.scorer === scorer) : undefined;
      return score?.ok ? [score.value] : [];
    });
  const rows = cases
    .filter((row) => isDeciding(row) && !row.identical)
    .map((row) => ({ id: row.id, brief: row.brief, base: scored(row.base), head: scored(row.head) }))
    .filter(({ base, head }) => base.length * 2 > min && head.length * 2 > min);
  if (rows.length < 2 || cases.some(({ brief }) => brief)) return undefined;
  const { clusters } = clustersOf(
    { ...suite, cases },
    rows.map(({ id }) => id),
  );
  return blindedParts(rows, clusters);
}
