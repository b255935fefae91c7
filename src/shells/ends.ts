import type { Ends } from '../compose.ts';
import type { EventInfo } from '../core/event.ts';
import type { Options } from '../options.ts';

/**
 * What a workflow compares. Inputs win over the event.
 *
 * - pull requests and merge queues: the head commit with where it left its base; a base commit that was pushed away
 *   gives way to the branch;
 * - a push: what was pushed with what stood there before; a new branch, or one whose old commit is gone, with where it
 *   left the default branch;
 * - everything else (by hand, on a schedule): the checked-out commit with where it left the default branch.
 *
 * On the default branch itself there is nothing to have left: there it is the last tag, or the commit before.
 */
export function endsOf(options: Pick<Options, 'base' | 'head'>, event: EventInfo): Ends & { head: string } {
  const head = options.head ?? event.headSha ?? 'HEAD';
  if (options.base !== undefined) return { base: options.base, head };
  const defaults = event.defaultBranch === undefined ? [] : [`origin/${event.defaultBranch}`];
  const [base, ...instead] = [
    ...(event.baseSha === undefined ? [] : [event.baseSha]),
    ...(event.baseRef === undefined ? [] : [`origin/${event.baseRef}`]),
    ...defaults,
  ];
  const isPullRequest = event.pullRequest !== undefined;
  const isGroup = event.event === 'merge_group';
  // What stood there before is known to the commit: no history has to be looked through.
  const exact = event.baseSha !== undefined && !isPullRequest;
  return { base, head, instead, exact, previous: !isPullRequest && !isGroup };
}
