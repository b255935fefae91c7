import type { ReviewData, ReviewSet } from '../../human/review-data.ts';
import { visible } from '../../render/visible.ts';
import { el } from '../kit/dom.ts';
import { plural } from './words.ts';

/** What a label file takes for a rater. */
const RATER = '[A-Za-z0-9_.@+\\-]{1,100}';

/** The screen that asks who judges, and what. */
export function startScreen(
  data: ReviewData,
  chosen: { rater: string; set: number },
  begin: (rater: string, set: number) => void,
): HTMLElement {
  const rater = el('input', {
    id: 'rater',
    name: 'rater',
    required: true,
    pattern: RATER,
    autocomplete: 'username',
    autocapitalize: 'none',
    spellcheck: 'false',
    'aria-describedby': 'rater-help',
  });
  rater.value = chosen.rater;
  const set = el(
    'select',
    { id: 'set' },
    ...data.sets.map((one, index) => el('option', { value: index }, setWords(one))),
  );
  set.value = String(chosen.set);
  const note = el('p', { class: 'left-out', id: 'left-out' });
  const tell = () => {
    const one = data.sets[Number(set.value)];
    note.textContent = one ? leftOut(one) : '';
  };
  set.addEventListener('change', tell);
  tell();
  const form = el(
    'form',
    { class: 'start' },
    el('h2', { id: 'question', tabindex: -1 }, 'What do you say?'),
    el(
      'p',
      {},
      'You are shown answers without being told which version wrote them or what a judge said of them. Your verdicts tell how far the automatic judge can be believed.',
    ),
    el('p', {}, el('label', { for: 'rater' }, 'Your login'), rater),
    el(
      'p',
      { id: 'rater-help', class: 'hint' },
      'Letters, digits and _ . @ + -. Always the same one: it tells whose labels are whose.',
    ),
    el('p', {}, el('label', { for: 'set' }, 'What to judge'), set),
    note,
    el('p', {}, el('button', { type: 'submit', class: 'answer' }, 'Begin')),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    begin(rater.value.trim(), Number(set.value));
  });
  return form;
}

function setWords({ suite, criterion, mode, items }: ReviewSet): string {
  const drawn = items.filter(({ probability }) => probability !== undefined).length;
  const what = mode === 'pair' ? 'which of two is better' : 'pass or fail';
  return visible(`${suite}, ${criterion.name}: ${what} (${drawn})`);
}

function leftOut({ cut, equal, more }: ReviewSet): string {
  return [
    cut.length > 0 &&
      `${plural(cut.length, 'case')} cannot be judged here, because the report does not have their whole output.`,
    equal.length > 0 && `${plural(equal.length, 'case')} need no judging: both answers are the same.`,
    more > 0 && `${plural(more, 'further case')} did not fit into this page.`,
  ]
    .filter((words) => words !== false)
    .join(' ');
}
