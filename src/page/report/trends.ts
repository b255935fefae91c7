import type { Report } from '../../core/report.ts';
import type { ReportTrend, ReportTrendPoint } from '../../core/report-history.ts';
import { plural, score } from '../../render/numbers.ts';
import { type Child, el } from '../kit/dom.ts';
import { figure } from '../kit/plots/frame.ts';
import { pageVoice } from '../kit/voice.ts';
import { decidedWords, trendPlot } from './plots/trend.ts';

/** What the marks of a course mean, those that occur. */
function legendOf({ points }: ReportTrend): string {
  const has = (what: (point: ReportTrendPoint) => unknown) => points.some(what);
  return [
    has(({ outcome }) => outcome === 'pass') && 'Disc: passed.',
    has(({ outcome, overridden }) => outcome === 'warn' && !overridden) && 'Ring: passed with a warning.',
    has(({ outcome, overridden }) => outcome === 'fail' && !overridden) && 'Cross: blocked.',
    has(({ overridden }) => overridden) && 'Diamond: accepted by a maintainer.',
    has(({ now }) => now) && 'The circle is around this run.',
    has(({ base }) => base !== undefined) && 'Dashed: base.',
    has(({ newJudge }) => newJudge) &&
      'Dotted: another judge took over, and scores before and after cannot be compared.',
  ]
    .filter(Boolean)
    .join(' ');
}

/** A scorer's course over the decisions of the ledger, as a plot and as a table for those who want the numbers. */
export function trendFigure(trend: ReportTrend, title = 'Course over decisions'): HTMLElement {
  return figure({ title }, trendPlot(trend), legendOf(trend), trendTable(trend));
}

function trendTable({ suite, scorer, points }: ReportTrend): HTMLElement {
  const body = el('div', {
    class: 'wide',
    tabindex: 0,
    role: 'region',
    'aria-label': `Decisions of ${pageVoice.name(scorer)} of ${pageVoice.name(suite)}`,
  });
  const details = el(
    'details',
    {},
    el('summary', {}, `${plural(points.length, 'decision')} as a table`),
    body,
  );
  details.addEventListener('toggle', () => {
    if (!details.open || body.childNodes.length > 0) return;
    const titles = ['When', 'Pull request', 'Head', 'Base score', 'Head score', 'Verdict', 'Decision'];
    const rows = points.toReversed().map((point) => {
      const { at, now, pullRequest, sha, base, head, verdict, newJudge } = point;
      const cells = [
        pullRequest === undefined ? '–' : String(pullRequest),
        sha === undefined ? '–' : pageVoice.name(sha.slice(0, 7)),
        base === undefined ? '–' : score(base),
        score(head),
        [verdict ?? 'no base', newJudge && 'another judge'].filter(Boolean).join(', '),
        `${decidedWords(point)}${now ? ' (this run)' : ''}`,
      ];
      return el(
        'tr',
        {},
        el('th', { scope: 'row' }, at.slice(0, 16).replace('T', ' ')),
        cells.map((text) => el('td', {}, text)),
      );
    });
    body.append(
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
        el('tbody', {}, rows),
      ),
    );
  });
  return details;
}

/** The courses of suites that this run did not measure, folded; and what is wrong with the ledger. */
export function otherTrends({ history, suites }: Report): Child {
  if (!history) return undefined;
  const measured = new Set(suites.flatMap((suite) => ('comparisons' in suite ? [suite.name] : [])));
  const others = history.trends.filter(({ suite }) => !measured.has(suite));
  const body = el('div', { class: 'plots' });
  const details = el(
    'details',
    { class: 'suite-box' },
    el('summary', {}, el('h3', {}, 'Suites that were not run: how they did before')),
    el('div', { class: 'body' }, body),
  );
  details.addEventListener('toggle', () => {
    if (!details.open || body.childNodes.length > 0) return;
    body.append(
      ...others.map((trend) =>
        trendFigure(trend, `${pageVoice.name(trend.suite)}: ${pageVoice.name(trend.scorer)}`),
      ),
    );
  });
  return [
    history.faults > 0 &&
      el(
        'p',
        { class: 'problem' },
        `The ledger of earlier decisions has ${plural(history.faults, 'fault')}, so their course may not be what was measured. `,
        el('code', {}, 'prompt-ratchet history --verify'),
        ' names the lines.',
      ),
    others.length > 0 && details,
  ];
}
