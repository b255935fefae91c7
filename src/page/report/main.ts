import type { Report } from '../../core/report.ts';
import { plural } from '../../render/numbers.ts';
import { isMeasured, suitesByWeight } from '../../render/select.ts';
import { headline } from '../../render/words.ts';
import { el, pageData, pageRoot } from '../kit/dom.ts';
import { CaseDialog } from './case-dialog.ts';
import { CaseGrid } from './case-grid.ts';
import { Controls } from './controls.ts';
import { type Filter, Finder, NO_FILTER, type Sort } from './filter.ts';
import { header } from './header.ts';
import { helpDialog, listenToKeys } from './keys.ts';
import { type Row, rowsOf } from './rows.ts';
import { suiteSection } from './suite-section.ts';
import { otherTrends } from './trends.ts';

const report = pageData() as Report;
const rows = rowsOf(report);
const byKey = new Map(rows.map((row) => [row.key, row]));
const finder = new Finder(rows);
let filter: Filter = NO_FILTER;
let sort: Sort = { by: 'outcome', descending: false };

const grid = new CaseGrid(
  {
    open,
    sort: (wanted) => {
      sort = wanted;
      grid.showSort(sort);
      refresh();
    },
  },
  sort,
);
const controls = new Controls(rows, (wanted) => {
  filter = wanted;
  refresh();
});
const dialog = new CaseDialog({
  step,
  closed: () => {
    history.replaceState(null, '', location.pathname + location.search);
    grid.element.focus();
  },
});
const help = helpDialog();

function refresh(): void {
  const found = finder.find(filter, sort);
  grid.show(found);
  controls.showCount(found.length);
}

function open(row: Row): void {
  const place = grid.rows.indexOf(row);
  dialog.show(row, place < 0 ? '' : `${place + 1} of ${grid.rows.length}`);
  history.replaceState(null, '', `#case=${row.key}`);
}

function step(by: 1 | -1): void {
  const at = grid.at + by;
  if (at >= 0 && at < grid.rows.length) grid.openAt(at);
}

function pick(picked: readonly Row[]): void {
  controls.pick(picked);
  grid.element.scrollIntoView({ block: 'nearest' });
}

/** Opens the case that the address names. A filter that hides it does not keep it from being seen. */
function follow(): void {
  const key = /^#case=(.+)$/.exec(location.hash)?.[1];
  const row = key === undefined ? undefined : byKey.get(key);
  if (!row) return;
  const at = grid.rows.indexOf(row);
  if (at >= 0) grid.openAt(at);
  else open(row);
}

function page(): HTMLElement[] {
  const suites = [...suitesByWeight(report), ...report.suites.filter(({ state }) => state === 'removed')];
  const untouched = report.suites.filter(({ state }) => state === 'untouched').length;
  const trends = Map.groupBy(report.history?.trends ?? [], ({ suite }) => suite);
  const bySuite = Map.groupBy(rows, ({ suite }) => suite);
  const keys = el('button', { type: 'button', class: 'quiet' }, 'Keys ?');
  keys.addEventListener('click', () => help.showModal());
  return [
    header(report),
    el(
      'main',
      {},
      suites.length > 0 &&
        el(
          'section',
          { 'aria-labelledby': 'suites-title' },
          el('h2', { id: 'suites-title' }, 'Suites'),
          suites.map((suite, at) =>
            suiteSection(suite, at < 3, {
              rows: isMeasured(suite) ? (bySuite.get(suite) ?? []) : [],
              trends: trends.get(suite.name) ?? [],
              pick,
            }),
          ),
          untouched > 0 &&
            el(
              'p',
              { class: 'note' },
              `${plural(untouched, 'more suite is', 'more suites are')} not touched by this change.`,
            ),
          otherTrends(report),
        ),
      el(
        'section',
        { class: 'cases', 'aria-labelledby': 'cases-title' },
        el('h2', { id: 'cases-title' }, 'Cases ', keys),
        rows.length === 0
          ? el('p', { class: 'note' }, 'This report holds no cases.')
          : [controls.element, grid.element],
      ),
    ),
    dialog.element,
    help,
  ];
}

document.title = headline(report);
pageRoot().replaceChildren(...page());
refresh();
follow();
addEventListener('hashchange', follow);
listenToKeys({ grid, dialog, search: controls.search, help, step });
prepare();

/** Gets the search ready while nothing else is to do, so that the first letter finds as fast as the second. */
function prepare(): void {
  // Safari has no idle callbacks.
  const idle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 20));
  idle(() => {
    if (finder.prepare(500)) prepare();
  });
}

// What is folded prints, too.
addEventListener('beforeprint', () => {
  for (const each of document.querySelectorAll<HTMLDetailsElement>('details.suite-box')) each.open = true;
});
