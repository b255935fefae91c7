import type { ScorerSpec } from './suite.ts';

/** An edited scorer is shown beside base's of the same name; a combination of head's is made of head's. */
export function renamed(
  spec: ScorerSpec,
  taken: readonly ScorerSpec[],
  edited: readonly ScorerSpec[],
): ScorerSpec {
  const has = (list: readonly ScorerSpec[], name: string) => list.some((other) => other.name === name);
  const inPlan = (name: string) => (has(taken, name) && has(edited, name) ? `${name} (head)` : name);
  const made =
    spec.kind === 'combined' ? { of: spec.of.map((one) => ({ ...one, name: inPlan(one.name) })) } : {};
  // A case's own scorers are found by the name.
  return spec.kind === 'case' ? spec : { ...spec, ...made, name: inPlan(spec.name) };
}
