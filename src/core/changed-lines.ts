/**
 * The lines of a text, from 1, between where it begins to differ from another one and where it ends to; `undefined` when
 * they are equal but for line ends. Where lines were only taken out, the line after them.
 */
export function changedLines(before: string, after: string): { from: number; to: number } | undefined {
  const [left, right] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  const shortest = Math.min(left.length, right.length);
  let start = 0;
  while (start < shortest && left[start] === right[start]) start += 1;
  if (start === left.length && start === right.length) return undefined;
  let end = 0;
  while (end < shortest - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  const from = Math.min(start + 1, right.length);
  return { from, to: Math.max(from, right.length - end) };
}
