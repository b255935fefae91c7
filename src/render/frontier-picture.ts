import type { Frontier, FrontierPoint } from '../core/optimize-report.ts';
import { duration, money, score } from './numbers.ts';

/** More points than this cover each other's names. */
const MOST = 12;
/** Free space at each edge, as a share of the side. */
const EDGE = 0.12;
const COLOURS = { incumbent: '#6e7781', winner: '#1a7f37', candidate: '#54aeff' } as const;
const RADII = { incumbent: 6, winner: 8, candidate: 5 } as const;

/**
 * The frontier as a mermaid quadrant chart, which GitHub draws by itself: quality upwards, cost (or time, where no cost
 * is known) to the right, so that the best is at the top left. The axes say what their ends are worth, because the
 * chart has no scale; the exact numbers are the table's. `undefined` where fewer than two points have two axes.
 */
export function frontierPicture({ points }: Frontier): string | undefined {
  const axis = AXES.find(({ of }) => points.filter((point) => of(point) !== undefined).length > 1);
  if (!axis) return undefined;
  const drawn = points
    .flatMap((point) => {
      const x = axis.of(point);
      return x === undefined ? [] : [{ point, x }];
    })
    .toSorted(
      (left, right) => rank(left.point) - rank(right.point) || right.point.quality - left.point.quality,
    )
    .slice(0, MOST);
  const across = scaleOf(drawn.map(({ x }) => x));
  const up = scaleOf(drawn.map(({ point }) => point.quality));
  return [
    'quadrantChart',
    `  x-axis "${axis.title}: ${axis.shown(across.from)}" --> "${axis.shown(across.to)}"`,
    `  y-axis "Quality: ${score(up.from)}" --> "${score(up.to)}"`,
    ...drawn.map(
      ({ point, x }) =>
        `  "${labelOf(point)}": [${across.at(x)}, ${up.at(point.quality)}] radius: ${RADII[point.what]}, color: ${COLOURS[point.what]}`,
    ),
  ].join('\n');
}

const AXES: readonly {
  title: string;
  of: (point: FrontierPoint) => number | undefined;
  shown: (value: number) => string;
}[] = [
  { title: 'Cost of 1,000', of: ({ costPerThousand }) => costPerThousand, shown: money },
  { title: 'Median time', of: ({ latencyMs }) => latencyMs, shown: duration },
];

/** What is kept when there are too many: today and the winner, then the front. */
function rank({ what, onFront }: FrontierPoint): number {
  return what === 'candidate' ? (onFront ? 1 : 2) : 0;
}

function scaleOf(values: readonly number[]) {
  const from = Math.min(...values);
  const to = Math.max(...values);
  // Mermaid reads 0.x alone: no 1.0, no exponent.
  const at = (value: number) =>
    (to > from ? EDGE + ((1 - 2 * EDGE) * (value - from)) / (to - from) : 0.5).toFixed(3);
  return { from, to, at };
}

/** Letters, digits and a few signs: nothing that ends a quoted name or means something to mermaid. */
function labelOf({ what, name }: FrontierPoint): string {
  const text = what === 'incumbent' ? 'today' : what === 'winner' ? `${name} (winner)` : name;
  return text.replaceAll(/[^\p{L}\p{N} ._:/()-]/gu, '_').slice(0, 24);
}
