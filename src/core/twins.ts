import { canonicalJson } from './json.ts';
import type { PlannedCase } from './plan.ts';
import { WHOLE_CASES } from './whole-cases.ts';

/**
 * Cases that decide and have the same variables under several ids, as one cluster each. They send the same requests,
 * which a run makes once, so that the second tells nothing that the first did not: taken for cases of their own, a
 * handful that is copied often enough would prove anything. Those that are in a cluster already stay there.
 */
export function withTwins(rows: readonly PlannedCase[]): PlannedCase[] {
  const isAlone = (row: PlannedCase) =>
    (row.origin === 'kept' || row.protected === true) && !row.identical && row.case.cluster === undefined;
  // Hardly any suite has twins, and the texts of a large one should not all be held to find that out.
  const codeOf = rows.length > WHOLE_CASES ? numberOf : (text: string) => text;
  const seen = new Set<number | string>();
  const repeated = new Set<number | string>();
  const codes = rows.map((row) => {
    if (!isAlone(row)) return undefined;
    const code = codeOf(canonicalJson(row.case.vars));
    (seen.has(code) ? repeated : seen).add(code);
    return code;
  });
  if (repeated.size === 0) return [...rows];
  const twinsOf = Map.groupBy(
    rows.filter((_row, index) => repeated.has(codes[index] ?? -1)),
    (row) => canonicalJson(row.case.vars),
  );
  const clusterOf = new Map(
    [...twinsOf.values()]
      .filter(({ length }) => length > 1)
      .flatMap((twins) => twins.map((row) => [row, `same as ${twins[0]?.case.id}`] as const)),
  );
  return rows.map((row) => {
    const cluster = clusterOf.get(row);
    return cluster === undefined ? row : { ...row, case: { ...row.case, cluster } };
  });
}

/** A number that is the same for the same text, and for few others (FNV-1a). */
function numberOf(text: string): number {
  let code = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) code = Math.imul(code ^ text.charCodeAt(at), 0x01000193);
  return code >>> 0;
}
