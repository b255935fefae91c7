import type { Comparison, MeasuredSuite, SuiteReport } from '../../core/report.ts';
import { allocationWords } from '../../render/advice-words.ts';
import { changeWords } from '../../render/change-words.ts';
import { gapWords } from '../../render/gap-words.ts';
import { count, plural } from '../../render/numbers.ts';
import { isMeasured } from '../../render/select.ts';
import { type Child, el } from '../kit/dom.ts';
import { pageVoice } from '../kit/voice.ts';
import { markedTexts } from './outputs.ts';
import { modelPoints, pairsOf } from './plots/data.ts';
import { deltaPlot } from './plots/deltas.ts';
import { frontierPlot } from './plots/frontier.ts';
import { scatterPlot } from './plots/scatter.ts';
import type { Row } from './rows.ts';
import { comparisonTable, metricTable, sliceTable } from './suite-tables.ts';

export type Pick = (rows: readonly Row[]) => void;

/** A suite, folded; what is inside is made when it is opened, because a report may have hundreds. */
export function suiteSection(
  suite: SuiteReport,
  rows: readonly Row[],
  open: boolean,
  pick: Pick,
): HTMLElement {
  const body = el('div', { class: 'body' });
  const section = el(
    'details',
    { class: 'suite-box', open },
    el(
      'summary',
      {},
      el('h3', {}, pageVoice.name(suite.name)),
      ' ',
      el('span', { class: 'note' }, summaryWords(suite)),
    ),
    body,
  );
  const fill = () => {
    if (section.open && body.childNodes.length === 0) body.append(...contents(suite, rows, pick));
  };
  section.addEventListener('toggle', fill);
  fill();
  return section;
}

function summaryWords(suite: SuiteReport): string {
  if (suite.state === 'broken') return 'cannot be read at head';
  if (suite.state === 'removed') return 'removed by this change';
  if (suite.state === 'untouched') return 'not touched, not run';
  const state = suite.state === 'new' ? 'new, no base to compare with' : '';
  const models = [...new Set([suite.model?.base, suite.model?.head])].filter((name) => name !== undefined);
  const verdicts = suite.comparisons
    .filter(({ gating }) => gating)
    .map(({ verdict }) => verdict ?? 'no base');
  const counted = [...new Set(verdicts)].map(
    (verdict) => `${verdicts.filter((each) => each === verdict).length} ${verdict}`,
  );
  return [state, models.map(pageVoice.name).join(' → '), ...counted].filter(Boolean).join(' · ');
}

function contents(suite: SuiteReport, rows: readonly Row[], pick: Pick): HTMLElement[] {
  if (!isMeasured(suite)) {
    const problems = suite.state === 'broken' ? suite.problems : [];
    return [
      el('p', { class: 'note' }, pageVoice.name(suite.path)),
      ...problems.map(({ message, help }) =>
        el('p', {}, pageVoice.prose(message), ' ', el('span', { class: 'note' }, pageVoice.prose(help))),
      ),
    ];
  }
  const changes = [...suite.changes, ...suite.gateChanges].map((each) => changeWords(each, pageVoice));
  const gaps = gapWords(suite, pageVoice, 8);
  return [
    el(
      'p',
      { class: 'note' },
      el('code', {}, pageVoice.name(suite.promptPath ?? suite.command?.head ?? suite.path)),
      changes.length > 0 && ` · ${changes.join(' · ')}`,
      ` · ${plural(suite.trials, 'trial')} a case`,
    ),
    ...(suite.allocation
      ? [
          el(
            'p',
            { class: 'note' },
            allocationWords(suite.allocation, (text) => pageVoice.name(text)),
          ),
        ]
      : []),
    changedTexts(suite),
    comparisonTable(suite),
    plots(suite, rows, pick),
    metricTable(suite),
    sliceTable(suite),
    gaps.length > 0
      ? el(
          'div',
          {},
          el('h4', {}, 'What was not measured'),
          el(
            'ul',
            {},
            gaps.map((gap) => el('li', {}, gap)),
          ),
        )
      : el('div'),
  ];
}

/** The messages, tools and formats that the change edits, folded, with the words marked that differ. */
function changedTexts({ changes }: MeasuredSuite): HTMLElement {
  const edited = changes.filter(({ base, head }) => base !== undefined || head !== undefined);
  return el(
    'div',
    {},
    edited.map((change) => {
      const body = el('div', { class: 'sides' });
      const details = el('details', {}, el('summary', {}, changeWords(change, pageVoice)), body);
      details.addEventListener('toggle', () => {
        if (!details.open || body.childNodes.length > 0) return;
        const texts = markedTexts(change.base, change.head);
        body.append(
          ...(['Base', 'Head'] as const).map((title, at) =>
            el(
              'pre',
              { class: 'output', tabindex: 0, role: 'group', 'aria-label': title },
              texts[at] ?? el('span', { class: 'note' }, `Not there at ${title.toLowerCase()}.`),
            ),
          ),
        );
      });
      return details;
    }),
  );
}

/** The plots of one scorer, and a choice of the scorer where there are several. */
function plots(suite: MeasuredSuite, rows: readonly Row[], pick: Pick): HTMLElement {
  const drawn = el('div', { class: 'plots' });
  const drawable = suite.comparisons.filter(({ scorer }) => pairsOf(rows, scorer).length > 0);
  const draw = (comparison: Comparison | undefined) => {
    const pairs = comparison === undefined ? [] : pairsOf(rows, comparison.scorer);
    const cost = frontierPlot(modelPoints(suite), 'cost');
    const latency = frontierPlot(modelPoints(suite), 'latency');
    drawn.replaceChildren(
      ...(comparison === undefined
        ? []
        : [
            figure(
              'How far cases moved',
              deltaPlot(pairs, comparison, pick),
              notAll(comparison, pairs.length),
            ),
            figure(
              'Base against head',
              scatterPlot(pairs, comparison.scorer, pick),
              'Below the line is worse.',
            ),
          ]),
      ...(cost ? [figure('Quality and cost', cost, FRONTIER)] : []),
      ...(latency ? [figure('Quality and latency', latency, FRONTIER)] : []),
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

const FRONTIER = 'Up and left is better. The line joins what nothing else beats in both.';

/** The report of a very large run keeps only some of its cases. */
function notAll({ pairs }: Comparison, drawn: number): string {
  const legend = 'Dot and bar: mean with its interval. Dashed: tolerated drop.';
  return drawn < pairs ? `${legend} ${count(drawn)} of ${plural(pairs, 'case')} are in this report.` : legend;
}

function figure(title: string, drawing: SVGElement, legend: string): HTMLElement {
  return el('figure', {}, el('h4', {}, title), drawing, el('figcaption', { class: 'note' }, legend));
}
