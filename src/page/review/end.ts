import { itemKey } from '../../human/session.ts';
import { visible } from '../../render/visible.ts';
import { el } from '../kit/dom.ts';
import type { Session } from './app.ts';
import { button } from './ask.ts';
import { plural } from './words.ts';

/** The screen after the last task: what came of it, and how the labels get to their file. */
export function endScreen(
  session: Session,
  doings: {
    undo(): void;
    show(at: number): void;
    open(item: number): void;
    back(): void;
    tell(words: string): void;
    exported(): void;
  },
): HTMLElement {
  const { done, skipped, total, agree, compared, same, twice } = session.running;
  const left = session.next(0);
  const skippedAt = session.firstSkipped();
  return el(
    'div',
    { class: 'end' },
    el('h2', { id: 'question', tabindex: -1 }, left === undefined ? 'All judged' : 'Enough for now'),
    el(
      'ul',
      {},
      el('li', {}, `${done} of ${total} judged${skipped > 0 ? `, ${skipped} skipped` : ''}.`),
      compared > 0 && el('li', {}, `You and the judge agree on ${agree} of ${compared}.`),
      twice > 0 &&
        el('li', {}, `${plural(twice, 'answer')} came twice; you said the same on ${same} of them.`),
    ),
    el(
      'p',
      { class: 'others' },
      left !== undefined && button('Go on', () => doings.show(left)),
      skippedAt !== undefined && button('Show what was skipped', () => doings.show(skippedAt)),
      button('Undo the last', doings.undo),
      button('Judge something else', doings.back),
    ),
    session.data.save === undefined ? exporting(session, doings) : saved(session),
    choices(session, doings.open),
  );
}

function saved({ set, state }: Session): HTMLElement {
  return el(
    'p',
    {},
    `${plural(state.written, 'line')} of yours in `,
    el('code', {}, set.file),
    '. Commit it, and the file of items beside it.',
  );
}

function exporting(session: Session, doings: { tell(words: string): void; exported(): void }): HTMLElement {
  const text = el('textarea', {
    id: 'lines',
    readonly: true,
    rows: 6,
    'aria-label': 'Your labels as JSON lines',
  });
  const fill = (): string => {
    text.value = session.exportText();
    doings.exported();
    return text.value;
  };
  const name = session.set.file.split('/').at(-1) ?? 'labels.jsonl';
  const download = () => {
    const url = URL.createObjectURL(new Blob([fill()], { type: 'application/x-ndjson' }));
    const link = el('a', { href: url, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    URL.revokeObjectURL(url);
    doings.tell(`Downloaded ${name}.`);
  };
  const copy = async () => {
    const lines = fill();
    try {
      await navigator.clipboard.writeText(lines);
    } catch {
      // From a file some browsers refuse it without asking; the old way needs no permission.
      text.select();
      if (!document.execCommand('copy')) return doings.tell('Copy the lines below by hand.');
    }
    doings.tell('Copied.');
  };
  return el(
    'section',
    { class: 'export', 'aria-label': 'Export' },
    el('h3', {}, 'Export'),
    el(
      'p',
      {},
      'Run ',
      el('code', {}, `prompt-ratchet labels import ${name} --suite ${session.set.suite}`),
      ': it adds the lines to ',
      el('code', {}, session.set.file),
      ', and the texts that they are about to the file beside it. Commit both.',
    ),
    el(
      'p',
      { class: 'others' },
      button('Download', download, { class: 'answer' }),
      button('Copy', () => void copy()),
    ),
    text,
  );
}

/** The cases that were not drawn: whoever opens one does so by choice, and the label says so. */
function choices(session: Session, open: (item: number) => void): HTMLElement | false {
  const rest = session.set.items.flatMap((item, index) =>
    item.probability === undefined ? [{ item, index }] : [],
  );
  if (rest.length === 0) return false;
  const judged = new Set(session.state.acts.map(({ task }) => task));
  return el(
    'details',
    { class: 'choices' },
    el('summary', {}, `${plural(rest.length, 'further case')} to open by choice`),
    el(
      'p',
      { class: 'hint' },
      'Labels of cases that somebody chose help to calibrate the judge. They do not count as a sample.',
    ),
    el(
      'ul',
      {},
      ...rest.map(({ item, index }) =>
        el(
          'li',
          {},
          button(
            `${visible(session.data.cases[item.case]?.id ?? '?')}${judged.has(itemKey(item)) ? ' (judged)' : ''}`,
            () => open(index),
            { class: 'plain' },
          ),
        ),
      ),
    ),
  );
}
