import { scaleLinear } from 'd3-scale';
import type { ReportTrend, ReportTrendPoint } from '../../../core/report-history.ts';
import { plural, score } from '../../../render/numbers.ts';
import { svg } from '../../kit/dom.ts';
import { frame, ticksOf } from '../../kit/plots/frame.ts';
import { roomy } from '../../kit/plots/points.ts';
import { innerX, innerY } from '../../kit/plots/size.ts';
import { pageVoice } from '../../kit/voice.ts';

/** How a scorer did at head, decision by decision; base as a thin line. Where another judge took over the line breaks. */
export function trendPlot({ scorer, points }: ReportTrend): SVGSVGElement {
  const x = scaleLinear([-0.5, points.length - 0.5], innerX);
  const y = scaleLinear(
    roomy(
      points.flatMap(({ head, base = head }) => [head, base]),
      -0.02,
      1.02,
    ),
    innerY,
  );
  const [bottom, top] = innerY;
  const first = points[0];
  const last = points.at(-1);
  const line = (of: (point: ReportTrendPoint) => number | undefined) => {
    let path = '';
    let isDrawing = false;
    points.forEach((point, at) => {
      const value = of(point);
      if (value !== undefined) path += `${isDrawing && !point.newJudge ? 'L' : 'M'}${x(at)},${y(value)}`;
      isDrawing = value !== undefined;
    });
    return path;
  };
  const dates = [...new Set([0, Math.floor((points.length - 1) / 2), points.length - 1])];
  return frame(
    {
      label: `${pageVoice.name(scorer)} in ${plural(points.length, 'decision')}, from ${dateOf(first)} to ${dateOf(last)}: ${score(first?.head)} at first, ${score(last?.head)} at last.`,
      x,
      y,
      xTitle: 'decisions, oldest first',
      yTitle: 'score',
      formatX: (at) => dateOf(points[at]),
      formatY: (value) => `${Math.round(value * 1000) / 10} %`,
      ticksX: dates,
      ticksY: ticksOf(y, 4).filter((tick) => tick >= 0 && tick <= 1),
    },
    ...points.flatMap(({ newJudge }, at) =>
      newJudge
        ? [svg('line', { class: 'judge-change', x1: x(at - 0.5), x2: x(at - 0.5), y1: bottom, y2: top })]
        : [],
    ),
    svg('path', { class: 'course base', d: line(({ base }) => base) }),
    svg('path', { class: 'course', d: line(({ head }) => head) }),
    ...points.map((point, at) => mark(point, x(at), y(point.head))),
  );
}

/** A decision is told by the shape of its mark. */
function mark(point: ReportTrendPoint, x: number, y: number): SVGElement {
  const { outcome, overridden, now } = point;
  const size = 4.5;
  const shape = overridden
    ? svg('path', { class: 'accepted', d: `M${x},${y - 6}L${x + 6},${y}L${x},${y + 6}L${x - 6},${y}Z` })
    : outcome === 'fail'
      ? svg('path', {
          class: 'blocked',
          d: `M${x - size},${y - size}L${x + size},${y + size}M${x - size},${y + size}L${x + size},${y - size}`,
        })
      : svg('circle', { class: outcome === 'warn' ? 'warned' : 'passed', cx: x, cy: y, r: size });
  return svg(
    'g',
    { class: 'decided' },
    now && svg('circle', { class: 'now', cx: x, cy: y, r: 9 }),
    shape,
    svg('title', {}, trendWords(point)),
  );
}

export function trendWords(point: ReportTrendPoint): string {
  const { at, head, base, verdict, sha, pullRequest, now, newJudge } = point;
  return [
    at.slice(0, 16).replace('T', ' '),
    now ? 'this run' : pullRequest !== undefined && `pull request ${pullRequest}`,
    sha !== undefined && pageVoice.name(sha.slice(0, 7)),
    base === undefined ? score(head) : `${score(base)} → ${score(head)}`,
    verdict,
    decidedWords(point),
    newJudge && 'another judge than before',
  ]
    .filter(Boolean)
    .join(' · ');
}

export function decidedWords({ outcome, overridden }: ReportTrendPoint): string {
  if (overridden) return 'accepted by a maintainer';
  return { pass: 'passed', warn: 'passed with a warning', fail: 'blocked' }[outcome];
}

function dateOf(point: ReportTrendPoint | undefined): string {
  return point?.at.slice(0, 10) ?? '';
}
