import type { MeasuredSuite } from '../../core/report.ts';
import { type Block, optional } from '../ladder.ts';
import { bullets, markdownVoice } from '../markdown.ts';
import { plural } from '../numbers.ts';
import { peopleWords, trustWords } from '../trust-words.ts';

/** Judges whose trust the short form names. */
const FEW = 3;

/** What people say, where there are labels of this change: it stands beside the scores, and may be what decided. */
export function peopleBlocks({ comparisons }: MeasuredSuite): Block[] {
  const lines = comparisons.flatMap(({ scorer, people }) =>
    people ? [peopleWords(scorer, people, markdownVoice)] : [],
  );
  return lines.length === 0
    ? []
    : [optional(lines.length === 1 ? lines.join('') : bullets(lines), 40, 'list')];
}

/** What the judges' word is worth. Where one does not decide, that is never left out. */
export function trustBlocks({ judges = [] }: MeasuredSuite): Block[] {
  if (judges.length === 0) return [];
  const ordered = judges.toSorted(
    (left, right) => Number(left.effect === 'gates') - Number(right.effect === 'gates'),
  );
  const lines = ordered.map((judge) => trustWords(judge, markdownVoice));
  const box = (items: readonly string[]) => `**Judge trust**\n\n${bullets(items)}`;
  const more = lines.length - FEW;
  const silent = judges.filter(({ effect }) => effect === 'informational').length;
  return [
    [
      { text: box(lines), rung: 40, lost: 'list' },
      {
        text: box(more > 0 ? [...lines.slice(0, FEW), `and ${plural(more, 'more judge')}`] : lines),
        rung: 14,
        lost: 'list',
      },
      ...(silent > 0 ? [{ text: `${plural(silent, 'judge')} decided nothing.`, rung: 3 }] : []),
    ],
  ];
}
