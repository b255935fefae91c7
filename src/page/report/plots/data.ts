import { bin, extent, max } from 'd3-array';
import type { MeasuredSuite, SideMetrics } from '../../../core/report.ts';
import { isDeciding, meanOf } from '../../../render/select.ts';
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

/** A model's quality, and what it costs and how long it takes. */
export interface ModelPoint {
  name: string;
  side: 'base' | 'head';
  quality: number;
  costUsd: number | undefined;
  latencyMs: number | undefined;
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
        name,
        side,
        quality: values.reduce((sum, value) => sum + value, 0) / values.length,
        costUsd: measured.costUsd,
        latencyMs: measured.latencyMs,
      },
    ];
  });
}

/** A point with a known price, in money or in time. */
export interface PricedPoint extends ModelPoint {
  price: number;
}

/** The points that no other one beats in both quality and price, the cheapest first. */
export function frontierOf(points: readonly PricedPoint[]): PricedPoint[] {
  const byPrice = [...points].sort((left, right) => left.price - right.price || right.quality - left.quality);
  let best = Number.NEGATIVE_INFINITY;
  return byPrice.filter(({ quality }) => {
    if (quality <= best) return false;
    best = quality;
    return true;
  });
}

/** The ends of an axis: the values with room around them. */
export function roomy(
  values: readonly number[],
  floor = Number.NEGATIVE_INFINITY,
  ceiling = Number.POSITIVE_INFINITY,
) {
  const [low = 0, high = 1] = extent(values);
  const room = (high - low) * 0.25 || Math.abs(high) * 0.1 || 0.1;
  return [Math.max(floor, low - room), Math.min(ceiling, high + room)] as const;
}
