import { getInput } from '@actions/core';
import type { Settings } from '../core/config/settings.ts';
import type { EventInfo } from '../core/event.ts';
import type { Report } from '../core/report.ts';
import type { Progress } from '../ports.ts';

export interface ProgressOptions {
  event: EventInfo;
  apiUrl: string;
  source: Report['source'];
  /** Milliseconds on a clock that never jumps. */
  monotonic: () => number;
}

/** How soon a run is worth a word, and how often it gets one. GitHub counts what is written. */
const FIRST_AFTER = 5_000;
const EVERY = 20_000;

/** Says in the comment that a run is under way. It never holds the run up, and what fails here is no failure of it. */
export interface ProgressComment {
  settings(settings: Settings): void;
  tick(progress: Progress): void;
  /** Resolves once nothing is being written any more: what comes after is the result. */
  finished(): Promise<void>;
}

export function createProgressComment(options: ProgressOptions): ProgressComment {
  const { event, monotonic } = options;
  let when: Settings['comment'] = 'never';
  let start: number | undefined;
  let last: number | undefined;
  let writing: Promise<void> | undefined;
  let over = !getInput('github-token') || event.pullRequest === undefined;

  const write = async (progress: Progress) => {
    try {
      const { writeProgress } = await import('./action-progress-write.ts');
      await writeProgress(progress, { ...options, create: when === 'always' || when === 'on-change' });
    } catch {
      // The result will meet the same refusal, and say it.
      over = true;
    }
    writing = undefined;
  };
  return {
    settings({ comment }) {
      when = comment;
    },
    tick(progress) {
      if (over || writing || when === 'never') return;
      const now = monotonic();
      start ??= now;
      if (now - start < FIRST_AFTER || (last !== undefined && now - last < EVERY)) return;
      if (progress.done >= progress.total) return;
      last = now;
      writing = write(progress);
    },
    async finished() {
      over = true;
      await writing;
    },
  };
}
