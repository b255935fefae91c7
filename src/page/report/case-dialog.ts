import { el } from '../kit/dom.ts';
import { pageVoice } from '../kit/voice.ts';
import { caseView } from './case-view.ts';
import type { Row } from './rows.ts';

interface DialogEvents {
  step(by: 1 | -1): void;
  closed(): void;
}

/** One case at a time over the page. Being a modal dialog, it keeps the focus and closes with Esc. */
export class CaseDialog {
  readonly element = el('dialog', { class: 'case-dialog', 'aria-labelledby': 'case-title' });
  readonly #events: DialogEvents;

  constructor(events: DialogEvents) {
    this.#events = events;
    this.element.addEventListener('close', () => this.#events.closed());
    // A click beside the dialog lands on the dialog itself, one inside on something in it.
    this.element.addEventListener('click', ({ target }) => {
      if (target === this.element) this.element.close();
    });
  }

  show(row: Row, place: string): void {
    const title = el('h2', { id: 'case-title', tabindex: -1 }, pageVoice.name(row.case.id));
    const link = el('a', { href: `#case=${row.key}` }, 'link to this case');
    this.element.replaceChildren(
      el(
        'div',
        { class: 'panel' },
        el(
          'div',
          { class: 'bar' },
          title,
          el('span', { class: 'note' }, place, ' · ', link),
          button('Previous case', '↑', () => this.#events.step(-1)),
          button('Next case', '↓', () => this.#events.step(1)),
          button('Close', '✕', () => this.element.close()),
        ),
        caseView(row),
      ),
    );
    if (!this.element.open) this.element.showModal();
    this.element.scrollTop = 0;
    title.focus();
  }
}

function button(label: string, sign: string, act: () => void): HTMLElement {
  const element = el('button', { type: 'button', class: 'icon', 'aria-label': label, title: label }, sign);
  element.addEventListener('click', act);
  return element;
}
