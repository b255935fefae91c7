import { plural, points, score } from '../../render/numbers.ts';
import { CASE_OUTCOMES } from '../../render/terms.ts';
import { type Child, el } from '../kit/dom.ts';
import { pageVoice } from '../kit/voice.ts';
import type { Sort, SortKey } from './filter.ts';
import type { Row } from './rows.ts';

const COLUMNS: readonly { key: SortKey; title: string }[] = [
  { key: 'outcome', title: 'Outcome' },
  { key: 'suite', title: 'Suite' },
  { key: 'case', title: 'Case' },
  { key: 'base', title: 'Base' },
  { key: 'head', title: 'Head' },
  { key: 'delta', title: 'Δ' },
];

/** Rows made beyond those in sight, so that a scroll does not show an empty edge. */
const OVERSCAN = 12;
/** Rows that a print shows at most. */
const PRINTED = 1000;

interface GridEvents {
  open(row: Row): void;
  sort(sort: Sort): void;
}

/** The table of cases. Only the rows in sight are in the document, so 10,000 scroll like ten. */
export class CaseGrid {
  readonly element: HTMLElement;
  readonly #body = el('div', { role: 'rowgroup', class: 'rows' });
  readonly #heads: HTMLElement;
  readonly #events: GridEvents;
  #rows: readonly Row[] = [];
  #at = 0;
  #drawn = '';
  #printing = false;

  constructor(events: GridEvents, sort: Sort) {
    this.#events = events;
    this.#heads = el('div', { role: 'row', class: 'row', 'aria-rowindex': 1 });
    this.element = el(
      'div',
      { class: 'grid', role: 'grid', tabindex: 0, 'aria-label': 'Cases', 'aria-colcount': COLUMNS.length },
      el('div', { role: 'rowgroup', class: 'heads' }, this.#heads),
      this.#body,
    );
    this.showSort(sort);
    this.element.addEventListener('scroll', () => requestAnimationFrame(() => this.#draw()), {
      passive: true,
    });
    this.#body.addEventListener('click', ({ target }) => {
      const place =
        target instanceof Element ? target.closest('[data-at]')?.getAttribute('data-at') : undefined;
      if (place) this.openAt(Number(place));
    });
    new ResizeObserver(() => this.#draw()).observe(this.element);
    addEventListener('beforeprint', () => this.#print(true));
    addEventListener('afterprint', () => this.#print(false));
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }

  get at(): number {
    return this.#at;
  }

  show(rows: readonly Row[]): void {
    this.#rows = rows;
    this.#at = 0;
    this.element.scrollTop = 0;
    this.element.setAttribute('aria-rowcount', String(rows.length + 1));
    this.#drawn = '';
    this.#draw();
  }

  /** Marks a row and brings it into sight. */
  select(at: number): void {
    this.#at = Math.max(0, Math.min(this.#rows.length - 1, at));
    const height = this.#rowHeight();
    const top = this.#at * height;
    const seen = this.element.clientHeight - this.#heads.offsetHeight;
    if (top < this.element.scrollTop) this.element.scrollTop = top;
    else if (top + height > this.element.scrollTop + seen) this.element.scrollTop = top + height - seen;
    this.#drawn = '';
    this.#draw();
  }

  openAt(at: number): void {
    this.select(at);
    const row = this.#rows[this.#at];
    if (row) this.#events.open(row);
  }

  showSort(sort: Sort): void {
    this.#heads.replaceChildren(
      ...COLUMNS.map(({ key, title }) => {
        const active = sort.by === key;
        const sign = active ? (sort.descending ? ' ↓' : ' ↑') : '';
        const button = el('button', { type: 'button' }, title, sign);
        button.addEventListener('click', () => {
          this.#events.sort({ by: key, descending: active && !sort.descending });
          // The button was made anew; whoever pressed it with a key goes on from there.
          this.#heads.querySelector<HTMLElement>(`.${key} button`)?.focus();
        });
        const order = active ? (sort.descending ? 'descending' : 'ascending') : 'none';
        return el('div', { role: 'columnheader', class: key, 'aria-sort': order }, button);
      }),
    );
  }

  #rowHeight(): number {
    return Number.parseFloat(getComputedStyle(this.element).getPropertyValue('--row')) || 36;
  }

  #draw(): void {
    const height = this.#rowHeight();
    // Before anything is measured: few rows make the table itself low.
    this.#body.style.height = this.#printing ? '' : `${Math.max(1, this.#rows.length) * height}px`;
    const seen = Math.ceil(this.element.clientHeight / height);
    const first = this.#printing ? 0 : Math.max(0, Math.floor(this.element.scrollTop / height) - OVERSCAN);
    const last = Math.min(this.#rows.length, this.#printing ? PRINTED : first + seen + 2 * OVERSCAN);
    const drawn = `${first} ${last} ${height}`;
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#body.replaceChildren(
      ...this.#rows.slice(first, last).map((row, offset) => this.#row(row, first + offset, height)),
      ...(this.#rows.length === 0 ? [emptyRow('No case matches.')] : []),
      ...(this.#printing && this.#rows.length > PRINTED
        ? [emptyRow(`and ${plural(this.#rows.length - PRINTED, 'more case')}`)]
        : []),
    );
    const marked = this.#body.querySelector('[aria-selected="true"]');
    if (marked) this.element.setAttribute('aria-activedescendant', marked.id);
    else this.element.removeAttribute('aria-activedescendant');
  }

  #row(row: Row, at: number, height: number): HTMLElement {
    const { case: each, suite, base, head, delta } = row;
    const cell = (key: SortKey, ...children: readonly Child[]) =>
      el('div', { role: 'gridcell', class: key }, children);
    const element = el(
      'div',
      {
        role: 'row',
        class: `row ${each.outcome}`,
        id: `row-${row.index}`,
        'data-at': at,
        'aria-rowindex': at + 2,
        'aria-selected': at === this.#at ? 'true' : 'false',
      },
      cell('outcome', CASE_OUTCOMES[each.outcome]),
      cell('suite', pageVoice.name(suite.name)),
      cell('case', pageVoice.name(each.id), badges(row)),
      cell('base', base === undefined ? '–' : score(base)),
      cell('head', head === undefined ? '–' : score(head)),
      cell('delta', delta === undefined ? '–' : points(delta)),
    );
    if (!this.#printing) element.style.transform = `translateY(${at * height}px)`;
    return element;
  }

  #print(printing: boolean): void {
    this.#printing = printing;
    this.#drawn = '';
    this.#draw();
  }
}

function emptyRow(text: string): HTMLElement {
  return el('div', { role: 'row', class: 'row none' }, el('div', { role: 'gridcell' }, text));
}

function badges({ case: { mustPass, origin, tags } }: Row): Child {
  const words = [mustPass && 'must pass', origin !== 'kept' && origin, ...tags.slice(0, 3)].filter(
    (word) => word !== false,
  );
  return words.map((word) => [' ', el('span', { class: 'badge' }, pageVoice.name(word))]);
}
