import type { Comparison, MeasuredSuite } from '../../core/report.ts';
import type { ReportTrend } from '../../core/report-history.ts';
import { count, plural } from '../../render/numbers.ts';
import { type Child, el } from '../kit/dom.ts';
import { figure } from '../kit/plots/frame.ts';
import { FRONTIER_LEGEND, frontierPlot } from '../kit/plots/frontier.ts';
import { pageVoice } from '../kit/voice.ts';
import { modelPoints, pairsOf } from './plots/data.ts';
import { deltaPlot } from './plots/deltas.ts';
import { scatterPlot } from './plots/scatter.ts';
import type { Row } from './rows.ts';
import { trendFigure } from './trends.ts';

export type Pick = (rows: readonly Row[]) => void;

interface Sources {
  rows: readonly Row[];
  trends: readonly ReportTrend[];
  pick: Pick;
}

/** The plots of one scorer, and a choice of the scorer where there are several. */
export function suitePlots(suite: MeasuredSuite, { rows, trends, pick }: Sources): HTMLElement {
  const drawn = el('div', { class: 'plots' });
  const courses = new Map(trends.map((trend) => [trend.scorer, trend]));
  const drawable = suite.comparisons.filter(
    ({ scorer }) => pairsOf(rows, scorer).length > 0 || courses.has(scorer),
  );
  const draw = (comparison: Comparison | undefined) => {
    const pairs = comparison === undefined ? [] : pairsOf(rows, comparison.scorer);
    const course = comparison && courses.get(comparison.scorer);
    const cost = frontierPlot(modelPoints(suite), 'cost');
    const latency = frontierPlot(modelPoints(suite), 'latency');
    drawn.replaceChildren(
      ...(comparison === undefined || pairs.length === 0
        ? []
        : [
            figure(
              { title: 'How far cases moved' },
              deltaPlot(pairs, comparison, pick),
              notAll(comparison, pairs.length),
            ),
            figure(
              { title: 'Base against head' },
              scatterPlot(pairs, comparison.scorer, pick),
              'Below the line is worse.',
            ),
          ]),
      ...(cost ? [figure({ title: 'Quality and cost' }, cost, FRONTIER_LEGEND)] : []),
      ...(latency ? [figure({ title: 'Quality and latency' }, latency, FRONTIER_LEGEND)] : []),
      ...(course ? [trendFigure(course)] : []),
    );
  };
  // What decided against the change is looked at first.
  const first = drawable.find(({ gating, verdict }) => gating && verdict === 'regressed') ?? drawable[0];
  draw(first);
  const choice = el(
    'select',
    {},
    drawable.map((each, at) =>
      el('option', { value: at, selected: each === first }, pageVoice.name(each.scorer)),
    ),
  );
  choice.addEventListener('change', () => draw(drawable[Number(choice.value)]));
  const label: Child = drawable.length > 1 && el('label', { class: 'choice' }, 'Score drawn ', choice);
  return el('div', {}, label, drawn);
}

/** The report of a very large run keeps only some of its cases. */
function notAll({ pairs }: Comparison, drawn: number): string {
  const legend = 'Dot and bar: mean with its interval. Dashed: tolerated drop.';
  return drawn < pairs ? `${legend} ${count(drawn)} of ${plural(pairs, 'case')} are in this report.` : legend;
}
