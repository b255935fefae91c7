import { extent } from 'd3-array';

/** A model's or a candidate's quality, and what it costs and how long it takes. */
export interface ModelPoint {
  name: string;
  /** `base`, `head`: the two sides of a comparison. `other`: one of several. */
  mark: 'base' | 'head' | 'other';
  quality: number;
  /** US dollars of a trial. */
  costUsd: number | undefined;
  latencyMs: number | undefined;
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
