import { ALPHA, POWER, variancePerCase } from '../core/reach.ts';
import type { Comparison } from '../core/report.ts';
import { detectableStandardErrors } from '../stats/power.ts';
import { reachWords } from './advice-words.ts';
import { number, stated } from './explain-numbers.ts';

/** Standard errors that are found in 4 of 5 runs by a one-sided test at 5 %. */
const FOUND = detectableStandardErrors({ alpha: ALPHA, power: POWER });

/** What the comparison could have found, and where its variance comes from. */
export function explainReach(
  comparison: Comparison,
  deltas: readonly number[],
  clusters: readonly string[] | undefined,
): string[] {
  const { spread, detectable, needed, advice, margin } = comparison;
  const variance = variancePerCase(deltas, clusters);
  if (detectable === undefined || variance === undefined) return [];
  const sd = Math.sqrt(variance);
  const parts = Object.entries({ cases: spread?.cases, trials: spread?.trials, judge: spread?.judge });
  const shares = parts.flatMap(([name, part]) =>
    part === undefined ? [] : [`${name} ${number(part * 100)} %`],
  );
  const cases = margin > 0 ? Math.max(1, Math.ceil(((FOUND * sd) / margin) ** 2)) : undefined;
  return [
    `    reach    SD ${number(sd)}${clusters ? ' (by clusters)' : ''}; ${number(FOUND)} · SD/√${deltas.length} = ${stated('detectable', (FOUND * sd) / Math.sqrt(deltas.length), detectable)}${needed === undefined ? '' : `; (${number(FOUND)} · SD/${margin})² = ${stated('cases', cases, needed)} for the margin`}`,
    ...(shares.length > 0 ? [`    spread   of the variance of delta: ${shares.join(', ')}`] : []),
    ...(advice ? [`    advice   ${reachWords({ margin, advice }).slice(2)}`] : []),
  ];
}
