import { max } from 'd3-array';
import { scaleLinear, scaleSqrt } from 'd3-scale';
import type { Comparison } from '../../../core/report.ts';
import { count, plural, points } from '../../../render/numbers.ts';
import { svg } from '../../kit/dom.ts';
import { frame, ticksOf } from '../../kit/plots/frame.ts';
import { innerX, innerY } from '../../kit/plots/size.ts';
import type { Row } from '../rows.ts';
import { deltaBins, type Pair } from './data.ts';

/** How the deltas of a scorer are spread, with their mean, its interval and the tolerated drop. */
export function deltaPlot(
  pairs: readonly Pair[],
  { interval, delta, margin, scorer }: Comparison,
  pick: (rows: readonly Row[]) => void,
): SVGSVGElement {
  const bins = deltaBins(pairs, margin * 1.5);
  const reach = bins.at(-1)?.to ?? 1;
  const x = scaleLinear([-reach, reach], innerX);
  const most = max(bins, ({ rows }) => rows.length) ?? 1;
  const y = scaleSqrt([0, Math.max(1, most)], innerY);
  const [bottom, top] = innerY;
  const down = pairs.filter(({ base, head }) => head < base).length;
  const up = pairs.filter(({ base, head }) => head > base).length;
  const bars = bins.flatMap((each) => {
    if (each.rows.length === 0) return [];
    const middle = (each.from + each.to) / 2;
    const side = Math.abs(middle) < reach / 100 ? 'flat' : middle < 0 ? 'down' : 'up';
    const bar = svg(
      'rect',
      {
        class: `bar ${side}`,
        x: x(each.from) + 0.75,
        width: Math.max(1, x(each.to) - x(each.from) - 1.5),
        y: y(each.rows.length),
        height: bottom - y(each.rows.length),
        rx: 1.5,
      },
      svg('title', {}, `${points(each.from)} to ${points(each.to)}: ${plural(each.rows.length, 'case')}`),
    );
    bar.addEventListener('click', () => pick(each.rows));
    return [bar];
  });
  const clamp = (value: number) => x(Math.max(-reach, Math.min(reach, value)));
  const marks = [
    svg('line', { class: 'zero', x1: x(0), x2: x(0), y1: bottom, y2: top }),
    svg('line', { class: 'limit', x1: clamp(-margin), x2: clamp(-margin), y1: bottom, y2: top }),
    ...(interval && delta !== undefined
      ? [
          svg('line', {
            class: 'interval',
            x1: clamp(interval[0]),
            x2: clamp(interval[1]),
            y1: top + 4,
            y2: top + 4,
          }),
          svg('circle', { class: 'mean', cx: clamp(delta), cy: top + 4, r: 4.5 }),
        ]
      : []),
  ];
  return frame(
    {
      label: `Deltas of ${scorer}: ${plural(down, 'case')} went down, ${count(up)} up, ${count(pairs.length - down - up)} stayed.`,
      x,
      y,
      xTitle: 'head − base, percentage points',
      yTitle: 'cases (square-root scale)',
      formatX: (value) => `${value > 0 ? '+' : ''}${Math.round(value * 1000) / 10}`.replace('-', '−'),
      formatY: count,
      ticksY: ticksOf(y, 4).filter(Number.isInteger),
    },
    ...bars,
    ...marks,
  );
}
