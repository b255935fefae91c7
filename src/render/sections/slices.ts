import type { MeasuredSuite, Slice } from '../../core/report.ts';
import type { Block } from '../ladder.ts';
import { details, markdownVoice, table } from '../markdown.ts';
import { count, interval, plural, points, score } from '../numbers.ts';
import { findingWords, sliceSummary, slicesByInterest } from '../slices.ts';

const LONG = 60;

/** How the tagged parts of a suite moved, folded. */
export function sliceBlocks(suite: MeasuredSuite): Block[] {
  const slices = slicesByInterest(suite);
  if (slices.length === 0) return [];
  const shown = slices.slice(0, LONG);
  const more = slices.length - shown.length;
  const body = more > 0 ? `${sliceTable(shown)}\n\nand ${plural(more, 'more slice')}` : sliceTable(shown);
  return [
    [
      { text: details(sliceSummary(slices), body), rung: 76, lost: 'table' },
      { text: `${sliceSummary(slices)}.`, rung: 30 },
    ],
  ];
}

function sliceTable(slices: readonly Slice[]): string {
  return table(
    [
      { title: 'Tag' },
      { title: 'Scorer' },
      { title: 'Finding' },
      { title: 'Cases', numeric: true },
      { title: 'Base', numeric: true },
      { title: 'Head', numeric: true },
      { title: 'Change (90 % interval)', numeric: true },
    ],
    slices.map((slice) => [
      markdownVoice.name(slice.tag),
      markdownVoice.name(slice.scorer),
      findingWords(slice).replace(' ', '\u00A0'),
      count(slice.pairs),
      slice.base === undefined ? '–' : score(slice.base),
      slice.head === undefined ? '–' : score(slice.head),
      slice.delta === undefined
        ? '–'
        : `${points(slice.delta)}${slice.interval ? ` (${interval(slice.interval)})` : ''}`,
    ]),
  );
}
