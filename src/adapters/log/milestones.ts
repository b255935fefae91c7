import type { Progress } from '../../ports.ts';

/**
 * Gives a function that says whether a progress has reached another tenth of the whole, for logs that are only ever
 * appended to. Each tenth is reached once; a progress that falls back starts again.
 */
export function createMilestones(): (progress: Progress) => boolean {
  let reached = 0;
  return ({ done, total }) => {
    const tenth = total > 0 ? Math.floor((done * 10) / total) : 0;
    const isNew = tenth > reached;
    reached = tenth;
    return isNew;
  };
}
