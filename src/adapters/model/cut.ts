/** Something that ends early: by its time, or because the run is stopped. */
export interface Cut {
  signal: AbortSignal;
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
  /** Gives what hangs on this signal its whole time again. */
  renew(signal: AbortSignal): void;
}

/** Lets many things hang on one signal without a listener each. */
export function createCuts(): Cuts {
  // Not a weak map: what hangs on its entries would be kept until all of memory is looked through.
  const renewals = new Map<AbortSignal, () => void>();
  const watched = new WeakMap<AbortSignal, Set<AbortController>>();

  function membersOf(run: AbortSignal): Set<AbortController> {
    const known = watched.get(run);
    if (known) return known;
    const members = new Set<AbortController>();
    watched.set(run, members);
    run.addEventListener(
      'abort',
      () => {
        for (const member of members) member.abort();
      },
      { once: true },
    );
    return members;
  }

  function begin(run: AbortSignal, limitMs: () => number, mostMs: number): Cut {
    const controller = new AbortController();
    const members = membersOf(run);
    members.add(controller);
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
    renewals.set(controller.signal, () => {
      waited = 0;
    });
    return {
      signal: controller.signal,
      isLate: () => isLate,
      [Symbol.dispose]() {
        clearTimeout(timer);
        members.delete(controller);
        renewals.delete(controller.signal);
      },
    };
  }

  return { begin, renew: (signal) => renewals.get(signal)?.() };
}
