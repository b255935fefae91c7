import type { Frontier, FrontierPoint } from '../../core/optimize-report.ts';
import { FRONTIER_COLUMNS, frontierRows } from '../../render/frontier.ts';
import { plural } from '../../render/numbers.ts';
import { type Child, el, pageData, pageRoot } from '../kit/dom.ts';
import { figure } from '../kit/plots/frame.ts';
import { FRONTIER_LEGEND, frontierPlot } from '../kit/plots/frontier.ts';
import type { ModelPoint } from '../kit/plots/points.ts';
import { pageVoice } from '../kit/voice.ts';

const frontier = pageData() as Frontier;

function page(): HTMLElement[] {
  const suite = pageVoice.name(frontier.suite);
  const cases = Math.max(0, ...frontier.points.map((each) => each.cases));
  return [
    el(
      'header',
      {},
      el('p', { class: 'about' }, 'Prompt Ratchet'),
      el('h1', {}, `${plural(frontier.points.length, 'model')} compared on ${suite}`),
      el(
        'p',
        { class: 'note' },
        `Today’s prompt under each model, ${plural(cases, 'case')}. Nothing was decided: quality is the mean of the deciding scores, delta its difference to today’s model with a 90 % interval.`,
      ),
      problems(),
    ),
    el('main', {}, table(suite), plots()),
  ];
}

function problems(): Child {
  return frontier.problems.map(({ message, help }) =>
    el(
      'p',
      { class: 'problem' },
      pageVoice.prose(message),
      help !== '' && [' ', el('span', { class: 'note' }, pageVoice.prose(help))],
    ),
  );
}

function table(suite: string): HTMLElement {
  const [, ...columns] = FRONTIER_COLUMNS;
  const rows = frontierRows(frontier).map(({ name, model, rest }) =>
    el(
      'tr',
      {},
      el(
        'th',
        { scope: 'row' },
        pageVoice.name(model),
        name !== model && el('span', { class: 'note' }, ` ${pageVoice.name(name)}`),
      ),
      rest.map((text, at) =>
        el(
          'td',
          { class: columns[at + 1]?.numeric ? 'number' : false },
          at === rest.length - 1 ? front(text) : text,
        ),
      ),
    ),
  );
  return el(
    'div',
    { class: 'wide', tabindex: 0, role: 'region', 'aria-label': `Models on ${suite}` },
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          columns.map(({ title, numeric }) =>
            el('th', { scope: 'col', class: numeric ? 'number' : false }, title),
          ),
        ),
      ),
      el('tbody', {}, rows),
    ),
  );
}

/** A dot alone says nothing to who cannot see it. */
function front(dot: string): string {
  return dot === '' ? 'beaten' : `${dot} not beaten`;
}

function plots(): HTMLElement {
  const points = frontier.points.map(pointOf);
  const drawings = [
    { title: 'Quality and cost', drawing: frontierPlot(points, 'thousand') },
    { title: 'Quality and latency', drawing: frontierPlot(points, 'latency') },
  ].flatMap(({ title, drawing }) =>
    drawing ? [figure({ title, level: 'h2' }, drawing, FRONTIER_LEGEND)] : [],
  );
  return el(
    'section',
    {},
    el('div', { class: 'plots' }, drawings),
    el(
      'p',
      { class: 'note' },
      'On the front: no other model is as good in quality, cost and latency, and better in one of them.',
    ),
  );
}

function pointOf({ name, what, quality, costPerThousand, latencyMs }: FrontierPoint): ModelPoint {
  return {
    name: what === 'incumbent' ? `${name} (today)` : name,
    mark: what === 'incumbent' ? 'base' : 'other',
    quality,
    costUsd: costPerThousand === undefined ? undefined : costPerThousand / 1000,
    latencyMs,
  };
}

document.title = `Models on ${pageVoice.name(frontier.suite)}`;
pageRoot().replaceChildren(...page());
