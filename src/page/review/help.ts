import { el } from '../kit/dom.ts';
import { button, kbd } from './ask.ts';

const KEYS = [
  ['1 2', 'A is better, B is better'],
  ['3 4', 'Tie, both bad'],
  ['P F', 'Pass, fail (one answer); digits choose a level'],
  ['N', 'Write a note; Escape leaves it'],
  ['D', 'Show or hide the differences'],
  ['S', 'Skip'],
  ['U', 'Undo'],
  ['← →', 'Back and forth'],
  ['?', 'This help'],
] as const;

/** The help, which also turns the keys off: voice control and some screen readers send letters of their own. */
export function helpDialog(keys: { on: boolean }): HTMLDialogElement {
  const box = el('input', { type: 'checkbox', id: 'keys' });
  box.checked = keys.on;
  box.addEventListener('change', () => {
    keys.on = box.checked;
  });
  const dialog = el(
    'dialog',
    { 'aria-labelledby': 'help-title' },
    el('h2', { id: 'help-title' }, 'Help'),
    el(
      'p',
      {},
      'Read the input and the answers, and say what the question asks. Judge by what is written, not by how long or how sure it sounds. What the judge said is told after your vote.',
    ),
    el(
      'dl',
      {},
      ...KEYS.map(([key, what]) =>
        el(
          'div',
          {},
          el('dt', {}, ...key.split(' ').map((one) => el('span', {}, keyOf(one)))),
          el('dd', {}, what),
        ),
      ),
    ),
    el('p', {}, box, ' ', el('label', { for: 'keys' }, 'Single keys are shortcuts')),
    button('Close', () => dialog.close(), { class: 'answer' }),
  );
  return dialog;
}

function keyOf(one: string): HTMLElement {
  const made = kbd(one);
  made.removeAttribute('aria-hidden');
  return made;
}
