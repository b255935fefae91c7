import { markdownTable } from 'markdown-table';
import type { Segment } from './diff.ts';
import { codeSpan, htmlText, inlineText, tableCell } from './escape.ts';
import type { Voice } from './terms.ts';

/** Names as code spans, prose with everything that is not a plain word as code. */
export const markdownVoice: Voice = { name: (text) => codeSpan(text), prose: (text) => inlineText(text) };

/** One column of a table: its heading and whether its cells are numbers. */
export interface Column {
  title: string;
  numeric?: boolean;
}

/** A table of inline markdown. Numbers stand right and do not break. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const shape = (row: readonly string[]) =>
    row.map((cell, index) => tableCell(columns[index]?.numeric ? unbroken(cell) : cell));
  return markdownTable([columns.map(({ title }) => title), ...rows.map(shape)], {
    align: columns.map(({ numeric }) => (numeric ? 'right' : 'left')),
    alignDelimiters: false,
  });
}

/** A number and its unit stay on one line; a bracket after them may go to the next. */
export function unbroken(text: string): string {
  return text.replace(/ (?!\()/g, '\u00A0');
}

/** Folded content. The summary is HTML, the body markdown; blank lines keep the two apart. */
export function details(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}

/** A list, one item a line. */
export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** A highlighted box of GitHub's, with its own symbol and word. */
export function alert(kind: 'WARNING' | 'CAUTION' | 'NOTE', body: string): string {
  return `> [!${kind}]\n${body
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n')}`;
}

/** Text from outside as a block that keeps its lines and wraps on a narrow screen. */
export function quote(text: string): string {
  return quoteSegments([{ kind: 'same', text }]);
}

/**
 * A word diff as a block. Removed words are struck through and added ones underlined, which needs no colour.
 * It is HTML, because inside of HTML no markdown is read, and all text is inside `<code>`, where GitHub links nothing.
 */
export function quoteSegments(segments: readonly Segment[]): string {
  const lines = linesOf(segments).map((line) =>
    line.length === 0 ? '' : `<code>${line.map(part).join('')}</code>`,
  );
  while (lines.at(-1) === '') lines.pop();
  if (lines.length === 0) return '<blockquote>\n(empty)\n</blockquote>';
  return `<blockquote>\n${lines.join('<br>\n')}\n</blockquote>`;
}

function part({ kind, text }: Segment): string {
  const shown = htmlText(text);
  if (kind === 'removed') return `<del>${shown}</del>`;
  if (kind === 'added') return `<ins><b>${shown}</b></ins>`;
  return kind === 'skipped' ? `<i>${shown}</i>` : shown;
}

/** Segments by line. */
function linesOf(segments: readonly Segment[]): Segment[][] {
  const lines: Segment[][] = [[]];
  for (const { kind, text } of segments) {
    const pieces = text.replaceAll('\r\n', '\n').split('\n');
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) lines.push([]);
      const line = lines.at(-1);
      const ended = index < pieces.length - 1 && (kind === 'removed' || kind === 'added');
      // A line of its own is seen to have gone; an empty line, or a mere line end, is not.
      const shown =
        ended && (text.trim() === '' || (piece === '' && line?.length === 0)) ? `${piece}↵` : piece;
      if (shown !== '') line?.push({ kind, text: shown });
    }
  }
  return lines;
}
