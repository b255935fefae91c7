import { describe, expect, it } from 'vitest';
import { trustOf } from '../../src/core/trust.ts';

const headSha = 'b'.repeat(40);

describe('trustOf', () => {
  it.each(['pull_request', 'merge_group', 'push', 'schedule', 'workflow_dispatch'])('trusts %s', (event) => {
    expect(trustOf({ event, fork: false, headSha })).toEqual({ trusted: true });
    expect(trustOf({ event, fork: false, headSha }, headSha)).toEqual({ trusted: true });
  });

  it.each([
    ['pull_request', true],
    ['pull_request_target', false],
    ['pull_request_target', true],
    ['workflow_run', false],
    ['issue_comment', false],
    ['pull_request_review', false],
    ['repository_dispatch', false],
    ['an_event_of_tomorrow', false],
  ])('does not trust %s (fork: %s)', (event, fork) => {
    expect(trustOf({ event, fork, headSha })).toEqual({ trusted: false, why: expect.stringMatching(/\w/) });
  });

  it('does not trust a head that the event does not name', () => {
    for (const event of ['pull_request', 'workflow_dispatch']) {
      expect(trustOf({ event, fork: false, headSha }, 'refs/pull/7/head')).toMatchObject({ trusted: false });
    }
  });
});
