import stringWidth from 'string-width';

/** Text filled with spaces to a display width: an emoji or a CJK character takes two columns. */
export function pad(text: string, columns: number, side: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, columns - stringWidth(text)));
  return side === 'left' ? text + fill : fill + text;
}

/** Text without colours, cut to a display width. */
export function clip(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of graphemes(text)) {
    const wide = stringWidth(segment);
    if (used + wide > columns - 1) break;
    kept += segment;
    used += wide;
  }
  return columns < 1 ? '' : `${kept}…`;
}

/** A piece of a line, and how it is painted once the line's width has been worked out. */
export interface Piece {
  text: string;
  paint: (text: string) => string;
}

/** Lines broken at white space to a display width; a word longer than a line is broken inside. */
export function wrap(pieces: readonly Piece[], columns: number): string[] {
  const width = Math.max(8, columns);
  const lines: Piece[][] = [[]];
  let used = 0;
  const feed = () => {
    lines.push([]);
    used = 0;
  };
  const put = (text: string, paint: Piece['paint']) => {
    const line = lines.at(-1);
    const last = line?.at(-1);
    if (last?.paint === paint) last.text += text;
    else line?.push({ text, paint });
    used += stringWidth(text);
  };
  for (const { text, paint } of pieces) {
    for (const word of text.match(/\n|[^\S\n]+|\S+/g) ?? []) {
      const wide = stringWidth(word);
      if (word === '\n') feed();
      else if (used + wide <= width) put(word, paint);
      else if (/^\s/.test(word)) feed();
      else if (wide <= width) {
        feed();
        put(word, paint);
      } else {
        for (const { segment } of graphemes(word)) {
          if (used + stringWidth(segment) > width) feed();
          put(segment, paint);
        }
      }
    }
  }
  return lines.map((line) =>
    line
      .map(({ text, paint }) => paint(text))
      .join('')
      .trimEnd(),
  );
}

/** A column of a table: its heading and the side its cells keep to. */
export interface TerminalColumn {
  title: string;
  numeric?: boolean;
  /** Left out where the lines are too long, the lowest number first. Absent: never. */
  yields?: number;
}

/** Cells in columns, two spaces apart, as wide as their content needs and, where columns can yield, no wider than `width`. */
export function columnsOf(
  columns: readonly TerminalColumn[],
  rows: readonly (readonly string[])[],
  width = Number.POSITIVE_INFINITY,
): string[] {
  const lines = whole(columns, rows);
  const first = Math.min(...columns.map(({ yields = Number.POSITIVE_INFINITY }) => yields));
  if (first === Number.POSITIVE_INFINITY || fits(lines, width)) return lines;
  const keeps = (_each: unknown, at: number) => columns[at]?.yields !== first;
  return columnsOf(
    columns.filter(keeps),
    rows.map((row) => row.filter(keeps)),
    width,
  );
}

/** Whether no line is wider than that many columns. */
export function fits(lines: readonly string[], width: number): boolean {
  return lines.every((line) => stringWidth(line) <= width);
}

function whole(columns: readonly TerminalColumn[], rows: readonly (readonly string[])[]): string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_column, at) => Math.max(...all.map((row) => stringWidth(row[at] ?? ''))));
  return all.map((row) =>
    columns
      .map(({ numeric }, at) => pad(row[at] ?? '', widths[at] ?? 0, numeric ? 'right' : 'left'))
      .join('  ')
      .trimEnd(),
  );
}

function graphemes(text: string): Iterable<{ segment: string }> {
  return new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text);
}
