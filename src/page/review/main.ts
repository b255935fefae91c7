import type { ReviewData } from '../../human/review-data.ts';
import type { Verdict } from '../../human/session.ts';
import { visible } from '../../render/visible.ts';
import { el, pageData, pageRoot } from '../kit/dom.ts';
import { Session } from './app.ts';
import { askScreen, judgeWords } from './ask.ts';
import { endScreen } from './end.ts';
import { helpDialog } from './help.ts';
import { startScreen } from './start.ts';
import { createStopwatch } from './stopwatch.ts';
import { remember, remembered } from './store.ts';
import { answersOf, said } from './words.ts';

const RATER_KEY = 'prompt-ratchet rater';

const data = pageData() as ReviewData;
const main = el('main', { id: 'main' });
const status = el('p', { role: 'status', class: 'status' });
const keys = { on: true };
const help = helpDialog(keys);
const watch = createStopwatch();
const view = { diff: false, note: '' };
let session: Session | undefined;
let told = '';
let shownTrouble: string | undefined;

document.title = data.title === '' ? 'Review' : `Review: ${visible(data.title)}`;
pageRoot().replaceChildren(el('header', {}, el('h1', {}, document.title)), status, main, help);
document.addEventListener('keydown', onKey);
showStart();

function showStart(): void {
  session = undefined;
  const rater = data.rater ?? remembered(RATER_KEY) ?? '';
  main.replaceChildren(startScreen(data, { rater, set: 0 }, (name, set) => void begin(name, set)));
}

async function begin(rater: string, set: number): Promise<void> {
  remember(RATER_KEY, rater);
  const begun = new Session(data, set, rater, () => {
    if (begun.trouble !== shownTrouble) tell(told);
  });
  try {
    await begun.resume();
  } catch (error) {
    tell(
      `The labels that there are cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
    return;
  }
  session = begun;
  const { done } = begun.running;
  tell(done > 0 ? `Taken up again: ${done} judged before.` : '');
  show();
}

/** Shows the task, or the end. The heading gets the focus, so that a screen reader begins there. */
function show(): void {
  if (!session) {
    showStart();
    return;
  }
  const { task } = session;
  if (task) {
    watch.start();
    main.replaceChildren(askScreen(session, task, view, doings));
  } else showEnd();
  document.getElementById('question')?.focus();
  window.scrollTo(0, 0);
}

function showEnd(): void {
  if (!session) return;
  const ended = session;
  main.replaceChildren(
    endScreen(ended, {
      undo: doings.undo,
      show: (at) => go(at),
      open: (item) => {
        ended.open(item);
        fresh();
      },
      back: showStart,
      tell,
      exported: () => undefined,
    }),
  );
}

function go(at: number): void {
  if (!session) return;
  session.at = at;
  fresh();
}

/** Shows another task: what was typed for the last is gone. */
function fresh(): void {
  view.note = '';
  view.diff = false;
  show();
}

const doings = {
  vote(verdict: Verdict): void {
    const task = session?.task;
    if (!session || !task) return;
    session.vote(verdict, watch.seconds(), view.note.trim() || undefined);
    const words = [`Saved: ${said(verdict, answersOf(session.set))}.`];
    if (session.mayShowJudge(task)) {
      words.push(judgeWords(session, task));
      if (session.set.criterion.judged) session.saw(task);
    }
    session.advance();
    tell(visible(words.join(' ')));
    fresh();
  },
  skip(): void {
    if (!session?.task) return;
    session.skip();
    session.advance();
    tell('Skipped.');
    fresh();
  },
  undo(): void {
    if (!session) return;
    tell(session.undo() ? 'Taken back.' : 'There is nothing to take back.');
    fresh();
  },
  move(by: number): void {
    if (!session) return;
    go(Math.max(0, Math.min(session.tasks.length, session.at + by)));
  },
  toggleDiff(): void {
    if (session?.set.mode !== 'pair') return;
    view.diff = !view.diff;
    if (!session.task) return;
    main.replaceChildren(askScreen(session, session.task, view, doings));
    main.querySelector<HTMLElement>(view.diff ? '.diff pre' : '#question')?.focus();
  },
  help: () => help.showModal(),
  finish(): void {
    if (!session) return;
    session.at = session.tasks.length;
    show();
  },
  noted(text: string): void {
    view.note = text;
  },
};

function tell(words: string): void {
  told = words;
  shownTrouble = session?.trouble;
  const parts = [words, shownTrouble ?? ''].filter((part) => part !== '');
  status.replaceChildren(...parts.map((part) => el('span', {}, part)));
}

const COMMANDS: Readonly<Record<string, () => void>> = {
  s: doings.skip,
  u: doings.undo,
  d: doings.toggleDiff,
  n: () => document.getElementById('note')?.focus(),
  '?': doings.help,
  arrowleft: () => doings.move(-1),
  arrowright: () => doings.move(1),
};

function onKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
  const target = event.target as Element;
  if (target.matches('input, textarea, select')) {
    if (event.key === 'Escape' && target.id === 'note') document.getElementById('question')?.focus();
    return;
  }
  const key = event.key.toLowerCase();
  if (!session || !keys.on || event.repeat) return;
  const answer = session.task && answersOf(session.set).find((one) => one.key === key);
  const command = answer ? () => doings.vote(answer.verdict) : COMMANDS[key];
  if (!command || (!session.task && key !== 'u' && key !== '?')) return;
  event.preventDefault();
  command();
}
