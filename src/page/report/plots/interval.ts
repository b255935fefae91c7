import { scaleLinear } from 'd3-scale';
import type { Comparison } from '../../../core/report.ts';
import { svg } from '../../kit/dom.ts';

const [WIDTH, HEIGHT] = [150, 22];

/** A delta's interval on one line with zero and the tolerated drop. The numbers stand beside it in words. */
export function intervalPlot({ interval, delta, margin, verdict }: Comparison, reach: number): SVGSVGElement {
  const x = scaleLinear([-reach, reach], [4, WIDTH - 4]).clamp(true);
  const middle = HEIGHT / 2;
  return svg(
    'svg',
    {
      class: `mini ${verdict ?? ''}`,
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      'aria-hidden': 'true',
    },
    svg('rect', { class: 'tolerated', x: x(-margin), width: x(0) - x(-margin), y: 2, height: HEIGHT - 4 }),
    svg('line', { class: 'zero', x1: x(0), x2: x(0), y1: 1, y2: HEIGHT - 1 }),
    interval &&
      svg('line', { class: 'interval', x1: x(interval[0]), x2: x(interval[1]), y1: middle, y2: middle }),
    delta !== undefined && svg('circle', { class: 'mean', cx: x(delta), cy: middle, r: 4 }),
  );
}
