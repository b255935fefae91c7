import type { MeasuredSuite } from '../../core/report.ts';
import type { Block } from '../ladder.ts';
import { bullets, markdownVoice } from '../markdown.ts';
import { plural } from '../numbers.ts';
import { peopleWords, trustWords } from '../trust-words.ts';

/** Judges whose trust the short form names. */
const FEW = 3;

/** What the judges' word is worth. Where one does not decide, that is never left out. */
export function trustBlocks({ judges = [], comparisons }: MeasuredSuite): Block[] {
  if (judges.length === 0) return [];
  const ordered = judges.toSorted(
    (left, right) => Number(left.effect === 'gates') - Number(right.effect === 'gates'),
  );
  const people = comparisons.flatMap(({ scorer, people: told }) =>
    told ? [peopleWords(scorer, told, markdownVoice)] : [],
  );
  const lines = [...people, ...ordered.map((judge) => trustWords(judge, markdownVoice))];
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
