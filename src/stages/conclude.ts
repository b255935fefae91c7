import { type LargeRun, suiteReport } from '../core/assemble.ts';
import { compareAll } from '../core/compare.ts';
import { confirmAll } from '../core/confirm.ts';
import { decide } from '../core/gate.ts';
import { underHeadGate } from '../core/head-gate.ts';
import type { MeasuredSuite as Measured } from '../core/measurement.ts';
import type { Decision, SuiteReport } from '../core/report.ts';
import { slicesOf } from '../core/slices.ts';
import type { Classified } from './classify.ts';
import { provenanceOf } from './provenance.ts';

/** What the decision hangs on beside the suites. */
export interface Circumstances {
  untrustedReplay: boolean;
  firstAdoption: boolean;
  uncovered: number;
  /** Calls were not made because the run was stopped. */
  stopped: boolean;
  /** Calls that the recording has no answer for. */
  notRecorded: number;
}

/** Base's gate decides; what head's own would make of the same trials is said beside it, where that is another gate. */
export function decideBoth(options: {
  classified: readonly Classified[];
  measured: readonly Measured[];
  suites: readonly SuiteReport[];
  seed: string;
  circumstances: Circumstances;
}): Decision {
  const { classified, measured, suites, seed, circumstances } = options;
  const by = (reports: readonly SuiteReport[], views: readonly Measured[]): Decision => {
    const policies = new Map(views.map(({ planned }) => [planned.head.name, planned.policy]));
    const judged = reports.flatMap((report) => {
      const policy = policies.get(report.name);
      return policy && (report.state === 'touched' || report.state === 'new') ? [{ report, policy }] : [];
    });
    return decide({ suites: reports, judged, problems: [], ...circumstances });
  };
  const decision = by(suites, measured);
  if (!measured.some(({ planned }) => planned.headGate)) return decision;
  const views = measured.map(underHeadGate);
  // Merged already, the suites that it removes would not be there to be missed.
  const { outcome, reasons } = by(
    reportSuites(classified, views, seed).filter(({ state }) => state !== 'removed'),
    views,
  );
  return { ...decision, headGate: { outcome, reasons } };
}

/** The report of every suite, in the order in which they were classified. */
export function reportSuites(
  classified: readonly Classified[],
  measured: readonly Measured[],
  seed: string,
  large?: LargeRun,
): SuiteReport[] {
  const comparisons = compareAll(measured, seed);
  const confirmations = confirmAll(measured, seed);
  const slices = slicesOf(measured, seed);
  let next = 0;
  return classified.map((suite) => {
    if (!suite.run) return suite.report;
    const index = next;
    next += 1;
    const result = measured[index];
    if (!result) throw new RangeError('A planned suite was not measured.');
    const measuredReport = suiteReport(
      result,
      comparisons[index] ?? [],
      confirmations[index] ?? new Map(),
      suite.run.baseProblems,
      suite.run.files,
      slices[index],
      large,
    );
    return { ...measuredReport, provenance: provenanceOf(result) };
  });
}
