import { el } from '../kit/dom.ts';
import type { CaseDialog } from './case-dialog.ts';
import type { CaseGrid } from './case-grid.ts';

const KEYS: readonly (readonly [string, string])[] = [
  ['j  k', 'next, previous case'],
  ['Enter', 'open the case'],
  ['Esc', 'close; leave the search'],
  ['/', 'search'],
  ['Home  End', 'first, last case'],
  ['?', 'these keys'],
];

/** A dialog that lists the keys. */
export function helpDialog(): HTMLDialogElement {
  const close = el('button', { type: 'button' }, 'Close');
  const dialog = el(
    'dialog',
    { class: 'help', 'aria-labelledby': 'help-title' },
    el('h2', { id: 'help-title' }, 'Keys'),
    el(
      'dl',
      {},
      KEYS.map(([key, does]) => [el('dt', {}, el('kbd', {}, key)), el('dd', {}, does)]),
    ),
    close,
  );
  close.addEventListener('click', () => dialog.close());
  return dialog;
}

interface Parts {
  grid: CaseGrid;
  dialog: CaseDialog;
  search: HTMLInputElement;
  help: HTMLDialogElement;
  step(by: 1 | -1): void;
}

/** The page's keys. Where somebody writes or chooses, keys mean what they always do. */
export function listenToKeys({ grid, dialog, search, help, step }: Parts): void {
  const page = 10;
  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => grid.select(grid.at + 1),
    ArrowUp: () => grid.select(grid.at - 1),
    PageDown: () => grid.select(grid.at + page),
    PageUp: () => grid.select(grid.at - page),
    Home: () => grid.select(0),
    End: () => grid.select(grid.rows.length - 1),
    Enter: () => grid.openAt(grid.at),
  };
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.matches('input, select, textarea')) {
      if (target === search && (event.key === 'Escape' || event.key === 'Enter')) {
        event.preventDefault();
        grid.element.focus();
      }
      return;
    }
    const act = help.open
      ? undefined
      : (letters(event.key) ?? (target === grid.element ? moves[event.key] : undefined));
    if (!act) return;
    event.preventDefault();
    act();
  });

  function letters(key: string): (() => void) | undefined {
    const inDialog = dialog.element.open;
    switch (key) {
      case 'j':
        return () => (inDialog ? step(1) : focused(() => grid.select(grid.at + 1)));
      case 'k':
        return () => (inDialog ? step(-1) : focused(() => grid.select(grid.at - 1)));
      case '?':
        return () => help.showModal();
      case '/':
        return inDialog ? undefined : () => search.focus();
      default:
        return undefined;
    }
  }

  /** The first press only leads to the table; there the marked case is seen. */
  function focused(move: () => void): void {
    if (document.activeElement === grid.element) {
      move();
      return;
    }
    grid.element.focus();
    grid.element.scrollIntoView({ block: 'nearest' });
  }
}
