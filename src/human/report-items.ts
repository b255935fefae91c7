import type { MeasuredSuite } from '../core/report.ts';
import { canKeep, type Item, itemOf, printItem, readItems } from './item.ts';
import type { Label } from './label.ts';

/** The outputs of a suite's report by key, as far as the report has the whole of them. */
export function itemsOf({ cases }: Pick<MeasuredSuite, 'cases'>): Map<string, Item> {
  return new Map(
    cases.flatMap((row) =>
      [...(row.base?.trials ?? []), ...(row.head?.trials ?? [])].flatMap((trial): [string, Item][] => {
        if (!trial.ok || trial.cutFrom !== undefined) return [];
        const item = itemOf(row, trial.output);
        return [[item.key, item]];
      }),
    ),
  );
}

/** The lines that a file of items lacks of what labels are about: without the text no judge can be asked about it. */
export function missingItems(
  labels: readonly Label[],
  known: ReadonlyMap<string, Item>,
  present: { path: string; text: string },
): string {
  const { items } = readItems(present);
  const wanted = new Set(
    labels.flatMap((label) =>
      label.kind === 'output' ? [label.output] : label.kind === 'pair' ? [label.a, label.b] : [],
    ),
  );
  return [...wanted]
    .filter((key) => !items.has(key))
    .flatMap((key) => known.get(key) ?? [])
    .filter(canKeep)
    .map(printItem)
    .join('');
}
