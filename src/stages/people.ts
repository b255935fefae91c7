import { SUITE_DEFAULTS } from '../core/config/defaults.ts';
import { messageOf } from '../core/errors.ts';
import type { MeasuredSuite as Measured } from '../core/measurement.ts';
import type { Report, SuiteReport } from '../core/report.ts';
import type { Label } from '../human/label.ts';
import { readLabels } from '../human/label-file.ts';
import { labelPathOf } from '../human/label-path.ts';
import { offersOf } from '../human/offers.ts';
import { labelledPairs, peopleSays } from '../human/people.ts';
import type { LabelLedger, Log } from '../ports.ts';

/** Labels from comments, by suite. */
export type CommentLabels = ReadonlyMap<string, readonly Label[]>;

/** What was recorded from comments for these suites. What cannot be read corrects nothing, and is said. */
export async function readCommentLabels(
  suites: readonly { name: string; path: string }[],
  { ledger, log }: { ledger: Pick<LabelLedger, 'read'>; log: Pick<Log, 'warn'> },
): Promise<CommentLabels> {
  const read = async (suite: { name: string; path: string }): Promise<[string, readonly Label[]][]> => {
    const path = labelPathOf(suite);
    const text = await ledger.read(path);
    if (text === undefined) return [];
    const { labels, problems } = readLabels({ path, text });
    if (problems.length > 0) log.warn(`${problems.length} lines of the labels from comments cannot be read.`);
    return labels.length > 0 ? [[suite.name, labels]] : [];
  };
  try {
    return new Map((await Promise.all(suites.map(read))).flat());
  } catch (error) {
    log.warn(`Labels from comments could not be looked up, so none counts: ${messageOf(error)}`);
    return new Map();
  }
}

/** Suites with what people say of their change, from labels of these very outputs. */
export function withPeople(
  measured: readonly Measured[],
  reports: readonly SuiteReport[],
  { labels, seed }: { labels: CommentLabels; seed: string },
): Measured[] {
  return measured.map((suite) => {
    const { name } = suite.planned.head;
    const own = labels.get(name);
    const report = reports.find((one) => one.name === name);
    // The moment of stopping was chosen by the judge's scores: no draw of cases stands beside it.
    if (!own || report?.state !== 'touched' || suite.stop) return suite;
    const policy = suite.planned.policy.judges ?? SUITE_DEFAULTS.judges;
    const people = peopleSays(report, own, { seed, policy });
    return people.size > 0 ? { ...suite, people } : suite;
  });
}

/** The report with the cases that people are asked about. */
export function withOffers(report: Report, labels: CommentLabels): Report {
  const offers = offersOf(report, labelledPairs([...labels.values()].flat()));
  return offers.length > 0 ? { ...report, offers } : report;
}
