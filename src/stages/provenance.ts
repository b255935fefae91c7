import type { Json } from '../core/json.ts';
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
    provider: { base: providerOf(base), head: providerOf(head) },
    parameters: { base: parametersOf(base), head: parametersOf(head) },
    judges: names.map((scorer) => ({ scorer, base: before.get(scorer), head: after.get(scorer) })),
  };
}

/** A command asks whom it likes, in its own terms. */
function providerOf(suite: Suite | undefined): string | undefined {
  return suite && 'provider' in suite.target ? suite.target.provider : undefined;
}

function parametersOf(suite: Suite | undefined): Record<string, Json> | undefined {
  return suite && 'parameters' in suite.target ? { ...suite.target.parameters } : undefined;
}

function judgesOf(suite: Suite | undefined): ReadonlyMap<string, string> {
  return new Map(
    (suite?.scorers ?? []).flatMap((spec) => (spec.kind === 'judge' ? [[spec.name, judgeHash(spec)]] : [])),
  );
}
