import { describe, expect, it } from 'vitest';
import type { EventInfo } from '../../src/core/event.ts';
import { shelvesOf } from '../../src/core/shelves.ts';

const HEAD = 'b'.repeat(40);
const PULL = 'refs/pull/7/merge';
const MAIN = 'refs/heads/main';

function event(name: string, parts: Partial<EventInfo> = {}): EventInfo {
  return { event: name, defaultBranch: 'main', headSha: HEAD, fork: false, closed: false, ...parts };
}

const pull = (name = 'pull_request', parts: Partial<EventInfo> = {}) =>
  event(name, { pullRequest: 7, baseRef: 'main', headRef: 'change', ...parts });

const of = (info: EventInfo, ref: string, head?: string) => shelvesOf(info, { ref, head, about: 'one' });
const main = of(event('push'), MAIN).writes ?? '';

describe('the shelves of a run', () => {
  it('are its own ref, base and the default branch', () => {
    const { reads, writes } = of(pull('pull_request', { baseRef: 'release/2' }), PULL);
    expect(reads).toHaveLength(3);
    expect(reads[0]).toBe(writes);
    expect(reads[2]).toBe(main);
    expect(of(event('push'), 'refs/heads/release/2').writes).toBe(reads[1]);
  });

  it.each(['push', 'schedule', 'workflow_dispatch'])('are the branch for %s', (name) => {
    expect(of(event(name), MAIN)).toEqual({ reads: [main], writes: main });
    expect(of(event(name), 'refs/tags/v1')).toEqual({ reads: [main] });
  });

  it('are read and not written by what nobody vouches for and what will not be read again', () => {
    const reads = { reads: [main] };
    expect(of(pull('pull_request_target', { fork: true }), MAIN)).toEqual(reads);
    expect(of(pull('pull_request_target'), MAIN)).toEqual(reads);
    expect(of(event('workflow_run'), MAIN)).toEqual(reads);
    expect(of(event('issue_comment'), MAIN)).toEqual(reads);
    expect(of(event('an_event_of_tomorrow'), MAIN)).toEqual(reads);
    expect(of(event('merge_group', { baseRef: 'main' }), 'refs/heads/gh-readonly-queue/main/pr-7')).toEqual(
      reads,
    );
    // A commit that the event does not name.
    expect(of(event('workflow_dispatch'), MAIN, 'refs/pull/9/head')).toEqual(reads);
    // Merged: what is written in its name would lie in the scope of the base branch.
    expect(of(pull(), MAIN)).toEqual(reads);
    expect(of(pull(), 'refs/pull/8/merge')).toEqual(reads);
    expect(shelvesOf(pull(), { about: 'one' })).toEqual(reads);
  });

  it('are none for a fork', () => {
    expect(of(pull('pull_request', { fork: true }), PULL)).toEqual({ reads: [] });
    expect(of(pull('pull_request', { fork: true }), MAIN)).toEqual({ reads: [] });
  });

  it('are apart for runs that ask different things, and for refs of one beginning', () => {
    const names = [
      of(pull(), PULL).writes,
      shelvesOf(pull(), { ref: PULL, about: 'other' }).writes,
      of(pull('pull_request', { pullRequest: 71 }), 'refs/pull/71/merge').writes,
      of(event('push'), 'refs/heads/pull-7').writes,
    ];
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^[0-9a-f]{16}-(?:pull-\d+|branch-[0-9a-f]{16})$/);
  });
});
