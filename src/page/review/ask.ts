import { judgeOf, scoreOf } from '../../human/running.ts';
import type { Task } from '../../human/session.ts';
import { diffOutputs } from '../../render/diff.ts';
import { visible } from '../../render/visible.ts';
import { type Child, el } from '../kit/dom.ts';
import type { Session } from './app.ts';
import { answersOf, plural, said } from './words.ts';

/** What the rater can do while something is shown. */
export interface Doings {
  vote(verdict: ReturnType<typeof answersOf>[number]['verdict']): void;
  skip(): void;
  undo(): void;
  move(by: number): void;
  toggleDiff(): void;
  help(): void;
  finish(): void;
  noted(text: string): void;
}

const DIFF_LIMIT = 50_000;

/** The screen that asks about one task. */
export function askScreen(
  session: Session,
  task: Task,
  view: { diff: boolean; note: string },
  doings: Doings,
): HTMLElement {
  const { set, data } = session;
  const row = session.caseOf(task);
  const texts = task.keys.map((key) => data.outputs[key] ?? '');
  const pair = set.mode === 'pair';
  const before = session.saidOf(task);
  return el(
    'div',
    { class: 'ask' },
    progress(session, doings),
    el(
      'h2',
      { id: 'question', tabindex: -1 },
      pair && session.set.criterion.judged
        ? 'Which answer is better?'
        : visible(pair ? set.criterion.question : 'Does this answer pass?'),
    ),
    session.set.criterion.judged && el('p', { class: 'criterion' }, visible(set.criterion.question)),
    before !== undefined &&
      el(
        'p',
        { class: 'before' },
        before === null ? 'You skipped this one.' : `You said: ${beforeWords(session, before)}.`,
      ),
    !!before &&
      session.mayShowJudge(task) &&
      judgeWords(session, task) !== '' &&
      el('p', { class: 'before' }, judgeWords(session, task)),
    el(
      'section',
      { class: 'input', 'aria-label': 'Input' },
      ...row.vars.map(([name, text]) => field(name, text)),
      row.expected !== undefined && field('expected', row.expected),
    ),
    el(
      'div',
      { class: pair ? 'outputs two' : 'outputs' },
      ...texts.map((text, index) => outputPanel(pair ? `Answer ${'AB'[index] ?? ''}` : 'Answer', text)),
    ),
    pair && view.diff && diffPanel(texts),
    noteField(view.note, doings),
    actions(session, view.diff, doings),
  );
}

function progress(session: Session, doings: Doings): HTMLElement {
  const { done, skipped, total, agree, compared } = session.running;
  const agreement = compared > 0 ? `You and the judge agree on ${agree} of ${compared}.` : '';
  return el(
    'div',
    { class: 'progress' },
    el('progress', { max: total, value: done, 'aria-label': `${done} of ${total} judged` }),
    el('span', { class: 'count' }, `${done} of ${total} judged${skipped > 0 ? `, ${skipped} skipped` : ''}`),
    agreement !== '' && el('span', { class: 'agreement' }, agreement),
    session.data.save === undefined &&
      el(
        'span',
        { class: 'unexported' },
        `${plural(session.state.lines.length - session.state.written, 'line')} to export`,
      ),
    button('Export and end', () => doings.finish(), { class: 'plain' }),
    button('Help', () => doings.help(), { class: 'plain', 'aria-keyshortcuts': '?' }),
  );
}

function field(name: string, text: string): HTMLElement {
  const shown = visible(text);
  return el(
    'div',
    { class: 'field' },
    el('h3', {}, visible(name)),
    scrollable(shown, `Input ${visible(name)}`),
  );
}

function outputPanel(title: string, text: string): HTMLElement {
  return el(
    'section',
    { class: 'output', 'aria-label': title },
    el('h3', {}, title),
    text === '' ? el('p', { class: 'empty' }, '(empty)') : scrollable(visible(text), title),
  );
}

/** Text that scrolls can be reached with the keyboard, too. */
function scrollable(text: string, label: string): HTMLElement {
  return el('pre', { tabindex: 0, role: 'region', 'aria-label': `${label}, text`, dir: 'auto' }, text);
}

function diffPanel([a = '', b = '']: readonly string[]): HTMLElement {
  const diff = diffOutputs(a, b, DIFF_LIMIT);
  const content: Child =
    diff.kind === 'words'
      ? diff.segments.map(({ kind, text }) =>
          kind === 'removed'
            ? el('del', {}, visible(text))
            : kind === 'added'
              ? el('ins', {}, visible(text))
              : kind === 'skipped'
                ? el('i', {}, text)
                : visible(text),
        )
      : diff.kind === 'equal'
        ? 'Both answers are the same.'
        : 'Hardly a word is the same: read both.';
  return el(
    'section',
    { class: 'diff', 'aria-label': 'Differences' },
    el('h3', {}, 'Differences: ', el('del', {}, 'only in A'), ' ', el('ins', {}, 'only in B')),
    el('pre', { tabindex: 0, role: 'region', 'aria-label': 'Differences, text', dir: 'auto' }, content),
    diff.cutNote !== undefined && el('p', {}, `Shown: ${diff.cutNote}.`),
  );
}

function noteField(note: string, doings: Doings): HTMLElement {
  const area = el('textarea', { id: 'note', rows: 2, maxlength: 2000 });
  area.value = note;
  area.addEventListener('input', () => doings.noted(area.value));
  return el('p', { class: 'note' }, el('label', { for: 'note' }, 'Note ', kbd('N')), area);
}

function actions(session: Session, diff: boolean, doings: Doings): HTMLElement {
  const answers = answersOf(session.set);
  return el(
    'div',
    { class: 'actions', role: 'group', 'aria-label': 'Your verdict' },
    el(
      'div',
      { class: 'answers' },
      ...answers.map(({ key, verdict, words }) =>
        button([kbd(key.toUpperCase()), ' ', visible(words)], () => doings.vote(verdict), {
          class: 'answer',
          'aria-keyshortcuts': key,
        }),
      ),
    ),
    el(
      'div',
      { class: 'others' },
      button([kbd('←'), ' Back'], () => doings.move(-1), { 'aria-keyshortcuts': 'ArrowLeft' }),
      button([kbd('→'), ' Forth'], () => doings.move(1), { 'aria-keyshortcuts': 'ArrowRight' }),
      button([kbd('S'), ' Skip'], () => doings.skip(), { 'aria-keyshortcuts': 's' }),
      button([kbd('U'), ' Undo'], () => doings.undo(), { 'aria-keyshortcuts': 'u' }),
      session.set.mode === 'pair' &&
        button([kbd('D'), ' Differences'], () => doings.toggleDiff(), {
          'aria-keyshortcuts': 'd',
          'aria-pressed': String(diff),
        }),
    ),
  );
}

function beforeWords(session: Session, label: NonNullable<ReturnType<Session['saidOf']>>): string {
  return label.kind === 'withdrawn' ? '' : visible(said(label.verdict, answersOf(session.set)));
}

/** What the judge says of a task, once it may be said. */
export function judgeWords({ set }: Session, task: Task): string {
  const judge = judgeOf(set, task);
  if (judge === undefined) return set.criterion.judged ? 'The judge could not say.' : '';
  const scores = task.keys.map((key) => (scoreOf(task.item, key) ?? 0).toFixed(2));
  const words = said(judge, answersOf({ mode: set.mode, criterion: { scale: [] } }));
  return set.mode === 'pair'
    ? `The judge says: ${words} (A ${scores[0]}, B ${scores[1]}).`
    : `The judge says: ${words} (${scores[0]}).`;
}

export function kbd(key: string): HTMLElement {
  return el('kbd', { 'aria-hidden': 'true' }, key);
}

export function button(
  content: Child,
  onClick: () => void,
  attributes: Readonly<Record<string, string>> = {},
): HTMLButtonElement {
  const made = el('button', { type: 'button', ...attributes }, content);
  made.addEventListener('click', onClick);
  return made;
}
