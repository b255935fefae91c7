import type { MeasuredSuite } from '../core/measurement.ts';
import type { MeasuredSuite as MeasuredSuiteReport } from '../core/report.ts';
import type { Suite } from '../core/suite.ts';
import { judgeHash } from '../judges/judge.ts';

/** What a suite was measured with, beside its files: providers, parameters and judges. */
export function provenanceOf({
  planned: { base, head },
}: MeasuredSuite): NonNullable<MeasuredSuiteReport['provenance']> {
  const [before, after] = [judgesOf(base), judgesOf(head)];
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return {
    provider: { ...(base ? { base: base.target.provider } : {}), head: head.target.provider },
    parameters: {
      ...(base ? { base: { ...base.target.parameters } } : {}),
      head: { ...head.target.parameters },
    },
    judges: names.map((scorer) => ({ scorer, base: before.get(scorer), head: after.get(scorer) })),
  };
}

function judgesOf(suite: Suite | undefined): ReadonlyMap<string, string> {
  return new Map(
    (suite?.scorers ?? []).flatMap((spec) => (spec.kind === 'judge' ? [[spec.name, judgeHash(spec)]] : [])),
  );
}
