import { describe, expect, test } from 'vitest';
import { RatchetError } from '../../src/core/errors.ts';
import { type EventInfo, readEvent } from '../../src/core/event.ts';

const BASE = 'b'.repeat(40);
const HEAD = 'a'.repeat(40);
const ZEROS = '0'.repeat(40);
const repository = { full_name: 'acme/prompts' };

function pullRequest(changes: Record<string, unknown> = {}) {
  return {
    repository,
    pull_request: {
      number: 7,
      state: 'open',
      base: { sha: BASE, ref: 'main', repo: repository },
      head: { sha: HEAD, ref: 'feature/shorter', repo: repository },
      ...changes,
    },
  };
}

const push = { repository, before: BASE, after: HEAD, ref: 'refs/heads/main' };
const mergeGroup = {
  repository,
  merge_group: {
    base_sha: BASE,
    base_ref: 'refs/heads/main',
    head_sha: HEAD,
    head_ref: 'refs/heads/gh-readonly-queue/main/pr-7-abc',
  },
};

function head(changes: Record<string, unknown>) {
  return pullRequest({ head: { sha: HEAD, ref: 'feature', repo: repository, ...changes } });
}

function problemOf(name: string, payload: unknown) {
  try {
    readEvent({ name, payload });
  } catch (error) {
    if (error instanceof RatchetError) return error.problem;
    throw error;
  }
  throw new Error('The payload was accepted.');
}

describe('what the events say', () => {
  const own: EventInfo = {
    event: 'pull_request',
    repository: 'acme/prompts',
    pullRequest: 7,
    baseSha: BASE,
    baseRef: 'main',
    headSha: HEAD,
    headRef: 'feature/shorter',
    fork: false,
    closed: false,
  };
  const merge: EventInfo = {
    event: 'merge_group',
    repository: 'acme/prompts',
    baseSha: BASE,
    baseRef: 'main',
    headSha: HEAD,
    headRef: 'gh-readonly-queue/main/pr-7-abc',
    fork: false,
    closed: false,
  };
  const pushed: EventInfo = {
    event: 'push',
    repository: 'acme/prompts',
    baseSha: BASE,
    headSha: HEAD,
    headRef: 'main',
    fork: false,
    closed: false,
  };

  test.each<[string, string, unknown, EventInfo]>([
    ['a pull request', 'pull_request', pullRequest(), own],
    ['a pull request target', 'pull_request_target', pullRequest(), { ...own, event: 'pull_request_target' }],
    ['a closed pull request', 'pull_request', pullRequest({ state: 'closed' }), { ...own, closed: true }],
    [
      'a fork',
      'pull_request',
      head({ repo: { full_name: 'mallory/prompts' } }),
      { ...own, headRef: 'feature', fork: true },
    ],
    ['a deleted fork', 'pull_request', head({ repo: null }), { ...own, headRef: 'feature', fork: true }],
    [
      'the same repository in other letters',
      'pull_request',
      head({ repo: { full_name: 'Acme/Prompts' } }),
      { ...own, headRef: 'feature', fork: false },
    ],
    [
      'SHA-256',
      'pull_request',
      head({ sha: 'c'.repeat(64) }),
      { ...own, headRef: 'feature', headSha: 'c'.repeat(64) },
    ],
    ['a merge group', 'merge_group', mergeGroup, merge],
    ['a push', 'push', push, pushed],
    ['a push of a new branch', 'push', { ...push, before: ZEROS }, { ...pushed, baseSha: undefined }],
    ['a push that deletes a branch', 'push', { ...push, after: ZEROS }, { ...pushed, headSha: undefined }],
    ['a push of a tag', 'push', { ...push, ref: 'refs/tags/v1' }, { ...pushed, headRef: 'refs/tags/v1' }],
    [
      'any other event',
      'workflow_dispatch',
      { repository, inputs: { anything: 1 } },
      { event: 'workflow_dispatch', repository: 'acme/prompts', fork: false, closed: false },
    ],
    [
      'an event without a repository',
      'schedule',
      { schedule: '0 0 * * *' },
      { event: 'schedule', fork: false, closed: false },
    ],
    [
      'an event that only mentions a pull request',
      'workflow_run',
      { repository, pull_request: 'anything' },
      { event: 'workflow_run', repository: 'acme/prompts', fork: false, closed: false },
    ],
  ])('%s', (_what, name, payload, expected) => {
    expect(readEvent({ name, payload })).toEqual(expected);
  });

  test('unknown keys are ignored, those of the prototype too', () => {
    const text = JSON.stringify(pullRequest()).replace(
      '{',
      '{"__proto__":{"fork":true},"constructor":1,"sender":null,',
    );
    expect(readEvent({ name: 'pull_request', payload: JSON.parse(text) })).toEqual(own);
    expect(Object.prototype).not.toHaveProperty('fork');
  });
});

describe('hostile payloads', () => {
  test.each<[string, string, unknown, string]>([
    ['no payload', 'push', undefined, 'push'],
    ['null', 'pull_request', null, 'pull_request'],
    ['a list', 'schedule', [], 'schedule'],
    ['a string', 'schedule', 'repository', 'schedule'],
    ['an issue in place of a pull request', 'pull_request', { repository }, 'pull_request'],
    ['a short SHA', 'pull_request', head({ sha: 'abc1234' }), 'pull_request.head.sha'],
    ['a SHA of 41 digits', 'pull_request', head({ sha: 'a'.repeat(41) }), 'pull_request.head.sha'],
    ['a SHA in upper case', 'pull_request', head({ sha: 'A'.repeat(40) }), 'pull_request.head.sha'],
    ['an option as SHA', 'pull_request', head({ sha: `--output=${HEAD}` }), 'pull_request.head.sha'],
    ['a SHA and a line', 'push', { ...push, after: `${HEAD}\n` }, 'after'],
    ['a SHA that is a number', 'push', { ...push, before: 1e39 }, 'before'],
    ['a ref that is an option', 'pull_request', head({ ref: '--upload-pack=evil' }), 'pull_request.head.ref'],
    ['a ref with a command', 'pull_request', head({ ref: 'a$(id) b' }), 'pull_request.head.ref'],
    ['a ref with lines', 'pull_request', head({ ref: 'a\n::set-output name=x::y' }), 'pull_request.head.ref'],
    ['a ref that walks up', 'pull_request', head({ ref: 'a/../../b' }), 'pull_request.head.ref'],
    ['a ref with a reflog', 'pull_request', head({ ref: 'main@{1}' }), 'pull_request.head.ref'],
    ['a ref that is a range', 'push', { ...push, ref: 'refs/heads/a..b' }, 'ref'],
    ['an empty ref', 'pull_request', head({ ref: '' }), 'pull_request.head.ref'],
    ['an endless ref', 'pull_request', head({ ref: 'x'.repeat(1_000_000) }), 'pull_request.head.ref'],
    [
      'a fork outside of any path',
      'pull_request',
      head({ repo: { full_name: '../x' } }),
      'pull_request.head.repo.full_name',
    ],
    [
      'a repository that walks up',
      'push',
      { ...push, repository: { full_name: 'acme/..' } },
      'repository.full_name',
    ],
    [
      'a repository with a query',
      'push',
      { ...push, repository: { full_name: 'acme/x?y=1' } },
      'repository.full_name',
    ],
    [
      'a repository in a repository',
      'schedule',
      { repository: { full_name: 'a/b/c' } },
      'repository.full_name',
    ],
    ['number zero', 'pull_request', pullRequest({ number: 0 }), 'pull_request.number'],
    ['a number that is text', 'pull_request', pullRequest({ number: '7/../8' }), 'pull_request.number'],
    ['half a number', 'pull_request', pullRequest({ number: 7.5 }), 'pull_request.number'],
    ['an unknown state', 'pull_request', pullRequest({ state: 'merged' }), 'pull_request.state'],
    [
      'a merge group without base',
      'merge_group',
      { repository, merge_group: { ...mergeGroup.merge_group, base_sha: undefined } },
      'merge_group.base_sha',
    ],
    ['a name that is no event', '../push', push, 'event name'],
    ['an empty name', '', push, 'event name'],
  ])('%s is E_EVENT and says where', (_what, name, payload, place) => {
    const problem = problemOf(name, payload);
    expect(problem.code).toBe('E_EVENT');
    expect(problem.message).toContain(place);
    expect(problem.help).not.toBe('');
  });

  test('the message does not repeat what the payload holds', () => {
    const problem = problemOf('pull_request', head({ ref: '`@org/team` \u001b[31m', sha: '::error::x' }));
    expect(problem.message).not.toContain('@org');
    expect(problem.message).not.toContain('::error');
  });
});
