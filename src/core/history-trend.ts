import type { HistoryDraft, HistoryEntry, HistorySuite } from './history-entry.ts';

/** One measurement of a scorer. */
export interface TrendPoint {
  at: string;
  head: number;
  base?: number | undefined;
  delta?: number | undefined;
  interval?: readonly [number, number] | undefined;
  verdict?: HistorySuite['comparisons'][number]['verdict'];
  outcome: HistoryEntry['decision']['outcome'];
  /** Somebody accepted a gate that had failed. */
  overridden?: true;
  sha?: string | undefined;
  pullRequest?: number | undefined;
  /** What measured it is another one than at the point before, so the two scores cannot be compared. */
  newJudge?: true;
}

/** How one scorer of a suite did at head, decision by decision, oldest first. */
export interface Trend {
  suite: string;
  scorer: string;
  points: readonly TrendPoint[];
}

/** The course of every scorer of every suite, in the order in which they first appear. */
export function trendsOf(entries: readonly HistoryDraft[], only?: string): Trend[] {
  const trends = new Map<
    string,
    { suite: string; scorer: string; points: TrendPoint[]; judge?: string | undefined }
  >();
  for (const entry of entries) {
    for (const suite of entry.suites) {
      if (only !== undefined && suite.name !== only) continue;
      for (const { scorer, base, head, delta, interval, verdict } of suite.comparisons) {
        if (head === undefined) continue;
        const key = JSON.stringify([suite.name, scorer]);
        const trend = trends.get(key) ?? { suite: suite.name, scorer, points: [] };
        // Base's judge scores both sides; a new suite has only head's.
        const judges = suite.judges.find((judge) => judge.scorer === scorer);
        const judge = judges?.base ?? judges?.head;
        const isNew = trend.points.length > 0 && judge !== trend.judge;
        trend.points.push({
          at: entry.at,
          head,
          base,
          delta,
          interval,
          verdict,
          outcome: entry.decision.outcome,
          ...(entry.decision.override ? { overridden: true as const } : {}),
          sha: entry.head.sha,
          pullRequest: entry.pullRequest,
          ...(isNew ? { newJudge: true as const } : {}),
        });
        trend.judge = judge;
        trends.set(key, trend);
      }
    }
  }
  return [...trends.values()].map(({ suite, scorer, points }) => ({ suite, scorer, points }));
}
