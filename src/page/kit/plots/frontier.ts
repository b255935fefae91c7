import { scaleLinear } from 'd3-scale';
import { duration, money, score } from '../../../render/numbers.ts';
import { svg } from '../dom.ts';
import { frame, ticksOf } from './frame.ts';
import { placeLabels } from './labels.ts';
import { frontierOf, type ModelPoint, type PricedPoint, roomy } from './points.ts';
import { innerX, innerY } from './size.ts';

const PRICES = {
  cost: { title: 'cost of a trial', of: (point: ModelPoint) => point.costUsd, words: money },
  /** Where a trial costs so little that nobody has a feeling for it. */
  thousand: {
    title: 'cost of 1,000 trials',
    of: ({ costUsd }: ModelPoint) => (costUsd === undefined ? undefined : costUsd * 1000),
    words: money,
  },
  latency: { title: 'latency of a trial', of: (point: ModelPoint) => point.latencyMs, words: duration },
} as const;

export const FRONTIER_LEGEND = 'Up and left is better. The line joins what nothing else beats in both.';

/** Characters of a name that stand beside its mark. */
const NAME_LENGTH = 28;

/** Quality against what it costs; nothing, when fewer than two points are known. Up and left is better. */
export function frontierPlot(
  points: readonly ModelPoint[],
  kind: keyof typeof PRICES,
): SVGSVGElement | undefined {
  const { title, of, words } = PRICES[kind];
  const priced = points.flatMap((point): PricedPoint[] => {
    const price = of(point);
    return price === undefined ? [] : [{ ...point, price }];
  });
  if (priced.length < 2) return undefined;
  const x = scaleLinear(
    roomy(
      priced.map(({ price }) => price),
      0,
    ),
    innerX,
  );
  const y = scaleLinear(
    roomy(
      priced.map(({ quality }) => quality),
      -0.02,
      1.02,
    ),
    innerY,
  );
  const steps = frontierOf(priced).map(({ price, quality }, at) =>
    at === 0 ? `M${x(price)},${y(quality)}` : `H${x(price)}V${y(quality)}`,
  );
  const labels = placeLabels(
    priced.map((point) => ({
      x: x(point.price),
      y: y(point.quality),
      text: point.name.slice(0, NAME_LENGTH),
    })),
  );
  return frame(
    {
      label: `Quality against ${title}: ${priced.map((point) => `${point.name} ${score(point.quality)} at ${words(point.price)}`).join('; ')}.`,
      x,
      y,
      xTitle: title,
      yTitle: 'quality',
      formatX: tickWords(kind, ticksOf(x, 4)),
      formatY: (value) => `${Math.round(value * 1000) / 10} %`,
      ticksX: ticksOf(x, 4),
      ticksY: ticksOf(y, 4).filter((tick) => tick >= 0 && tick <= 1),
    },
    svg('path', { class: 'frontier', d: steps.join('') }),
    ...priced.map((point, at) => {
      const [left, top] = [x(point.price), y(point.quality)];
      const label = labels[at];
      return svg(
        'g',
        { class: `point ${point.mark}` },
        point.mark === 'head'
          ? svg('rect', { x: left - 5.5, y: top - 5.5, width: 11, height: 11 })
          : svg('circle', { cx: left, cy: top, r: 6 }),
        label &&
          svg(
            'text',
            { x: label.x, y: label.y, 'text-anchor': label.anchor },
            point.name.slice(0, NAME_LENGTH),
          ),
        svg('title', {}, `${point.name}: ${score(point.quality)} at ${words(point.price)}`),
      );
    }),
  );
}

/** Words for the ticks of an axis, with as many digits as tell them apart. */
function tickWords(kind: keyof typeof PRICES, ticks: readonly number[]): (value: number) => string {
  const step = (ticks[1] ?? 1) - (ticks[0] ?? 0);
  const largest = Math.abs(ticks.at(-1) ?? 0);
  if (largest >= 1e9 || step <= 0) return PRICES[kind].words;
  const digits = (size: number) => Math.min(12, Math.max(0, Math.ceil(-Math.log10(size) - 1e-9)));
  if (kind !== 'latency') return (value) => `$${value.toFixed(digits(step))}`;
  if (largest < 1000) return (value) => `${value.toFixed(digits(step))} ms`;
  return (value) => `${(value / 1000).toFixed(digits(step / 1000))} s`;
}
