import type { Label } from './label.ts';

/** A label as a line of its file, without the line feed. Members always stand in the same order, so that diffs are small. */
export function labelLine({ kind, case: id, ...rest }: Label): string {
  const ordered: Record<string, unknown> = { kind, case: id };
  for (const name of Object.keys(rest).sort()) ordered[name] = rest[name as keyof typeof rest];
  return JSON.stringify(ordered);
}
