import type { Log } from '../../ports.ts';
import type { RenderProgress } from './console.ts';
import { createMilestones } from './milestones.ts';

/** What is used of `@actions/core`. */
export interface ActionsCore {
  info(text: string): void;
  warning(text: string): void;
  error(text: string): void;
}

export interface ActionsLogOptions {
  core: ActionsCore;
  renderProgress: RenderProgress;
  /** Takes the meaning from lines that the runner would obey: the log repeats texts from pull requests and models. */
  escapeLog: (text: string) => string;
}

const COLUMNS = 140;

/** The log of a workflow run: warnings and errors become annotations, progress a line at each tenth. */
export function createActionsLog({ core, renderProgress, escapeLog }: ActionsLogOptions): Log {
  const isMilestone = createMilestones();
  return {
    info: (text) => core.info(escapeLog(text)),
    warn: (text) => core.warning(escapeLog(text)),
    error: (text) => core.error(escapeLog(text)),
    progress(progress) {
      if (isMilestone(progress)) core.info(escapeLog(renderProgress(progress, COLUMNS)));
    },
  };
}
