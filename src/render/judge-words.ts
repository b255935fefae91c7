import type { Comparison } from '../core/report.ts';
import { terminalName } from './escape.ts';

/** Who judged, how steadily, and what was not judged; nothing where no judge did. */
export function judgeLines({ judge, judgedBy, positions, skipped }: Comparison): string[] {
  return [
    ...(judge === undefined
      ? []
      : [
          `    judge    ${terminalName(judge)} (${(judgedBy ?? []).map((one) => terminalName(one)).join(', ')}); scores of another one are of another scale`,
        ]),
    ...(positions
      ? [
          `    orders   ${positions.asked} pairs in both: ${positions.consistent} with the same verdict; the first shown won ${positions.first} times, the second ${positions.second}`,
        ]
      : []),
    ...(skipped
      ? [`    skipped  ${skipped} cases whose outputs failed a check that the judge requires`]
      : []),
  ];
}
