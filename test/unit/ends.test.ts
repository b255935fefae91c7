import { describe, expect, it } from 'vitest';
import { readEvent } from '../../src/core/event.ts';
import { endsOf } from '../../src/shells/ends.ts';

const sha = (letter: string) => letter.repeat(40);
const [BASE, HEAD, ZERO] = [sha('b'), sha('a'), sha('0')];
const repository = { full_name: 'acme/prompts', default_branch: 'trunk' };

const pull = (action: string) => ({
  action,
  repository,
  pull_request: {
    number: 7,
    state: 'open',
    draft: action === 'opened',
    base: { sha: BASE, ref: 'release', repo: repository },
    head: { sha: HEAD, ref: 'change', repo: repository },
  },
});
const group = {
  repository,
  merge_group: {
    base_sha: BASE,
    base_ref: 'refs/heads/trunk',
    head_sha: HEAD,
    head_ref: 'refs/heads/gh-readonly-queue/trunk/pr-7',
  },
};
const push = (before: string) => ({ repository, before, after: HEAD, ref: 'refs/heads/feature' });

const review = {
  base: BASE,
  head: HEAD,
  instead: ['origin/release', 'origin/trunk'],
  exact: false,
  previous: false,
};

describe('what an event compares', () => {
  it.each<[string, string, unknown, object]>([
    ['pull_request opened, as a draft too', 'pull_request', pull('opened'), review],
    ['pull_request synchronize', 'pull_request', pull('synchronize'), review],
    ['pull_request reopened', 'pull_request', pull('reopened'), review],
    ['pull_request ready_for_review', 'pull_request', pull('ready_for_review'), review],
    ['pull_request_target', 'pull_request_target', pull('synchronize'), review],
    [
      'merge_group',
      'merge_group',
      group,
      { base: BASE, head: HEAD, instead: ['origin/trunk', 'origin/trunk'], exact: true, previous: false },
    ],
    [
      'push',
      'push',
      push(BASE),
      { base: BASE, head: HEAD, instead: ['origin/trunk'], exact: true, previous: true },
    ],
    [
      'push of a new branch',
      'push',
      push(ZERO),
      { base: 'origin/trunk', head: HEAD, instead: [], exact: false, previous: true },
    ],
    [
      'workflow_dispatch',
      'workflow_dispatch',
      { repository, inputs: {} },
      { base: 'origin/trunk', head: 'HEAD', instead: [], exact: false, previous: true },
    ],
    [
      'schedule',
      'schedule',
      { repository, schedule: '0 3 * * *' },
      { base: 'origin/trunk', head: 'HEAD', previous: true },
    ],
    [
      'an event that says nothing',
      'repository_dispatch',
      {},
      { base: undefined, head: 'HEAD', previous: true },
    ],
  ])('%s', (_title, name, payload, ends) => {
    expect(endsOf({}, readEvent({ name, payload }))).toMatchObject(ends);
  });

  it('is what the inputs say where they say something', () => {
    const event = readEvent({ name: 'push', payload: push(BASE) });
    expect(endsOf({ base: 'v1', head: 'v2' }, event)).toEqual({ base: 'v1', head: 'v2' });
    expect(endsOf({ head: 'v2' }, event)).toMatchObject({ base: BASE, head: 'v2' });
  });
});
