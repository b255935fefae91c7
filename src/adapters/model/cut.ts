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

/** Lets many things hang on one signal without a listener each. */
export function createCuts(): (run: AbortSignal, limitMs: () => number) => Cut {
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

  return (run, limitMs) => {
    const controller = new AbortController();
    const members = membersOf(run);
    members.add(controller);
    let waited = 0;
    let isLate = false;
    let timer: NodeJS.Timeout | undefined;
    const look = () => {
      const left = limitMs() - waited;
      if (left <= 0) {
        isLate = true;
        controller.abort();
        return;
      }
      const pause = Math.min(left, LOOK_MS);
      timer = setTimeout(() => {
        waited += pause;
        look();
      }, pause);
    };
    look();
    return {
      signal: controller.signal,
      isLate: () => isLate,
      [Symbol.dispose]() {
        clearTimeout(timer);
        members.delete(controller);
      },
    };
  };
}
