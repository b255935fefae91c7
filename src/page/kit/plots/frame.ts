import { type Child, el, svg } from '../dom.ts';
import { innerX, innerY, PLOT } from './size.ts';

interface Scale {
  (value: number): number;
  ticks(count?: number): number[];
}

/** Round values along an axis; none where the numbers are so far apart that there are no round ones to count. */
export function ticksOf(scale: Scale, count: number): number[] {
  try {
    return scale.ticks(count).slice(0, 4 * count);
  } catch {
    return [];
  }
}

export interface FrameOptions {
  /** What a reader who does not see the drawing is told. */
  label: string;
  x: Scale;
  y: Scale;
  xTitle: string;
  yTitle: string;
  formatX(value: number): string;
  formatY(value: number): string;
  ticksX?: readonly number[];
  ticksY?: readonly number[];
}

/** A drawing with two axes and a grid, and the content on top. */
export function frame(options: FrameOptions, ...content: readonly SVGElement[]): SVGSVGElement {
  const { x, y } = options;
  const [left, right] = innerX;
  const [bottom, top] = innerY;
  const ticksX = options.ticksX ?? ticksOf(x, 5);
  const ticksY = options.ticksY ?? ticksOf(y, 4);
  return svg(
    'svg',
    { class: 'plot', viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, role: 'img', 'aria-label': options.label },
    svg(
      'g',
      { class: 'axis' },
      ticksY.map((tick) => [
        svg('line', { x1: left, x2: right, y1: y(tick), y2: y(tick) }),
        svg('text', { x: left - 8, y: y(tick), dy: '0.32em', 'text-anchor': 'end' }, options.formatY(tick)),
      ]),
      ticksX.map((tick) => [
        svg('line', { x1: x(tick), x2: x(tick), y1: bottom, y2: bottom + 4 }),
        svg('text', { x: x(tick), y: bottom + 17, 'text-anchor': 'middle' }, options.formatX(tick)),
      ]),
      svg(
        'text',
        { class: 'title', x: (left + right) / 2, y: PLOT.height - 4, 'text-anchor': 'middle' },
        options.xTitle,
      ),
      svg(
        'text',
        { class: 'title', x: -(bottom + top) / 2, y: 12, transform: 'rotate(-90)', 'text-anchor': 'middle' },
        options.yTitle,
      ),
    ),
    ...content,
  );
}

/** A drawing with its title, of the level that stands there, and what its marks mean. */
export function figure(
  { title, level = 'h4' }: { title: string; level?: 'h2' | 'h4' },
  drawing: SVGElement,
  legend: string,
  ...more: readonly Child[]
): HTMLElement {
  return el('figure', {}, el(level, {}, title), drawing, el('figcaption', { class: 'note' }, legend), more);
}
