import type { Clock, Log, Progress, Waiting } from '../ports.ts';

/** What calls wait for just now. The model says it, the progress shows it; each is made without the other. */
export interface Waits {
  set(waiting: Waiting | undefined): void;
  current(): Waiting | undefined;
  /** Calls back at each change. */
  onChange(listener: () => void): void;
}

export function createWaits(): Waits {
  let current: Waiting | undefined;
  let listener = () => {};
  return {
    set(waiting) {
      current = waiting;
      listener();
    },
    current: () => current,
    onChange(added) {
      listener = added;
    },
  };
}

/** Nothing done yet, of nothing. */
export const NO_PROGRESS: Readonly<Progress> = {
  done: 0,
  total: 0,
  failed: 0,
  replayed: 0,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
};

/** The rate is that of so long a time: long enough to be steady, short enough to follow a limit that sets in. */
const WINDOW_MS = 30_000;
const SAMPLE_MS = 250;

/** Adds to each progress what follows from time: the rate, what is left of it, and what it waits for. */
export function createProgress(options: {
  clock: Pick<Clock, 'monotonic'>;
  waits: Waits;
  /** Nothing done yet. */
  start: Progress;
  show: (progress: Progress) => void;
}): (progress: Progress) => void {
  const { clock, waits, show } = options;
  let last = options.start;
  const samples = [{ at: clock.monotonic(), done: last.done }];

  function render(): void {
    const now = clock.monotonic();
    const first = samples[0];
    const elapsed = first ? now - first.at : 0;
    const perSecond = first && elapsed > 0 ? ((last.done - first.done) * 1_000) / elapsed : 0;
    show({
      ...last,
      ...(perSecond > 0 ? { perSecond, leftMs: ((last.total - last.done) * 1_000) / perSecond } : {}),
      ...(waits.current() ? { waiting: waits.current() } : {}),
    });
  }

  waits.onChange(render);
  return (progress) => {
    last = progress;
    const now = clock.monotonic();
    if (now - (samples.at(-1)?.at ?? 0) >= SAMPLE_MS) samples.push({ at: now, done: progress.done });
    while (samples.length > 2 && now - (samples[0]?.at ?? now) > WINDOW_MS) samples.shift();
    render();
  };
}

/**
 * The log, which also begins something as soon as a trial is done: what only the end of a run needs is read while its
 * calls are under way, and neither before the first of them nor after the last.
 */
export function onFirstDone(log: Log, begin: () => Promise<unknown>): Log {
  let begun = false;
  return {
    info: (text) => log.info(text),
    warn: (text) => log.warn(text),
    error: (text) => log.error(text),
    progress(progress) {
      // What cannot be read ahead fails where it is needed.
      if (!begun && progress.done > 0) void begin().catch(() => undefined);
      begun ||= progress.done > 0;
      log.progress(progress);
    },
  };
}
