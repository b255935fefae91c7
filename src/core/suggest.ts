/**
 * The known word that a mistyped one most likely means, or `undefined` when none is near: it may be off by about a
 * third of its letters (at least one). Case and the signs `-`, `_` and space make no difference. The first of equals wins.
 */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const wanted = plain(word);
  const reach = Math.max(1, Math.round(wanted.length / 3));
  let best: string | undefined;
  let least = reach + 1;
  for (const candidate of known) {
    const other = plain(candidate);
    if (Math.abs(other.length - wanted.length) >= least) continue;
    const distance = editDistance(wanted, other);
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** Only the head of a word counts: a hostile key may have a million letters. */
function plain(word: string): string {
  return word.slice(0, 64).toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** Optimal string alignment: insertions, deletions, replacements and swaps of neighbours, one step each. */
function editDistance(left: string, right: string): number {
  let before: number[] = [];
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const steps = [
        cell(above, column) + 1,
        cell(current, column - 1) + 1,
        cell(above, column - 1) + (same ? 0 : 1),
      ];
      if (row > 1 && column > 1 && swapped) steps.push(cell(before, column - 2) + 1);
      current.push(Math.min(...steps));
    }
    before = above;
    above = current;
  }
  return cell(above, right.length);
}

function cell(row: readonly number[], column: number): number {
  return row[column] ?? 0;
}
