import * as z from 'zod';
import { check } from '../config/checks.ts';
import { problemsFromIssues } from '../config/issues.ts';
import { resolveCheck, schemaPath } from '../config/resolve-check.ts';
import type { Place, Problem } from '../errors.ts';
import type { Json } from '../json.ts';
import type { ScorerSet } from '../suite.ts';

const schema = z.strictObject({
  checks: z.array(check).min(1).max(50).optional(),
  threshold: z.number().gt(0).max(1).optional(),
});

const HELP =
  'Write `checks: [{ check: contains, value: "refund" }]` beside `vars`; docs/reference/config.md lists the checks.';

/**
 * A row's own checks. All have to pass; with `threshold`, their weighted mean has to reach it. What would gate, such as
 * `max-drop`, belongs to the suite: all cases' own checks are one scorer there.
 */
export function readCaseChecks(row: {
  checks: Json | undefined;
  threshold: Json | undefined;
  placeOf(path: readonly (string | number)[]): Place;
}): { ok: true; set?: ScorerSet } | { ok: false; problems: readonly Problem[] } {
  const { checks, threshold, placeOf } = row;
  if (checks === undefined && threshold === undefined) return { ok: true };
  const value = {
    ...(checks === undefined ? {} : { checks }),
    ...(threshold === undefined ? {} : { threshold }),
  };
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const file = { value, placeOf };
    return {
      ok: false,
      problems: problemsFromIssues(parsed.error, { schema, file, code: 'E_DATASET_INVALID', help: HELP }),
    };
  }
  const list = parsed.data.checks;
  const problems: Problem[] = [];
  const fail = (path: readonly (string | number)[], message: string, help = HELP) =>
    problems.push({ code: 'E_DATASET_INVALID', message, help, place: placeOf(path) });
  if (list === undefined) fail(['threshold'], 'The row has a `threshold` and no `checks`.');
  list?.forEach((one, index) => {
    if (schemaPath(one) !== undefined)
      fail(
        ['checks', index],
        "A case's own check names a schema file.",
        'Write the schema itself into the row.',
      );
    for (const key of ['severity', 'max-drop'] as const) {
      if (one[key] !== undefined)
        fail(['checks', index], `A case's own check has \`${key}\`, which only a suite's scorer can have.`);
    }
    if (one.weight === 0)
      fail(['checks', index], "A case's own check has `weight: 0` and would decide nothing.");
  });
  if (problems.length > 0 || list === undefined) return { ok: false, problems };
  const names = list.map((one, index) => {
    const before = list.slice(0, index).filter((other) => other.check === one.check).length;
    return one.name ?? (before === 0 ? one.check : `${one.check}-${before + 1}`);
  });
  return {
    ok: true,
    set: {
      ...(parsed.data.threshold === undefined ? {} : { threshold: parsed.data.threshold }),
      parts: list.map((one, index) => ({
        weight: one.weight ?? 1,
        scorer: resolveCheck(one, names[index] ?? one.check, new Map()),
      })),
    },
  };
}
