import type { Clock, Log, Progress } from '../../ports.ts';
import { systemClock } from '../clock.ts';
import { createMilestones } from './milestones.ts';

/** One line about the progress of a run, without a line end, at most `columns` wide. */
export type RenderProgress = (progress: Progress, columns: number) => string;

export interface ConsoleLogOptions {
  /** Where everything goes: standard error, so that standard output is free for results. */
  stream: { write(text: string): unknown };
  isTty: boolean;
  color: boolean;
  columns: number;
  renderProgress: RenderProgress;
  /** Takes control sequences out of a text, and the meaning from lines that a workflow's runner would obey. */
  escapeLog: (text: string) => string;
  /** Default: the system's. */
  clock?: Pick<Clock, 'monotonic'>;
}

const REDRAW_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';
const YELLOW = '\u001b[33m';
const RED = '\u001b[31m';
const RESET = '\u001b[39m';

/** A log for people: a progress line that is redrawn in place on a terminal, a line at each tenth elsewhere. */
export function createConsoleLog(options: ConsoleLogOptions): Log {
  const { stream, isTty, color, columns, renderProgress, escapeLog, clock = systemClock } = options;
  const isMilestone = createMilestones();
  let isDrawn = false;
  let lastDrawn = Number.NEGATIVE_INFINITY;

  function print(text: string, label = '', paint = ''): void {
    if (isDrawn) stream.write(CLEAR_LINE);
    isDrawn = false;
    const shown = label === '' ? '' : color ? `${paint}${label}${RESET} ` : `${label} `;
    stream.write(`${shown}${escapeLog(text)}\n`);
  }

  function redraw(progress: Progress, isMile: boolean): void {
    const isDone = progress.done >= progress.total;
    const now = clock.monotonic();
    if (isDone ? !isMile : now - lastDrawn < REDRAW_MS) return;
    lastDrawn = now;
    isDrawn = !isDone;
    stream.write(`${CLEAR_LINE}${renderProgress(progress, columns)}${isDone ? '\n' : ''}`);
  }

  return {
    info: (text) => print(text),
    warn: (text) => print(text, 'warning:', YELLOW),
    error: (text) => print(text, 'error:', RED),
    progress(progress) {
      const isMile = isMilestone(progress);
      if (isTty) redraw(progress, isMile);
      else if (isMile) stream.write(`${renderProgress(progress, columns)}\n`);
    },
  };
}
