import { canonicalJson, type Json } from './json.ts';
import type { Case } from './suite.ts';

/** Which cases base and head have in common. Ids, in head's order (removed ones in base's). */
export interface Drift {
  /** Those that decide in head's form: alike, renamed or extended. */
  kept: readonly string[];
  /** Kept ones that have another id at base and are alike otherwise. */
  renamed: readonly { from: string; to: string }[];
  /** Kept ones that gained variables or tags and lost nothing. */
  extended: readonly string[];
  added: readonly string[];
  edited: readonly string[];
  removed: readonly string[];
}

/**
 * Pairs the cases of two datasets by id, then by content: a case under another id is the same case. An edit that only
 * adds variables or tags takes nothing away from the test, so that such a case is kept; every other edit replaces it.
 */
export function compareCases(base: readonly Case[], head: readonly Case[]): Drift {
  // The same file at both ends was read once.
  if (base === head)
    return { kept: head.map(({ id }) => id), added: [], edited: [], removed: [], renamed: [], extended: [] };
  const before = new Map(base.map((row) => [row.id, row]));
  const after = new Set(head.map((row) => row.id));
  const orphans = new Map<string, string[]>();
  for (const row of base) {
    if (!after.has(row.id)) orphans.set(contentOf(row), [...(orphans.get(contentOf(row)) ?? []), row.id]);
  }
  const drift = {
    kept: [] as string[],
    renamed: [] as { from: string; to: string }[],
    extended: [] as string[],
    added: [] as string[],
    edited: [] as string[],
  };
  for (const row of head) {
    const old = before.get(row.id);
    const from = old === undefined ? orphans.get(contentOf(row))?.shift() : undefined;
    if (old === undefined && from === undefined) {
      drift.added.push(row.id);
      continue;
    }
    const isSame = old === undefined || contentOf(old) === contentOf(row);
    if (from !== undefined) drift.renamed.push({ from, to: row.id });
    if (isSame || extendsCase(old, row)) drift.kept.push(row.id);
    else drift.edited.push(row.id);
    if (!isSame && extendsCase(old, row)) drift.extended.push(row.id);
  }
  const gone = new Set(drift.renamed.map(({ from }) => from));
  const removed = base.map((row) => row.id).filter((id) => !after.has(id) && !gone.has(id));
  return { ...drift, removed };
}

/** Whether anything of a dataset differs. */
export function hasDrift({ added, edited, removed, renamed, extended }: Drift): boolean {
  return [added, edited, removed, renamed, extended].some((list) => list.length > 0);
}

/** Everything of a case but its id. */
function contentOf({ vars, expected, tags, cluster }: Case): string {
  return canonicalJson({
    vars,
    expected: expected ?? null,
    tags: [...tags].sort(),
    cluster: cluster ?? null,
  });
}

/** Whether a case has all that it had: the same expectation and cluster, every variable with its value, every tag. */
function extendsCase(base: Case, head: Case): boolean {
  const same = (left: Json | undefined, right: Json | undefined) =>
    canonicalJson(left ?? null) === canonicalJson(right ?? null);
  return (
    same(base.expected, head.expected) &&
    base.cluster === head.cluster &&
    base.tags.every((tag) => head.tags.includes(tag)) &&
    Object.entries(base.vars).every(
      ([name, value]) => Object.hasOwn(head.vars, name) && same(value, head.vars[name]),
    )
  );
}
