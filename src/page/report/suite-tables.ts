import type { Comparison, MeasuredSuite } from '../../core/report.ts';
import { metricRows } from '../../render/metric-rows.ts';
import { count, interval, points, score } from '../../render/numbers.ts';
import { findingWords, sliceSummary, slicesByInterest } from '../../render/slices.ts';
import { verdictWords } from '../../render/terms.ts';
import { el } from '../kit/dom.ts';
import { pageVoice } from '../kit/voice.ts';
import { intervalPlot } from './plots/interval.ts';

/** Slices drawn at most: a report may have a tag for every case. */
const SLICES = 200;

/** Each scorer's base, head, change with its interval, and verdict. */
export function comparisonTable({ name, comparisons }: MeasuredSuite): HTMLElement {
  const ends = comparisons.flatMap(({ interval: each, margin }) => [...(each ?? []), margin].map(Math.abs));
  const reach = Math.min(1, Math.max(0.02, ...ends) * 1.1);
  const row = (each: Comparison) =>
    el(
      'tr',
      {},
      el('th', { scope: 'row' }, pageVoice.name(each.scorer), el('span', { class: 'note' }, ` ${each.kind}`)),
      el('td', { class: 'number' }, score(each.base)),
      el('td', { class: 'number' }, score(each.head)),
      el('td', { class: 'number' }, each.delta === undefined ? '' : points(each.delta)),
      el('td', { class: 'number' }, each.interval ? interval(each.interval) : ''),
      el('td', { class: 'drawn' }, intervalPlot(each, reach)),
      el('td', { class: `verdict ${each.verdict ?? ''}` }, verdictWords(each)),
      el('td', { class: 'number' }, count(each.pairs)),
    );
  return el(
    'div',
    { class: 'wide', tabindex: 0, role: 'region', 'aria-label': `Scores of ${pageVoice.name(name)}` },
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          [
            ['Score', ''],
            ['Base', 'number'],
            ['Head', 'number'],
            ['Δ', 'number'],
            ['90 % interval', 'number'],
          ].map(([title = '', kind = '']) => el('th', { scope: 'col', class: kind }, title)),
          el('td', { class: 'note drawn', 'aria-hidden': 'true' }, '−', el('i', {}, '0'), '+'),
          el('th', { scope: 'col' }, 'Verdict'),
          el('th', { scope: 'col', class: 'number' }, 'Cases'),
        ),
      ),
      el('tbody', {}, comparisons.map(row)),
    ),
  );
}

/** Cost, latency, tokens and failures of a trial. */
export function metricTable(suite: MeasuredSuite): HTMLElement {
  const rows = metricRows(suite);
  if (rows.length === 0) return el('div');
  return el(
    'table',
    { class: 'metrics' },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        ['Of a trial', 'Base', 'Head', 'Change'].map((title) => el('th', { scope: 'col' }, title)),
      ),
    ),
    el(
      'tbody',
      {},
      rows.map(({ title, base, head, change }) =>
        el(
          'tr',
          {},
          el('th', { scope: 'row' }, title),
          [base, head, change].map((text) => el('td', {}, text)),
        ),
      ),
    ),
  );
}

/** The slices by tag, folded, those that deserve a look first. */
export function sliceTable(suite: MeasuredSuite): HTMLElement {
  const slices = slicesByInterest(suite);
  if (slices.length === 0) return el('div');
  const titles = ['Tag', 'Score', 'Finding', 'Cases', 'Base', 'Head', 'Δ', '90 % interval'];
  const more = slices.length - SLICES;
  return el(
    'details',
    {},
    el('summary', {}, sliceSummary(slices)),
    el(
      'div',
      { class: 'wide', tabindex: 0, role: 'region', 'aria-label': `Slices of ${pageVoice.name(suite.name)}` },
      el(
        'table',
        {},
        el(
          'thead',
          {},
          el(
            'tr',
            {},
            titles.map((title) => el('th', { scope: 'col' }, title)),
          ),
        ),
        el(
          'tbody',
          {},
          slices.slice(0, SLICES).map((slice) =>
            el(
              'tr',
              {},
              el('th', { scope: 'row' }, pageVoice.name(slice.tag)),
              [
                pageVoice.name(slice.scorer),
                findingWords(slice),
                count(slice.pairs),
                slice.base === undefined ? '–' : score(slice.base),
                slice.head === undefined ? '–' : score(slice.head),
                slice.delta === undefined ? '–' : points(slice.delta),
                slice.interval ? interval(slice.interval) : '–',
              ].map((text) => el('td', {}, text)),
            ),
          ),
        ),
      ),
    ),
    more > 0 && el('p', { class: 'note' }, `and ${count(more)} more`),
  );
}
