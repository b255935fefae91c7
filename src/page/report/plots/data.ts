import { bin, max } from 'd3-array';
import type { MeasuredSuite, SideMetrics } from '../../../core/report.ts';
import { isDeciding, meanOf } from '../../../render/select.ts';
import type { ModelPoint } from '../../kit/plots/points.ts';
import type { Row } from '../rows.ts';

/** A case's score by one scorer on both sides. */
export interface Pair {
  row: Row;
  base: number;
  head: number;
}

/** The cases that a comparison pairs and that the report holds. */
export function pairsOf(rows: readonly Row[], scorer: string): Pair[] {
  return rows.flatMap((row) => {
    const { base, head } = row.case;
    const [before, after] = [meanOf(base, scorer), meanOf(head, scorer)];
    return before === undefined || after === undefined || !isDeciding(row.case)
      ? []
      : [{ row, base: before, head: after }];
  });
}

/** How many cases moved by how much. */
export interface Bin {
  from: number;
  to: number;
  rows: readonly Row[];
}

const BINS = 21;

/** Deltas in an odd number of equal bins around zero, so that what did not move stands in the middle one. */
export function deltaBins(pairs: readonly Pair[], atLeast: number): Bin[] {
  const reach = Math.min(
    1,
    Math.max(atLeast, max(pairs, ({ base, head }) => Math.abs(head - base)) ?? 0, 0.05),
  );
  const edges = Array.from({ length: BINS + 1 }, (_none, at) => -reach + (2 * reach * at) / BINS);
  const bins = bin<Pair, number>()
    .value(({ base, head }) => Math.min(reach, Math.max(-reach, head - base)))
    .domain([-reach, reach])
    .thresholds(edges.slice(1, -1));
  return bins(pairs).map((each, at) => ({
    from: edges[at] ?? -reach,
    to: edges[at + 1] ?? reach,
    rows: each.map(({ row }) => row),
  }));
}

/** Cases with about the same two scores. */
export interface Bubble {
  base: number;
  head: number;
  rows: readonly Row[];
}

const CELLS = 50;

/** Pairs put together in a fixed raster, so that a plot of 10,000 cases draws no more than the raster has cells. */
export function bubblesOf(pairs: readonly Pair[]): Bubble[] {
  const cells = new Map<string, Row[]>();
  for (const { row, base, head } of pairs) {
    const cell = `${Math.round(base * CELLS)} ${Math.round(head * CELLS)}`;
    const rows = cells.get(cell);
    if (rows) rows.push(row);
    else cells.set(cell, [row]);
  }
  return [...cells].map(([cell, rows]) => {
    const [base = 0, head = 0] = cell.split(' ').map((part) => Number(part) / CELLS);
    return { base, head, rows };
  });
}

/** What was measured of a suite: base and head, each with its model. */
export function modelPoints({ comparisons, metrics, model }: MeasuredSuite): ModelPoint[] {
  const gating = comparisons.filter((each) => each.gating);
  return (['base', 'head'] as const).flatMap((side): ModelPoint[] => {
    const values = gating.flatMap((each) => each[side] ?? []);
    const measured: SideMetrics | undefined = metrics[side];
    const name = model?.[side];
    if (measured === undefined || name === undefined || values.length === 0) return [];
    return [
      {
        name: `${side}: ${name}`,
        mark: side,
        quality: values.reduce((sum, value) => sum + value, 0) / values.length,
        costUsd: measured.costUsd,
        latencyMs: measured.latencyMs,
      },
    ];
  });
}
