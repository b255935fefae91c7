/** Line pairs beyond which two texts are not compared line by line: the time grows with their number. */
const MOST_PAIRS = 4_000_000;

/** How many lines a text gained and lost, by a longest common subsequence. */
export function countLines(base: string, head: string): { added: number; removed: number } {
  let [before, after] = [linesOf(base), linesOf(head)];
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start += 1;
  [before, after] = [before.slice(start), after.slice(start)];
  while (before.length > 0 && after.length > 0 && before.at(-1) === after.at(-1)) {
    before.pop();
    after.pop();
  }
  const common = before.length * after.length > MOST_PAIRS ? 0 : commonLines(before, after);
  return { added: after.length - common, removed: before.length - common };
}

function linesOf(text: string): string[] {
  return text === '' ? [] : text.split('\n');
}

function commonLines(before: readonly string[], after: readonly string[]): number {
  let row = new Array<number>(after.length + 1).fill(0);
  for (const line of before) {
    const next = [0];
    for (const [index, other] of after.entries()) {
      next.push(line === other ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
