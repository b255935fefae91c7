import type { FrontierPoint } from '../core/optimize-report.ts';
import { dominates, type Point } from '../optimize/frontier.ts';
import { type Member, pointOf } from '../optimize/pool.ts';
import { paddedT } from '../stats/padded-t.ts';

const ALPHA = 0.05;

/** Members as points: quality, cost and latency, with their delta to the first one. */
export function pointsOf(
  members: readonly Member[],
  {
    winner,
    nameOf,
    clusterOf,
  }: {
    winner?: string | undefined;
    nameOf: (member: Member) => string;
    /** What a case belongs to; `undefined` where every case stands by itself. */
    clusterOf?: ((id: string) => string) | undefined;
  },
): FrontierPoint[] {
  const [incumbent] = members;
  const points: Point[] = members.map(pointOf);
  return members.map((member, index): FrontierPoint => {
    const { candidate, scores, mean: quality, costUsd, latencyMs } = member;
    const shared = [...scores.keys()].filter((id) => incumbent?.scores.has(id));
    const deltas = shared.map((id) => (scores.get(id) ?? 0) - (incumbent?.scores.get(id) ?? 0));
    const clusters = clusterOf ? { clusters: shared.map(clusterOf) } : {};
    const interval = paddedT(deltas, { alpha: ALPHA, ...clusters });
    return {
      name: nameOf(member),
      what: index === 0 ? 'incumbent' : candidate.id === winner ? 'winner' : 'candidate',
      model: candidate.genome.model,
      quality,
      cases: scores.size,
      ...(index === 0 ? {} : { delta: interval.mean, interval: [interval.lower, interval.upper] }),
      ...(costUsd === undefined ? {} : { costPerThousand: costUsd * 1000 }),
      ...(latencyMs === undefined ? {} : { latencyMs }),
      onFront: !points.some((other) => dominates(other, points[index] ?? { quality })),
    };
  });
}
