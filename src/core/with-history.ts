import type { ReadLedger } from './history.ts';
import { draftOf } from './history-draft.ts';
import type { HistoryDraft } from './history-entry.ts';
import { type Trend, type TrendPoint, trendsOf } from './history-trend.ts';
import { redact } from './redact.ts';
import type { Report } from './report.ts';
import { MOST_TRENDS, type ReportTrendPoint, TREND_POINTS } from './report-history.ts';

/**
 * A report with what the ledger says about its suites, this run's own measurement last. A ledger that holds nothing
 * about them leaves the report as it is.
 */
export function withHistory(
  report: Report,
  { entries, faults }: ReadLedger,
  secrets: readonly string[] = [],
): Report {
  const suites = new Set(report.suites.map(({ name }) => name));
  const now = draftOf(report);
  const known = trendsOf(entries).filter(({ suite }) => suites.has(suite));
  if (known.length === 0 && faults.length === 0) return report;
  const earlier = new Set(known.map(keyOf));
  const measured = new Set(now.suites.flatMap(scoresOf));
  const trends = trendsOf([...entries, now])
    .filter((trend) => earlier.has(keyOf(trend)))
    .map((trend) => {
      const last = measured.has(keyOf(trend)) ? trend.points.at(-1) : undefined;
      const points = trend.points.flatMap((point) => kept(point, point === last)).slice(-TREND_POINTS);
      return { ...trend, points };
    })
    .filter(({ points }) => points.length > 0)
    .slice(0, MOST_TRENDS);
  return { ...report, history: redact({ faults: faults.length, trends }, secrets) };
}

function keyOf({ suite, scorer }: Pick<Trend, 'suite' | 'scorer'>): string {
  return JSON.stringify([suite, scorer]);
}

/** The scorers of a suite that gave head a score. */
function scoresOf({ name, comparisons }: HistoryDraft['suites'][number]): string[] {
  return comparisons.flatMap(({ scorer, head }) =>
    head === undefined ? [] : [keyOf({ suite: name, scorer })],
  );
}

/** A point as the report holds it. A ledger is from outside: what is no score is left out. */
function kept(point: TrendPoint, isNow: boolean): ReportTrendPoint[] {
  const { at, head, base, verdict, outcome, overridden, sha, pullRequest, newJudge } = point;
  const isScore = (value: number | undefined) => value !== undefined && value >= 0 && value <= 1;
  if (!isScore(head)) return [];
  return [
    {
      at,
      head,
      ...(isScore(base) ? { base } : {}),
      ...(verdict ? { verdict } : {}),
      outcome,
      ...(overridden ? { overridden } : {}),
      ...(sha === undefined ? {} : { sha }),
      ...(Number.isSafeInteger(pullRequest) && Number(pullRequest) >= 0 ? { pullRequest } : {}),
      ...(isNow ? { now: true as const } : {}),
      ...(newJudge ? { newJudge } : {}),
    },
  ];
}
