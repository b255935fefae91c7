import type { EventInfo } from './event.ts';

/** Whether code of the repository may be run; if not, why not, as the end of a sentence that begins with "because". */
export type Trust = { trusted: true } | { trusted: false; why: string };

const TRUSTED: Trust = { trusted: true };
/** Where nothing was said about it. */
export const UNTRUSTED: Trust = { trusted: false, why: 'nothing says that this code may be run' };
/** Events whose commits were put there by somebody who may write to the repository. */
const VOUCHED = ['merge_group', 'push', 'schedule', 'workflow_dispatch'];

/**
 * Whether an event vouches for the code that it brings: only somebody who may write to the repository anyway can have
 * put it there. A list of what is known to be safe; every other event is refused.
 */
export function trustOf(event: Pick<EventInfo, 'event' | 'fork' | 'headSha'>, head?: string): Trust {
  const { event: name, fork, headSha } = event;
  if (name === 'pull_request_target') {
    return refuse(
      'pull_request_target has secrets and a write token, and the pull request may come from anybody',
    );
  }
  if (fork) return refuse('the pull request comes from a fork, so anybody may have written the code');
  if (name !== 'pull_request' && !VOUCHED.includes(name)) {
    return refuse(`the event ${name} does not say who wrote the code that is checked out`);
  }
  if (head !== undefined && head !== headSha) {
    return refuse('the input `head` names another commit than the event does, and nobody vouches for it');
  }
  return TRUSTED;
}

function refuse(why: string): Trust {
  return { trusted: false, why };
}
