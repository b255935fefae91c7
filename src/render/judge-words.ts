import type { Comparison, MeasuredSuite } from '../core/report.ts';
import { isSuspicious } from '../core/verbosity.ts';
import { terminalName } from './escape.ts';
import { decimal, plural, relative } from './numbers.ts';
import type { Voice } from './terms.ts';

/** Who judged, how steadily, and what was not judged; nothing where no judge did. */
export function judgeLines({ judge, judgedBy, positions, quotes, lengths, skipped }: Comparison): string[] {
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
    ...(quotes
      ? [
          `    quotes   ${quotes.asked} judgements quote; ${quotes.missing} of them something that is not there`,
        ]
      : []),
    ...(lengths
      ? [
          `    length   ${Math.round(lengths.base)} characters at base, ${Math.round(lengths.head)} at head${lengths.correlation === undefined ? '' : `; deltas go with length at ρ = ${decimal(lengths.correlation)}`}`,
        ]
      : []),
    ...(skipped
      ? [`    skipped  ${skipped} cases whose outputs failed a check that the judge requires`]
      : []),
  ];
}

/** What decided where a judge of pairs broke a tie, and whose ties it breaks. */
export function tieLines({ comparisons }: MeasuredSuite, { brokenBy, breaksTies }: Comparison): string[] {
  const pairs = comparisons.find(({ scorer }) => scorer === brokenBy);
  if (brokenBy !== undefined && pairs) {
    return [
      `    tie      by itself undecided; the pairs of ${terminalName(brokenBy)} decided: delta ${decimal(pairs.delta ?? 0)} against a margin of ${pairs.margin}, at ${pairs.alpha ?? 0}`,
    ];
  }
  return breaksTies === undefined
    ? []
    : [`    tie      decides in place of ${terminalName(breaksTies)} where that is undecided`];
}

/** What speaks against a judge's word in this run: quotes of what is not there, and scores that went with length. */
export function judgeDoubts({ scorer, quotes, lengths }: Comparison, voice: Voice): string[] {
  return [
    ...(quotes && quotes.missing > 0
      ? [
          `${voice.name(scorer)} quotes words that no text before it has, in ${quotes.missing} of ${plural(quotes.asked, 'judgement')} with quotes.`,
        ]
      : []),
    ...(lengths && isSuspicious(lengths)
      ? [
          `${voice.name(scorer)} may have judged length: the mean length of the outputs changed by ${relative(lengths.head / lengths.base - 1)}, and scores moved with it (rank correlation ${decimal(lengths.correlation ?? 0)}).`,
        ]
      : []),
  ];
}
