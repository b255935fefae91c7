import type { Problem } from '../errors.ts';
import type { Case, CombinedSpec, ScorerSpec } from '../suite.ts';
import { SUITE_DEFAULTS } from './defaults.ts';
import type { SuiteFile } from './schema.ts';

type CombineFile = NonNullable<SuiteFile['combine']>;

/** The suite's scorers with the two that are made of others: the cases' own checks, and the combination of all. */
export function withCombined(
  scorers: readonly ScorerSpec[],
  cases: readonly Case[],
  combine: CombineFile | undefined,
): ScorerSpec[] {
  const name = SUITE_DEFAULTS.caseChecksName;
  const used = cases.some((row) => Object.hasOwn(row.scorers ?? {}, name));
  const own: ScorerSpec[] = used ? [{ kind: 'case', name, threshold: 1, judged: false }] : [];
  const parts = [...scorers, ...own];
  return combine === undefined ? parts : [...parts, combined(parts, combine)];
}

/** A weight that nothing weighs would be an option that does nothing. */
export function combinedProblems({ scorers = [], combine }: SuiteFile, path: string): Problem[] {
  const help = 'Add `combine: { method: weighted-mean }` to the suite, or take the weight away.';
  const at = { code: 'E_CONFIG_INVALID', place: { path } } as const;
  if (combine === undefined) {
    const weighed = scorers.some(({ weight }) => weight !== undefined);
    return weighed
      ? [{ ...at, message: 'A scorer has a `weight`, and the suite has no `combine`.', help }]
      : [];
  }
  if (scorers.length > 0 && scorers.every(({ weight }) => weight === 0)) {
    return [
      {
        ...at,
        message: 'Every scorer has `weight: 0`, so there is nothing to combine.',
        help: 'Give at least one of them a weight above 0.',
      },
    ];
  }
  return [];
}

function combined(scorers: readonly ScorerSpec[], file: CombineFile): CombinedSpec {
  return {
    kind: 'combined',
    name: file.name ?? SUITE_DEFAULTS.combinedName,
    threshold: file.threshold ?? (file.method === 'all' ? 1 : SUITE_DEFAULTS.combinedThreshold),
    ...(file['max-drop'] === undefined ? {} : { maxDrop: file['max-drop'] }),
    ...(file.severity === undefined ? {} : { severity: file.severity }),
    method: file.method,
    of: scorers
      // A preference between two outputs is no degree of goodness of one.
      .filter((spec) => !(spec.kind === 'judge' && spec.judge === 'pairwise'))
      .map(({ name, weight = 1, threshold }) => ({ name, weight, threshold }))
      .filter(({ weight }) => weight > 0),
  };
}
