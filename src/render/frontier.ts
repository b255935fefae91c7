import type { Frontier } from '../core/optimize-report.ts';
import type { Column } from './markdown.ts';
import { duration, interval, money, points, score } from './numbers.ts';

export const FRONTIER_COLUMNS: readonly Column[] = [
  { title: '' },
  { title: 'Model' },
  { title: 'Quality', numeric: true },
  { title: 'Delta', numeric: true },
  { title: 'Cost of 1,000', numeric: true },
  { title: 'Median time', numeric: true },
  { title: 'Front' },
];

/** A point of the frontier in words. Names are as they came, everything else is ours. */
export interface FrontierRow {
  name: string;
  model: string;
  rest: string[];
  bold: boolean;
}

/** The rows of a frontier's table, best quality first. */
export function frontierRows({ points: all }: Pick<Frontier, 'points'>): FrontierRow[] {
  return [...all]
    .sort((left, right) => right.quality - left.quality)
    .map(({ name, what, model, quality, delta, interval: ends, costPerThousand, latencyMs, onFront }) => ({
      name: what === 'incumbent' ? 'today' : name,
      model,
      bold: what === 'winner',
      rest: [
        score(quality),
        delta === undefined ? '' : `${points(delta)}${ends ? ` (${interval(ends)})` : ''}`,
        costPerThousand === undefined ? '' : money(costPerThousand),
        latencyMs === undefined ? '' : duration(latencyMs),
        onFront ? '●' : '',
      ],
    }));
}
