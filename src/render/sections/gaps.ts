import type { MeasuredSuite } from '../../core/report.ts';
import { gapWords } from '../gap-words.ts';
import type { Block } from '../ladder.ts';
import { bullets, markdownVoice } from '../markdown.ts';

const LONG = 15;
const SHORT = 3;

/** What was not measured or not decided, and why. Nothing is left out in silence. */
export function gapBlocks(suite: MeasuredSuite): Block[] {
  const block = (limit: number) => {
    const lines = gapWords(suite, markdownVoice, limit);
    return lines.length === 0 ? '' : `**Not decided or not measured, and why**\n\n${bullets(lines)}`;
  };
  return [
    [
      { text: block(LONG), rung: 60, lost: 'list' },
      { text: block(SHORT), rung: 26, lost: 'list' },
    ],
  ];
}
