import type { Change } from '../../core/report.ts';
import { diffOutputs } from '../diff.ts';
import { htmlCode } from '../escape.ts';
import { type Block, dear } from '../ladder.ts';
import { details, quote, quoteSegments } from '../markdown.ts';
import { cut } from '../visible.ts';

/** UTF-16 units of each text in the long and in the short form. */
const LONG = 6000;
const SHORT = 1200;
/** Texts shown of one suite; the line above names the others. */
const MOST = 12;

/** A word diff of each message, tool and response format that changed, folded. */
export function changeBlocks(changes: readonly Change[]): Block[] {
  const texts = changes.filter(({ lines }) => lines !== undefined).slice(0, MOST);
  return texts.map((change) => {
    const summary = summaryOf(change);
    return [
      dear(() => details(summary, bodyOf(change, LONG)), 92, 'difference'),
      dear(() => details(summary, bodyOf(change, SHORT)), 78, 'difference'),
    ];
  });
}

/** One line of HTML; by how much it changed stands in the line above. */
function summaryOf({ what, base, head }: Change): string {
  const word = base === undefined ? 'Added' : head === undefined ? 'Removed' : 'What changed in';
  return `${word} ${htmlCode(what)}`;
}

function bodyOf({ base, head }: Change, limit: number): string {
  if (base === undefined || head === undefined) return quote(cut(head ?? base ?? '', limit));
  const diff = diffOutputs(base, head, limit);
  const about = diff.cutNote ? ` (${diff.cutNote})` : '';
  if (diff.kind === 'equal') return quote(diff.text);
  if (diff.kind === 'words') {
    return [`~~only at base~~, <ins>only at head</ins>${about}`, quoteSegments(diff.segments)].join('\n\n');
  }
  return [`**Base**${about}`, quote(diff.base), '**Head**', quote(diff.head)].join('\n\n');
}
