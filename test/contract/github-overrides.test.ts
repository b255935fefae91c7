import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/adapters/github/client.ts';
import { findOverride } from '../../src/adapters/github/overrides.ts';
import { overrideSchema } from '../../src/core/override-schema.ts';
import type { FoundOverride } from '../../src/ports.ts';
import { createGithubDouble, type GithubDouble, SECONDARY_LIMIT } from '../support/github-double.ts';
import type { Role } from '../support/github-state.ts';

const HEAD = '0123456789abcdef0123456789abcdef01234567';
/** Another commit of the pull request. */
const OTHER_HEAD = 'fedcba9876543210fedcba9876543210fedcba98';
const REASON = 'The new tone is worth it.';
const LINE = `/ratchet accept 0123456789abcdef0123456789abcdef01234567 ${REASON}`;
const AGAIN = `To accept, write in a new comment: /ratchet accept ${HEAD} <reason>`;

interface FindOptions {
  headSha?: string;
  pullRequest?: number;
  /** Collects what would have been waited. */
  waits?: number[];
}

async function find(github: GithubDouble, options: FindOptions = {}): Promise<FoundOverride> {
  const client = createClient({
    token: 'ghs_test',
    apiUrl: github.apiUrl,
    sleep: async (milliseconds) => void options.waits?.push(milliseconds),
  });
  const found = await findOverride({
    client,
    repository: 'acme/prompts',
    pullRequest: options.pullRequest ?? 1,
    headSha: options.headSha ?? HEAD,
  });
  // Whatever is found has to be fit for a report.
  if (found.override) overrideSchema.parse(found.override);
  return found;
}

/** A pull request on which accounts with these roles wrote these comments, in this order. */
async function having(roles: Record<string, Role | number>, ...comments: [login: string, body: string][]) {
  const github = await createGithubDouble();
  for (const [login, role] of Object.entries(roles)) github.state.roles.set(login, role);
  for (const [login, body] of comments) github.state.addComment({ login, body });
  return github;
}

const urlOf = (id: number) => `https://github.example/acme/prompts/pull/1#issuecomment-${id}`;
const outsider = (login: string, id: number) =>
  `\`${login}\` has no write permission: their command does not count (${urlOf(id)}).`;
const isAsked = { on: ({ path }: { path: string }) => path.includes('/collaborators/') };
const asked = (github: GithubDouble) =>
  github.requests.filter(isAsked.on).map(({ path }) => /collaborators\/([^/]+)/.exec(path)?.[1]);

describe('who may accept', () => {
  test.each<[string, Role]>([
    ['write', 'write'],
    ['maintain', 'maintain'],
    ['admin', 'admin'],
    ['a role of the organisation that can write', { name: 'release-manager', base: 'write' }],
  ])('%s: yes, and the record says who, why, when and where', async (_role, role) => {
    await using github = await having({ ada: role }, ['ada', `Fine.\n\n${LINE}`]);
    expect(await find(github)).toEqual({
      override: { by: 'ada', reason: REASON, commit: HEAD, at: '2026-01-01T00:01:00Z', url: urlOf(1000) },
      warnings: [],
    });
    expect(github.requests.every(({ method, authorized }) => method === 'GET' && authorized)).toBe(true);
  });

  test.each<[string, Role]>([
    ['none', 'none'],
    ['read', 'read'],
    ['triage', 'triage'],
    ['a role of the organisation that calls itself admin', { name: 'admin', base: 'read' }],
  ])('%s: no', async (_role, role) => {
    await using github = await having({ mallory: role }, ['mallory', LINE]);
    expect(await find(github)).toEqual({ warnings: [outsider('mallory', 1000)] });
  });

  test('an outsider whom GitHub calls a member by association is asked about all the same', async () => {
    await using github = await having({}, ['mallory', LINE]);
    Object.assign(github.state.comments[0] ?? {}, { author_association: 'OWNER' });
    expect(await find(github)).toEqual({ warnings: [outsider('mallory', 1000)] });
    expect(asked(github)).toEqual(['mallory']);
  });

  test('an outsider who repeats what a maintainer wrote changes nothing, before or after', async () => {
    const roles: Record<string, Role> = { ada: 'write' };
    await using after = await having(roles, ['ada', LINE], ['mallory', LINE]);
    expect(await find(after)).toMatchObject({ override: { by: 'ada', url: urlOf(1000) } });
    await using before = await having(roles, ['mallory', LINE], ['ada', LINE]);
    expect(await find(before)).toEqual({
      override: expect.objectContaining({ by: 'ada', url: urlOf(1001) }),
      warnings: [],
    });
  });

  test('an outsider who repeats it for the commit of a later push changes nothing', async () => {
    const replayed = LINE.replace('0123456789abcdef0123456789abcdef01234567', OTHER_HEAD);
    await using github = await having({ ada: 'write' }, ['ada', LINE], ['mallory', replayed]);
    const { override, warnings } = await find(github, { headSha: OTHER_HEAD });
    expect(override).toBeUndefined();
    expect(warnings).toEqual([
      outsider('mallory', 1001),
      expect.stringMatching(/^The command of `ada` names another commit/),
    ]);
  });

  test('an outsider is answered once, however often they try', async () => {
    await using github = await having({}, ['mallory', LINE], ['Mallory', LINE], ['mallory', LINE]);
    expect(await find(github)).toEqual({ warnings: [outsider('mallory', 1002)] });
    expect(asked(github)).toEqual(['mallory']);
  });

  test.each([
    ['a bot', 'some-app[bot]', 'Bot'],
    ['a bot without the suffix', 'some-app', 'Bot'],
    ['an organisation', 'acme', 'Organization'],
    ['a name that is no name', '../../orgs', 'User'],
  ])('%s with write permission: no, and nobody asks', async (_who, login, type) => {
    await using github = await having({ [login]: 'admin' });
    github.state.addComment({ login, type, body: LINE });
    expect(await find(github)).toEqual({ warnings: [] });
    expect(asked(github)).toEqual([]);
  });

  test('nobody, where the account is gone', async () => {
    await using github = await having({ ada: 'admin' }, ['ada', LINE]);
    Object.assign(github.state.comments[0] ?? {}, { user: null });
    expect(await find(github)).toEqual({ warnings: [] });
  });

  test('not our own comment, although the token belongs to a maintainer', async () => {
    const body = `<!-- prompt-ratchet v1 run=1001.1 -->\n**fail**\n\n${LINE}`;
    await using github = await having({ ada: 'admin' }, ['ada', body]);
    expect(await find(github)).toEqual({ warnings: [] });
  });

  test('each author is asked about once, however the login is written', async () => {
    await using github = await having(
      { ada: 'read', grace: 'write' },
      ['grace', LINE],
      ['ADA', LINE],
      ['Ada', LINE],
      ['ada', LINE],
    );
    expect(await find(github)).toEqual({
      override: expect.objectContaining({ by: 'grace' }),
      warnings: [outsider('ada', 1003)],
    });
    expect(asked(github)).toEqual(['ada', 'grace']);
  });

  test('and once for all of their commands, good and void', async () => {
    await using github = await having({}, ['ada', LINE], ['ADA', '/ratchet'], ['Ada', LINE]);
    expect(await find(github)).toEqual({ warnings: [outsider('Ada', 1002)] });
    expect(asked(github)).toEqual(['Ada']);
  });

  test('a login in other letters than the list has is the same account', async () => {
    await using github = await having({ ada: 'write' }, ['Ada', LINE]);
    expect((await find(github)).override?.by).toBe('Ada');
  });

  test('a crowd is not asked about without end', async () => {
    await using github = await having({ ada: 'admin' }, ['ada', LINE]);
    for (let n = 0; n < 60; n += 1) github.state.addComment({ login: `sock-${n}`, body: LINE });
    const { override, warnings } = await find(github);
    expect(override).toBeUndefined();
    expect(asked(github)).toHaveLength(50);
    expect(warnings).toHaveLength(51);
    expect(warnings.at(-1)).toMatch(/^More than 50 accounts/);
    // A maintainer is still heard: the newest come first.
    github.state.addComment({ login: 'ada', body: LINE });
    expect(await find(github)).toMatchObject({ override: { by: 'ada' }, warnings: [] });
  });
});

describe('which command', () => {
  test.each([
    ['is quoted', `> ${LINE}\n\nI would not say so.`],
    ['stands in a fence', `\`\`\`\n${LINE}\n\`\`\``],
    ['is talked about', `You could write ${LINE}`],
  ])('none that %s', async (_how, body) => {
    await using github = await having({ ada: 'admin' }, ['ada', body]);
    expect(await find(github)).toEqual({ warnings: [] });
    expect(asked(github)).toEqual([]);
  });

  test('none for another commit: a push voids it', async () => {
    await using github = await having({ ada: 'write' }, ['ada', LINE]);
    expect((await find(github)).override).toBeDefined();
    expect(await find(github, { headSha: OTHER_HEAD })).toEqual({
      warnings: [
        `The command of \`ada\` names another commit than the head, so it does not count (${urlOf(1000)}). ${AGAIN.replace(HEAD, OTHER_HEAD)}`,
      ],
    });
  });

  test('none on another pull request of the same commit', async () => {
    await using github = await having({ ada: 'write' });
    github.state.addComment({ login: 'ada', body: LINE, issue: 2 });
    expect(await find(github)).toEqual({ warnings: [] });
    expect((await find(github, { pullRequest: 2 })).override?.by).toBe('ada');
  });

  test('the last one in a comment', async () => {
    await using github = await having({ ada: 'write' }, [
      'ada',
      `${LINE}\n/ratchet accept ${HEAD} On second thoughts.`,
    ]);
    expect((await find(github)).override?.reason).toBe('On second thoughts.');
  });

  test('the newest of several by those who may', async () => {
    await using github = await having(
      { ada: 'write', grace: 'admin' },
      ['ada', LINE],
      ['grace', LINE.replace(REASON, 'Seen and agreed.')],
      ['mallory', LINE],
    );
    expect(await find(github)).toEqual({
      override: expect.objectContaining({
        by: 'grace',
        reason: 'Seen and agreed.',
        at: '2026-01-01T00:02:00Z',
      }),
      warnings: [outsider('mallory', 1002)],
    });
    expect(asked(github)).toEqual(['mallory', 'grace']);
  });

  test('an older good one, where a later one is void', async () => {
    await using github = await having(
      { ada: 'write' },
      ['ada', LINE],
      ['ada', '/ratchet accept 0123456789abcdef0123456789abcdef01234567'],
      ['ada', LINE.replace('0123456789abcdef0123456789abcdef01234567', OTHER_HEAD)],
    );
    expect(await find(github)).toEqual({
      override: expect.objectContaining({ url: urlOf(1000) }),
      warnings: [],
    });
  });

  test.each([
    [230, 40],
    [0, 270],
    [270, 0],
  ])('one after %i comments and before %i others', async (before, after) => {
    await using github = await having({ ada: 'write' });
    for (let n = 0; n < before; n += 1) github.state.addComment({ login: 'bob', body: `Comment ${n}` });
    const { id } = github.state.addComment({ login: 'ada', body: LINE });
    for (let n = 0; n < after; n += 1) github.state.addComment({ login: 'bob', body: `More ${n}` });
    expect((await find(github)).override?.url).toBe(urlOf(id));
    expect(github.requests.map(({ query }) => query['page'] ?? '1')).toEqual(['1', '2', '3', '1']);
  });
});

describe('an edited comment', () => {
  const flaw = `The command of \`ada\` was edited, and it is not known by whom, so it does not count (${urlOf(1000)}). ${AGAIN}`;

  test('does not count, and says what to do', async () => {
    await using github = await having({ ada: 'admin' }, ['ada', 'Looks fine.']);
    github.state.editComment(1000, LINE);
    expect(await find(github)).toEqual({ warnings: [flaw] });
    github.state.addComment({ login: 'ada', body: LINE });
    expect(await find(github)).toMatchObject({ override: { url: urlOf(1001) }, warnings: [] });
  });

  test.each<[string, string, boolean]>([
    ['at once', '2026-01-01T00:01:00Z', true],
    ['a second later, as GitHub sometimes has it', '2026-01-01T00:01:01Z', true],
    ['four seconds later', '2026-01-01T00:01:04Z', false],
    ['at no time', '', false],
  ])('is one that was updated %s', async (_when, updated, counts) => {
    await using github = await having({ ada: 'admin' }, ['ada', LINE]);
    Object.assign(github.state.comments[0] ?? {}, { updated_at: updated });
    const { override, warnings } = await find(github);
    expect(override !== undefined).toBe(counts);
    expect(warnings).toEqual(counts ? [] : [flaw]);
  });

  test('of an outsider is passed over in silence', async () => {
    await using github = await having({}, ['mallory', 'Looks fine.']);
    github.state.editComment(1000, LINE);
    expect(await find(github)).toEqual({ warnings: [] });
  });
});

describe('a malformed command', () => {
  test.each([
    ['/ratchet approve', '`accept` is the only command there is'],
    ['/ratchet accept', 'it names no commit'],
    [`/ratchet accept 012345 ${REASON}`, 'it does not name the commit by its whole SHA'],
    [`/ratchet accept @everyone ${REASON}`, 'what follows `accept` is not the SHA of a commit'],
    ['/ratchet accept 0123456789abcdef0123456789abcdef01234567', 'it gives no reason'],
    [
      '/ratchet accept 0123456789abcdef0123456789abcdef01234567 Because.',
      'its reason has fewer than 10 characters',
    ],
    [
      `/ratchet accept 0123456789abcdef0123456789abcdef01234567 ${'x'.repeat(501)}`,
      'its reason has more than 500 characters',
    ],
  ])('of a maintainer is answered: %s', async (body, words) => {
    await using github = await having({ ada: 'write' }, ['ada', body]);
    expect(await find(github)).toEqual({
      warnings: [`The command of \`ada\` is not understood: ${words} (${urlOf(1000)}). ${AGAIN}`],
    });
  });

  test('is answered once: the newest of each maintainer, none of an outsider', async () => {
    await using github = await having(
      { ada: 'write', grace: 'admin' },
      ['ada', '/ratchet'],
      ['mallory', '/ratchet'],
      ['ada', '/ratchet accept'],
      ['grace', LINE.replace('0123456789abcdef0123456789abcdef01234567', 'abcdef00'.repeat(5))],
    );
    const { warnings } = await find(github);
    expect(warnings).toEqual([
      expect.stringMatching(/^The command of `grace` names another commit/),
      expect.stringMatching(/^The command of `ada` .* it names no commit/),
    ]);
  });

  test('repeats nothing of what was written', async () => {
    await using github = await having({ ada: 'write' }, ['ada', '/ratchet accept ::error::x <img> why']);
    const { warnings } = await find(github);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).not.toMatch(/::error|<img/);
  });
});

describe('when GitHub fails', () => {
  test('permission refused (403): nobody may, and one warning says why', async () => {
    await using github = await having({ ada: 403, grace: 403 }, ['grace', LINE], ['ada', LINE]);
    const waits: number[] = [];
    expect(await find(github, { waits })).toEqual({
      warnings: [
        expect.stringMatching(
          /does not tell this token who has write permission.*\(403 Resource not accessible/,
        ),
      ],
    });
    expect(waits).toEqual([]);
    expect(asked(github)).toEqual(['ada', 'grace']);
  });

  test('account unknown (404): that account may not, another still may', async () => {
    await using github = await having({ ada: 'write', ghost: 404 }, ['ada', LINE], ['ghost', LINE]);
    expect(await find(github)).toMatchObject({
      override: { by: 'ada' },
      warnings: [outsider('ghost', 1001)],
    });
  });

  test('permission fails for good (500): nothing is accepted, nothing thrown', async () => {
    await using github = await having({ ada: 'write', grace: 500 }, ['ada', LINE], ['grace', LINE]);
    const waits: number[] = [];
    expect(await find(github, { waits })).toEqual({
      warnings: [expect.stringMatching(/so none counts \(500 Server Error.*\)\. Run the job again\.$/)],
    });
    expect(waits).toEqual([1_000, 4_000]);
    expect(new Set(asked(github))).toEqual(new Set(['grace']));
  });

  test('permission fails once (502): it is asked for again', async () => {
    await using github = await having({ ada: 'write' }, ['ada', LINE]);
    github.fail({ times: 1, status: 502, ...isAsked });
    expect(await find(github)).toMatchObject({ override: { by: 'ada' }, warnings: [] });
  });

  test.each<[string, number | 'drop', string]>([
    ['a lost connection', 'drop', ''],
    ['an error that no retry mends', 422, 'Validation Failed'],
    ['a token that has expired', 401, 'Bad credentials'],
  ])('%s accepts nothing', async (_what, status, message) => {
    await using github = await having({ ada: 'write' }, ['ada', LINE]);
    github.fail({ times: 9, status, message, ...isAsked });
    const { override, warnings } = await find(github);
    expect(override).toBeUndefined();
    expect(warnings).toEqual([expect.stringContaining('so none counts')]);
  });

  test('a rate limit is no refusal and accepts nothing', async () => {
    await using github = await having({ ada: 'write' }, ['ada', LINE]);
    github.fail({
      times: 9,
      status: 403,
      message: SECONDARY_LIMIT,
      headers: { 'retry-after': '3600' },
      ...isAsked,
    });
    const { override, warnings } = await find(github);
    expect(override).toBeUndefined();
    expect(warnings).toEqual([
      expect.stringMatching(/so none counts \(403 You have exceeded.*Run the job again/),
    ]);
  });

  test('comments that cannot be read accept nothing, and the warning names the permission', async () => {
    await using github = await having({ ada: 'write' }, ['ada', LINE]);
    github.state.permissions.comments = 'none';
    expect(await find(github)).toEqual({
      warnings: [expect.stringMatching(/so none counts \(403 .*The job needs `pull-requests: read`\.$/)],
    });
  });

  test('a third page that cannot be read accepts nothing: who knows what stands there', async () => {
    await using github = await having({ ada: 'write' }, ['ada', LINE]);
    for (let n = 0; n < 250; n += 1) github.state.addComment({ login: 'bob', body: `Comment ${n}` });
    github.fail({ times: 3, status: 502, on: ({ query }) => query['page'] === '3' });
    expect((await find(github)).override).toBeUndefined();
  });

  test('no server at all becomes one warning without the token', async () => {
    const github = await createGithubDouble();
    await github[Symbol.asyncDispose]();
    const { override, warnings } = await find(github);
    expect(override).toBeUndefined();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).not.toContain('ghs_test');
  });
});

test('on an enterprise server the requests stay on it', async () => {
  await using github = await createGithubDouble({ basePath: '/api/v3' });
  github.state.roles.set('ada', 'maintain');
  github.state.addComment({ login: 'ada', body: LINE });
  expect((await find(github)).override?.by).toBe('ada');
  expect(github.requests.map(({ path }) => path)).toEqual([
    '/repos/acme/prompts/issues/1/comments',
    '/repos/acme/prompts/collaborators/ada/permission',
  ]);
});
