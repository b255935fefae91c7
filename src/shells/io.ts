import type { Writable } from 'node:stream';

/** A stream that may be a terminal. */
export type Screen = Writable & { isTTY?: boolean; columns?: number };

/** What a command line has of the world around it. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  cwd: string;
  /** Absolute: the folder of the demo's files, which lies beside src/ and dist/ alike. */
  demoFolder: string;
  /** Absolute: the folder of the built pages. */
  pagesFolder: string;
  stdout: Screen;
  stderr: Screen;
  /** Calls back when a person or a runner asks the run to stop. */
  onSignal(stop: () => void): void;
}

const NARROWEST = 60;
const WIDTH_WITHOUT_TERMINAL = 100;

export function widthOf(screen: Screen): number {
  return Math.max(NARROWEST, screen.columns ?? WIDTH_WITHOUT_TERMINAL);
}

/** Colour on a terminal only, and never where NO_COLOR is set (no-color.org) or the terminal is dumb. */
export function wantsColor(screen: Screen, env: Io['env']): boolean {
  if (env['NO_COLOR'] || env['TERM'] === 'dumb') return false;
  return screen.isTTY === true || (env['FORCE_COLOR'] ?? '0') !== '0';
}

/** A signal that aborts when the run is asked to stop. */
export function stopSignal({ onSignal }: Pick<Io, 'onSignal'>): AbortSignal {
  const controller = new AbortController();
  onSignal(() => controller.abort());
  return controller.signal;
}
