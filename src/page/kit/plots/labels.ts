import { innerX, innerY } from './size.ts';

/** A mark that wants its name beside it, in the drawing's units. */
interface Marked {
  x: number;
  y: number;
  text: string;
}

interface Label {
  x: number;
  y: number;
  anchor: 'start' | 'end' | 'middle';
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** About what a character takes at the largest size that the style sheet gives a name. */
const CHARACTER = 7.4;
const LINE = 14;
const GAP = 10;
const MARK = 7;

/**
 * Finds a place for each name where it covers no mark, no other name and no edge; `undefined` for a name that has
 * none, which stands in the mark's title and in the table all the same.
 */
export function placeLabels(marks: readonly Marked[]): (Label | undefined)[] {
  const taken: Box[] = marks.map(({ x, y }) => ({
    left: x - MARK,
    right: x + MARK,
    top: y - MARK,
    bottom: y + MARK,
  }));
  return marks.map((mark) => {
    const width = mark.text.length * CHARACTER;
    const found = places(mark)
      .map((label) => ({ label, box: boxOf(label, width) }))
      .find(({ box }) => isInside(box) && !taken.some((other) => overlap(box, other)));
    if (found) taken.push(found.box);
    return found?.label;
  });
}

/** Beside the mark first, then above and below it, then farther off. */
function places({ x, y }: Marked): Label[] {
  const middle = (innerX[0] + innerX[1]) / 2;
  const sides = x > middle ? (['end', 'start'] as const) : (['start', 'end'] as const);
  const beside = (dy: number) =>
    sides.map((anchor): Label => ({ x: anchor === 'end' ? x - GAP : x + GAP, y: y + 4 + dy, anchor }));
  const over = (dy: number): Label => ({ x, y: y + dy, anchor: 'middle' });
  return [
    ...beside(0),
    over(-12),
    over(21),
    ...beside(-10),
    ...beside(12),
    ...beside(-LINE - 6),
    ...beside(LINE + 8),
    over(-12 - LINE),
    over(21 + LINE),
  ];
}

function boxOf({ x, y, anchor }: Label, width: number): Box {
  const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return { left, right: left + width, top: y - LINE + 3, bottom: y + 3 };
}

function isInside({ left, right, top, bottom }: Box): boolean {
  return left >= innerX[0] && right <= innerX[1] + 14 && top >= innerY[1] - 12 && bottom <= innerY[0];
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
}
