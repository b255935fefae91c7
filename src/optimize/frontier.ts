/** What a candidate is worth along the three axes. */
export interface Point {
  quality: number;
  /** US dollars; absent: unknown, and no axis then. */
  costUsd?: number | undefined;
  latencyMs?: number | undefined;
}

/** Whether `left` is at least as good on every axis that both know, and better on one. */
export function dominates(left: Point, right: Point): boolean {
  const axes: [number, number][] = [[left.quality, right.quality]];
  if (left.costUsd !== undefined && right.costUsd !== undefined) axes.push([-left.costUsd, -right.costUsd]);
  if (left.latencyMs !== undefined && right.latencyMs !== undefined)
    axes.push([-left.latencyMs, -right.latencyMs]);
  return axes.every(([a, b]) => a >= b) && axes.some(([a, b]) => a > b);
}

/** The points that no other dominates, in their order. */
export function frontier<Of extends Point>(points: readonly Of[]): Of[] {
  return points.filter((point) => !points.some((other) => dominates(other, point)));
}

/** What is wanted of a search, and what it may not cost. */
export interface Objective {
  /** `quality`: the best. `cheapest`: the cheapest that is not worse. `budget`: the best that costs no more. */
  kind: 'quality' | 'cheapest' | 'budget';
  /** Most US dollars a case; `budget` is made of it, and the others keep to it where it is said. */
  maxCostUsd?: number | undefined;
  /** Largest relative increase of cost over the incumbent: 0.2 is +20 %. */
  maxCostIncrease?: number | undefined;
  /** Smallest quality, 0..1. */
  minQuality?: number | undefined;
}

/** Whether a point keeps to what an objective allows. What is not known keeps to no limit on it. */
export function isAllowed(point: Point, incumbent: Point, objective: Objective): boolean {
  const { maxCostUsd, maxCostIncrease, minQuality } = objective;
  if (minQuality !== undefined && point.quality < minQuality) return false;
  if (maxCostUsd !== undefined && !((point.costUsd ?? Number.NaN) <= maxCostUsd)) return false;
  if (maxCostIncrease === undefined) return true;
  return (point.costUsd ?? Number.NaN) <= (incumbent.costUsd ?? Number.NaN) * (1 + maxCostIncrease);
}
