import { count, plural } from '../../render/numbers.ts';
import { CASE_OUTCOMES } from '../../render/terms.ts';
import { el } from '../kit/dom.ts';
import { pageVoice } from '../kit/voice.ts';
import { type CaseOutcome, type Filter, NO_FILTER, OUTCOME_ORDER } from './filter.ts';
import type { Row } from './rows.ts';

/** What chooses among the cases: words, outcomes, a suite, and what was picked in a plot. */
export class Controls {
  readonly element: HTMLElement;
  readonly search = el('input', {
    type: 'search',
    placeholder: 'Search ids, inputs, outputs, reasons  ( / )',
    'aria-label': 'Search the cases',
    spellcheck: 'false',
    autocomplete: 'off',
  });
  readonly #count = el('p', { class: 'note', role: 'status' });
  readonly #picked = el('button', { type: 'button', class: 'chip picked', hidden: true });
  readonly #total: number;
  readonly #change: (filter: Filter) => void;
  #filter: Filter = NO_FILTER;

  constructor(rows: readonly Row[], change: (filter: Filter) => void) {
    this.#total = rows.length;
    this.#change = change;
    this.search.addEventListener('input', () => this.#set({ words: this.search.value }));
    this.#picked.addEventListener('click', () => this.pick(undefined));
    this.element = el(
      'div',
      { class: 'controls', role: 'search', 'aria-label': 'Cases' },
      this.search,
      this.#suites(rows),
      el('div', { class: 'chips', role: 'group', 'aria-label': 'Outcomes' }, this.#chips(rows), this.#picked),
      this.#count,
    );
  }

  /** Shows only the rows picked in a plot; `undefined` shows the others again. */
  pick(rows: readonly Row[] | undefined): void {
    this.#picked.hidden = rows === undefined;
    this.#picked.replaceChildren(rows === undefined ? '' : `${plural(rows.length, 'case')} from the plot ✕`);
    this.#set({ picked: rows && new Set(rows.map(({ index }) => index)) });
  }

  showCount(found: number): void {
    const all = plural(this.#total, 'case');
    this.#count.replaceChildren(found === this.#total ? all : `${count(found)} of ${all}`);
  }

  #set(change: Partial<Filter>): void {
    this.#filter = { ...this.#filter, ...change };
    this.#change(this.#filter);
  }

  #chips(rows: readonly Row[]): HTMLElement[] {
    const counts = new Map<CaseOutcome, number>();
    for (const { case: each } of rows) counts.set(each.outcome, (counts.get(each.outcome) ?? 0) + 1);
    return OUTCOME_ORDER.filter((outcome) => counts.has(outcome)).map((outcome) => {
      const chip = el(
        'button',
        { type: 'button', class: `chip ${outcome}`, 'aria-pressed': 'false' },
        `${CASE_OUTCOMES[outcome]} `,
        el('b', {}, count(counts.get(outcome) ?? 0)),
      );
      chip.addEventListener('click', () => {
        const outcomes = new Set(this.#filter.outcomes);
        const on = !outcomes.delete(outcome);
        if (on) outcomes.add(outcome);
        chip.setAttribute('aria-pressed', String(on));
        this.#set({ outcomes });
      });
      return chip;
    });
  }

  #suites(rows: readonly Row[]): HTMLElement | undefined {
    const names = [...new Set(rows.map(({ suite }) => suite.name))];
    if (names.length < 2) return undefined;
    const select = el(
      'select',
      { 'aria-label': 'Suite' },
      el('option', { value: '' }, 'All suites'),
      names.map((name, at) => el('option', { value: at }, pageVoice.name(name))),
    );
    select.addEventListener('change', () =>
      this.#set({ suite: select.value === '' ? undefined : names[Number(select.value)] }),
    );
    return select;
  }
}
