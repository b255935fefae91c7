import { UnderWay } from './under-way.ts';

type Members = UnderWay<AbortController, AbortController>;

/** Something that ends early: by its time, or because the run is stopped. */
export interface Cut {
  signal: AbortSignal;
  /** Gives it its whole time again. */
  renew(): void;
  /** Whether its time was up. */
  isLate(): boolean;
  /** Stops the watch. */
  [Symbol.dispose](): void;
}

/** How often the time that is allowed is looked at again: it changes while answers come in. */
const LOOK_MS = 1_000;

export interface Cuts {
  /** Begins to watch over something: it has so long at a time, and `mostMs` in all. */
  begin(run: AbortSignal, limitMs: () => number, mostMs: number): Cut;
}

/** Lets many things hang on one signal without a listener each. */
export function createCuts(): Cuts {
  const watched = new WeakMap<AbortSignal, Members>();

  function membersOf(run: AbortSignal): Members {
    const known = watched.get(run);
    if (known) return known;
    const members: Members = new UnderWay();
    watched.set(run, members);
    run.addEventListener(
      'abort',
      () => {
        for (const member of members.values()) member.abort();
      },
      { once: true },
    );
    return members;
  }

  function begin(run: AbortSignal, limitMs: () => number, mostMs: number): Cut {
    const controller = new AbortController();
    const members = membersOf(run);
    members.set(controller, controller);
    let waited = 0;
    let total = 0;
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const look = () => {
      const left = Math.min(limitMs() - waited, mostMs - total);
      if (left <= 0) {
        isLate = true;
        controller.abort();
        return;
      }
      const pause = Math.min(left, LOOK_MS);
      timer = setTimeout(() => {
        waited += pause;
        total += pause;
        look();
      }, pause);
    };
    look();
    return {
      signal: controller.signal,
      renew() {
        waited = 0;
      },
      isLate: () => isLate,
      [Symbol.dispose]() {
        clearTimeout(timer);
        members.delete(controller);
      },
    };
  }

  return { begin };
}
