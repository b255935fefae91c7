import type { Waiting } from '../../ports.ts';

/**
 * Waits between attempts, and says so where nothing else goes on: a provider that fails every call would leave a
 * progress that stands still and does not say why.
 */
export function createPauses(options: {
  /** Attempts that are being made. */
  underWay: () => number;
  onWaiting: ((waiting: Waiting | undefined) => void) | undefined;
}): (waiting: Waiting, sleep: () => Promise<void>) => Promise<void> {
  const { underWay, onWaiting } = options;
  let isSaid = false;
  return async (waiting, sleep) => {
    if (!isSaid && underWay() === 0) {
      isSaid = true;
      onWaiting?.(waiting);
    }
    await sleep();
    if (isSaid) {
      isSaid = false;
      onWaiting?.(undefined);
    }
  };
}
