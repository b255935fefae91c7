import { max } from 'd3-array';
import { scaleLinear, scaleSqrt } from 'd3-scale';
import { plural, score } from '../../../render/numbers.ts';
import { svg } from '../../kit/dom.ts';
import { frame } from '../../kit/plots/frame.ts';
import { innerX, innerY } from '../../kit/plots/size.ts';
import type { Row } from '../rows.ts';
import { bubblesOf, type Pair } from './data.ts';

/** Every case's score at base against its score at head: what lies below the diagonal got worse. */
export function scatterPlot(
  pairs: readonly Pair[],
  scorer: string,
  pick: (rows: readonly Row[]) => void,
): SVGSVGElement {
  const x = scaleLinear([-0.06, 1.06], innerX);
  const y = scaleLinear([-0.06, 1.06], innerY);
  const bubbles = bubblesOf(pairs);
  const most = max(bubbles, ({ rows }) => rows.length) ?? 1;
  const radius = scaleSqrt([0, Math.max(most, 4)], [0, 15]);
  // The small ones last, so that none is hidden behind a large one.
  const circles = bubbles
    .toSorted((left, right) => right.rows.length - left.rows.length)
    .map(({ base, head, rows }) => {
      const circle = svg(
        'circle',
        {
          class: `bubble ${head < base ? 'down' : head > base ? 'up' : 'flat'}`,
          cx: x(base),
          cy: y(head),
          r: Math.max(3, radius(rows.length)),
        },
        svg('title', {}, bubbleWords(rows, base, head)),
      );
      circle.addEventListener('click', () => pick(rows));
      return circle;
    });
  return frame(
    {
      label: `Scores of ${scorer} at base against head, ${plural(pairs.length, 'case')}.`,
      x,
      y,
      xTitle: 'base',
      yTitle: 'head',
      formatX: percent,
      formatY: percent,
      ticksX: [0, 0.25, 0.5, 0.75, 1],
      ticksY: [0, 0.25, 0.5, 0.75, 1],
    },
    svg('line', { class: 'zero', x1: x(0), y1: y(0), x2: x(1), y2: y(1) }),
    ...circles,
  );
}

function percent(value: number): string {
  return `${Math.round(value * 100)} %`;
}

function bubbleWords(rows: readonly Row[], base: number, head: number): string {
  const names = rows.slice(0, 5).map((row) => row.case.id.slice(0, 60));
  const more = rows.length > names.length ? ` and ${rows.length - names.length} more` : '';
  return `${plural(rows.length, 'case')}: ${score(base)} → ${score(head)}\n${names.join(', ')}${more}`;
}
