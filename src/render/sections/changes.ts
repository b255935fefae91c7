import type { Change } from '../../core/report.ts';
import { diffOutputs } from '../diff.ts';
import { htmlCode } from '../escape.ts';
import { type Block, dear } from '../ladder.ts';
import { details, markdownVoice, quote, quoteSegments } from '../markdown.ts';
import { plural } from '../numbers.ts';
import { cut } from '../visible.ts';

/** UTF-16 units of each text in the long and in the short form. */
const LONG = 6000;
const SHORT = 1200;
/** Texts shown of one suite; the line above names the others. */
const MOST = 12;

/** A word diff of each message, tool and response format that changed, folded into one place. */
export function changeBlocks(changes: readonly Change[]): Block[] {
  const texts = changes.filter(({ lines }) => lines !== undefined);
  if (texts.length === 0) return [];
  const [only] = texts;
  const summary =
    texts.length === 1 && only ? summaryOf(only) : `The ${texts.length} texts that changed, word by word`;
  const all = (limit: number) => details(summary, bodiesOf(texts, limit));
  return [[dear(() => all(LONG), 92, 'difference'), dear(() => all(SHORT), 78, 'difference')]];
}

/** One text needs no name of its own: the summary has it. */
function bodiesOf(texts: readonly Change[], limit: number): string {
  if (texts.length === 1) return texts.map((change) => bodyOf(change, limit)).join('');
  const shown = texts.slice(0, MOST).map((change) => `${titleOf(change)}\n\n${bodyOf(change, limit)}`);
  const more = texts.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${plural(more, 'more text')}`] : [])].join('\n\n');
}

/** By how much it changed stands in the line above. */
function summaryOf(change: Change): string {
  return `${happened(change)} ${htmlCode(change.what)}`;
}

function titleOf(change: Change): string {
  return `**${happened(change)} ${markdownVoice.name(change.what)}**`;
}

function happened({ base, head }: Change): string {
  return base === undefined ? 'Added' : head === undefined ? 'Removed' : 'What changed in';
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
