import type { Problem } from './errors.ts';
import { decide } from './gate.ts';
import { NO_TOTALS } from './measurement.ts';
import { redact } from './redact.ts';
import type { Report } from './report.ts';
import { REPORT_VERSION } from './report-limits.ts';

/** What a report says about where it comes from; measured nowhere, passed through. */
export interface Provenance {
  source: Report['source'];
  toolVersion: string;
  /** How the report is to be published. */
  settings?: Report['settings'];
  /** Texts that no report may hold. */
  secrets: readonly string[];
}

interface Circumstances extends Provenance, Pick<Report, 'base' | 'head' | 'createdAt'> {}

/** A report from what was measured, without secrets. */
export function finishReport(
  { source, toolVersion, secrets, base, head, createdAt, settings }: Circumstances,
  result: Pick<Report, 'suites' | 'uncovered' | 'totals' | 'decision' | 'problems'>,
): Report {
  const whole: Report = {
    version: REPORT_VERSION,
    tool: { name: 'prompt-ratchet', version: toolVersion },
    createdAt,
    source,
    ...(settings ? { settings } : {}),
    base,
    head,
    ...result,
  };
  return redact(whole, secrets);
}

/** The report of a run that could not be done at all: it is published like any other, so that nobody reads an old one. */
export function failedReport(problems: readonly Problem[], options: Circumstances): Report {
  return finishReport(options, {
    suites: [],
    totals: { ...NO_TOTALS, durationMs: 0 },
    decision: decide({ suites: [], judged: [], untrustedReplay: false, problems }),
    problems: [...problems],
  });
}
