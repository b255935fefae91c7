import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/adapters/github/client.ts';
import { handleLabelComment } from '../../src/adapters/github/label-comment.ts';
import { createLabelLedger, LABEL_BRANCH } from '../../src/adapters/github/label-ledger.ts';
import { markerOf } from '../../src/adapters/github/marker.ts';
import { bodyOf } from '../../src/adapters/github/parts.ts';
import { sha256 } from '../../src/core/hash.ts';
import { boxesOf } from '../../src/core/label-boxes.ts';
import { type LabelData, printLabelData } from '../../src/core/label-data.ts';
import { readCommentEvent } from '../../src/core/label-event.ts';
import { readItems } from '../../src/human/item.ts';
import { outputKey } from '../../src/human/label.ts';
import { readLabels } from '../../src/human/label-file.ts';
import { createGithubDouble, type GithubDouble } from '../support/github-double.ts';

const HEAD = '0123456789abcdef0123456789abcdef01234567';
const DATA: LabelData = {
  head: HEAD,
  offers: [
    {
      code: '0a1b2c3d',
      suite: 'triage',
      path: 'evals/triage.yml',
      case: 'c1',
      criterion: 'helpful',
      criterionVersion: sha256('v'),
      probability: 0.25,
      blind: true,
      vars: { input: 'Grüß dich -->' },
      a: 'one',
      b: 'two <!-- --> \u2028',
    },
  ],
};
const report = (data: LabelData) =>
  `${markerOf({ id: 5, attempt: 1 })}\n${printLabelData(data)}\n\n### Passed\n\n${boxesOf('0a1b2c3d')}`;
const LINE = '/ratchet label 0a1b2c3d a';

/** A pull request with our report, and a comment on it. */
async function having(
  body: string,
  options: { login?: string; data?: LabelData | false; head?: string } = {},
) {
  const github = await createGithubDouble();
  const { state } = github;
  state.roles.set('ada', 'write');
  state.pulls.set(1, { number: 1, head: { sha: options.head ?? HEAD } });
  if (options.data !== false) state.addComment({ body: report(options.data ?? DATA) });
  const comment = state.addComment({ body, login: options.login ?? 'ada' });
  return { github, comment, [Symbol.asyncDispose]: () => github[Symbol.asyncDispose]() };
}

async function handle(
  github: GithubDouble,
  comment: { id: number; body: string; user: { login: string; type: string } },
  action = 'created',
) {
  const client = createClient({ token: 'ghs_test', apiUrl: github.apiUrl, sleep: async () => undefined });
  const event = readCommentEvent({
    action,
    repository: { full_name: 'acme/prompts' },
    issue: { number: 1, pull_request: {} },
    comment: structuredClone(comment),
  });
  if (!event) throw new Error('no event');
  return handleLabelComment({
    client,
    ledger: createLabelLedger({ client, repository: 'acme/prompts' }),
    event,
  });
}

const recorded = ({ state }: GithubDouble) => {
  const files = state.git.filesOf(LABEL_BRANCH);
  const { labels, problems } = readLabels({ path: 'l', text: files['evals/labels/triage.jsonl'] ?? '' });
  const { items, problems: more } = readItems({
    path: 'i',
    text: files['evals/labels/triage.items.jsonl'] ?? '',
  });
  expect([...problems, ...more]).toEqual([]);
  return { labels, items };
};
const answers = ({ state }: GithubDouble) =>
  state.comments.filter(({ body }) => body.startsWith('<!-- prompt-ratchet answer'));

describe('a label from a comment', () => {
  test.each([
    ['a', 'a'],
    ['B', 'b'],
    ['tie', 'tie'],
    ['bad', 'both-bad'],
  ])(
    '%s is recorded with its chance, its author and the texts that it is bound to',
    async (word, verdict) => {
      await using pull = await having(`Fine.\n\n/ratchet label 0A1B2C3D ${word} too  curt`);
      const outcome = await handle(pull.github, pull.comment);
      expect(outcome).toMatchObject({ state: 'answered', recorded: 1, refused: 0 });
      const { labels, items } = recorded(pull.github);
      const [a, b] = [
        outputKey({ input: 'Grüß dich -->' }, 'one'),
        outputKey({ input: 'Grüß dich -->' }, 'two <!-- --> \u2028'),
      ];
      expect(labels).toEqual([
        {
          kind: 'pair',
          case: 'c1',
          criterion: 'helpful',
          criterionVersion: sha256('v'),
          rater: 'ada',
          blind: true,
          probability: 0.25,
          at: pull.comment.created_at,
          a,
          b,
          verdict,
          note: 'too curt',
        },
      ]);
      expect([...items.keys()]).toEqual([a, b]);
      expect(answers(pull.github)).toHaveLength(1);
      expect(answers(pull.github)[0]?.body).toContain('is recorded');
      // A branch without the code's history.
      expect(pull.github.state.git.commits.size).toBe(1);
    },
  );

  test('of somebody else comes after, and a branch that moves in between loses nothing', async () => {
    await using pull = await having(LINE);
    const { github } = pull;
    github.state.roles.set('bob', 'maintain');
    await handle(github, pull.comment);
    const second = github.state.addComment({ body: '/ratchet label 0a1b2c3d tie', login: 'bob' });
    let moved = false;
    github.onRequest = ({ method }) => {
      if (method !== 'PATCH' || moved) return;
      moved = true;
      const before = github.state.git.filesOf(LABEL_BRANCH)['evals/labels/triage.jsonl'] ?? '';
      github.state.git.commit(LABEL_BRANCH, { 'evals/labels/triage.jsonl': `${before}\n`, other: 'x' });
    };
    expect(await handle(github, second)).toMatchObject({ recorded: 1 });
    expect(recorded(github).labels.map((label) => label.rater)).toEqual(['ada', 'bob']);
    // The report says so, once, and is otherwise as it was.
    expect(github.state.comments[0]?.body).toBe(
      `${report(DATA)}\n\n<!-- prompt-ratchet labelled -->\nLabelled: \`0a1b2c3d\`. Run the check again to have it counted.`,
    );
    expect(github.state.git.filesOf(LABEL_BRANCH)['other']).toBe('x');
  });
});

describe('is no label', () => {
  const refused = async (pull: Awaited<ReturnType<typeof having>>, words: RegExp, action = 'created') => {
    const outcome = await handle(pull.github, pull.comment, action);
    expect(outcome).toMatchObject({ state: 'answered', recorded: 0 });
    expect(recorded(pull.github).labels).toEqual([]);
    expect(pull.github.state.git.commits.size).toBe(0);
    const [answer] = answers(pull.github);
    expect(answer?.body).toMatch(words);
  };

  test.each(['none', 'read', 'triage'] as const)('what an account with the role %s writes', async (role) => {
    await using pull = await having(LINE, { login: 'mallory' });
    pull.github.state.roles.set('mallory', role);
    await refused(pull, /labelling takes write permission, and `mallory` does not have it/);
    const again = pull.github.state.addComment({ body: LINE, login: 'mallory' });
    await handle(pull.github, again);
    expect(answers(pull.github)).toHaveLength(1);
  });
  test('what GitHub does not let us ask about', async () => {
    await using pull = await having(LINE);
    pull.github.state.roles.set('ada', 403);
    await refused(pull, /labelling takes write permission/);
  });
  test('a comment that was edited since, or by the event', async () => {
    await using pull = await having(LINE);
    const before = structuredClone(pull.comment);
    pull.github.state.editComment(pull.comment.id, `${LINE} edited`);
    await refused({ ...pull, comment: before }, /was edited or deleted/);
    await using other = await having(LINE);
    await refused(other, /was edited or deleted/, 'edited');
  });
  test('a comment whose event says something else than GitHub', async () => {
    await using pull = await having('Nice work.');
    await refused({ ...pull, comment: { ...pull.comment, body: LINE } }, /was edited or deleted/);
  });
  test.each([
    ['/ratchet label', /names no case/],
    ['/ratchet label c1 a', /eight letters and digits/],
    ['/ratchet label 0a1b2c3d', /gives no verdict/],
    ['/ratchet label 0a1b2c3d better', /has to be `a`, `b`, `tie` or `bad`/],
    [`${LINE} ${'x'.repeat(501)}`, /more than 500 characters/],
    [`${LINE}\n`.repeat(21), /more than 20 commands/],
    ['/ratchet label ffffffff a', /`ffffffff` is not on offer/],
  ])('%j', async (body, words) => {
    await using pull = await having(body);
    await refused(pull, words);
  });
  test('one for another commit than the present head', async () => {
    await using pull = await having(LINE, { head: 'f'.repeat(40) });
    await refused(pull, /is about `0123456`, and the head is `fffffff` now/);
  });
  test('one for an offer that a stranger forged, or that stands further down in our comment', async () => {
    await using forged = await having(LINE, { data: false });
    forged.github.state.addComment({ body: report(DATA), login: 'mallory' });
    await refused(forged, /is not on offer/);
    await using below = await having(LINE, { data: false });
    below.github.state.addComment({
      body: `${markerOf({ id: 5, attempt: 1 })}\n### Passed\n${printLabelData(DATA)}`,
    });
    await refused(below, /is not on offer/);
  });
  test('a path that leaves the repository', async () => {
    const [offer] = DATA.offers;
    if (!offer) throw new Error('no offer');
    for (const path of ['../x.yml', 'a/../../x.yml', '/etc/x.yml']) {
      await using pull = await having(LINE, { data: { ...DATA, offers: [{ ...offer, path }] } });
      await refused(pull, /is not on offer/);
    }
  });
  test.each([
    `> ${LINE}`,
    `\`\`\`\n${LINE}\n\`\`\``,
    `<!--\n${LINE}\n-->`,
    'label 0a1b2c3d a',
    '/ratchet accept x',
  ])('what is quoted, fenced, hidden or no command: %j', async (body) => {
    await using pull = await having(body);
    expect(await handle(pull.github, pull.comment)).toEqual({ state: 'ignored' });
    expect(answers(pull.github)).toEqual([]);
  });
  test('what a bot or we ourselves write', async () => {
    await using bot = await having(LINE, { login: 'some-app[bot]' });
    expect(await handle(bot.github, bot.comment)).toEqual({ state: 'ignored' });
  });
  test('the same event once more, or the same command in a new comment', async () => {
    await using pull = await having(LINE);
    await handle(pull.github, pull.comment);
    expect(await handle(pull.github, pull.comment)).toEqual({ state: 'ignored' });
    const again = pull.github.state.addComment({ body: LINE, login: 'ada' });
    const outcome = await handle(pull.github, again);
    expect(outcome).toMatchObject({ state: 'answered' });
    expect(answers(pull.github).at(-1)?.body).toContain('was recorded before');
    expect(recorded(pull.github).labels).toHaveLength(1);
  });
});

describe('a box of our comment', () => {
  const ticked = (body: string, verdict: string) =>
    body.replace(`- [ ] <!-- label 0a1b2c3d ${verdict} -->`, `- [x] <!-- label 0a1b2c3d ${verdict} -->`);

  /** A pull request with our report, and what GitHub tells of an edit of it. */
  async function edited(
    change: (body: string) => string,
    options: { by?: { login: string; type: string }; data?: LabelData; head?: string; author?: string } = {},
  ) {
    const github = await createGithubDouble();
    const { state } = github;
    state.roles.set('ada', 'write');
    state.pulls.set(1, { number: 1, head: { sha: options.head ?? HEAD } });
    const body = report(options.data ?? DATA);
    const comment = state.addComment({ body, ...(options.author ? { login: options.author } : {}) });
    state.editComment(comment.id, change(body));
    const payload = {
      action: 'edited',
      repository: { full_name: 'acme/prompts' },
      issue: { number: 1, pull_request: {} },
      comment: structuredClone(comment),
      sender: options.by ?? { login: 'ada', type: 'User' },
      changes: { body: { from: body } },
    };
    const send = (over: object = {}) => {
      const client = createClient({ token: 'ghs_test', apiUrl: github.apiUrl, sleep: async () => undefined });
      const event = readCommentEvent({ ...payload, ...over });
      if (!event) throw new Error('no event');
      const ledger = createLabelLedger({ client, repository: 'acme/prompts' });
      return handleLabelComment({ client, ledger, event });
    };
    return { github, comment, payload, send, [Symbol.asyncDispose]: () => github[Symbol.asyncDispose]() };
  }

  test.each(['a', 'b', 'tie', 'both-bad'])(
    'that is ticked at %s is the vote of whoever ticked it, and is emptied again',
    async (verdict) => {
      await using pull = await edited((body) => ticked(body, verdict));
      const at = pull.comment.updated_at;
      expect(await pull.send()).toMatchObject({ state: 'answered', recorded: 1, refused: 0 });
      expect(recorded(pull.github).labels).toMatchObject([
        { kind: 'pair', rater: 'ada', verdict, blind: true, probability: 0.25, at },
      ]);
      expect(recorded(pull.github).items.size).toBe(2);
      expect(answers(pull.github)).toEqual([]);
      expect(pull.github.state.comments[0]?.body).toBe(
        `${report(DATA)}\n\n<!-- prompt-ratchet labelled -->\nLabelled: \`0a1b2c3d\`. Run the check again to have it counted.`,
      );
    },
  );

  test('is a vote with line ends of a form, too; the last of several votes stands', async () => {
    await using pull = await edited((body) => ticked(body, 'a').replaceAll('\n', '\r\n'));
    expect(await pull.send()).toMatchObject({ recorded: 1 });
    const { comment, payload, github } = pull;
    for (const [verdict, recordedNow] of [
      ['b', 1],
      ['b', 0],
      ['a', 1],
      ['tie', 1],
    ] as const) {
      const before = github.state.comments[0]?.body ?? '';
      github.state.editComment(comment.id, ticked(before, verdict));
      const next = {
        comment: structuredClone(github.state.comments[0]),
        changes: { body: { from: before } },
        sender: payload.sender,
      };
      expect(await pull.send(next)).toMatchObject({ recorded: recordedNow });
    }
    // The first event once more: what was said since stands.
    expect(await pull.send()).toMatchObject({ recorded: 0 });
    expect(recorded(github).labels.map((label) => 'verdict' in label && label.verdict)).toEqual([
      'a',
      'b',
      'a',
      'tie',
    ]);
    expect(github.state.comments[0]?.body.match(/Labelled/g)).toHaveLength(1);
    expect(github.state.comments[0]?.body).not.toContain('[x]');
  });

  test('is a vote in a comment that several runs share, too', async () => {
    const text = report(DATA).split('\n').slice(1).join('\n');
    const part = (scope: string, of: string) => ({
      scope,
      run: { id: 5, attempt: 1 },
      outcome: 'pass' as const,
      text: of,
    });
    const shared = bodyOf(
      [part('one', '### Passed'), part('two', text)],
      (parts) => ({ heading: 'Two', parts }),
      60_000,
    );
    await using pull = await edited(() => ticked(shared, 'b'));
    expect(await pull.send({ changes: { body: { from: shared } } })).toMatchObject({ recorded: 1 });
    expect(recorded(pull.github).labels).toMatchObject([{ rater: 'ada', verdict: 'b' }]);
    expect(pull.github.state.comments[0]?.body.startsWith(shared)).toBe(true);
    expect(pull.github.state.comments[0]?.body).toContain('Labelled: `0a1b2c3d`');
  });

  test('counts once, however often its event is sent', async () => {
    await using pull = await edited((body) => ticked(body, 'a'));
    await pull.send();
    expect(await pull.send()).toMatchObject({ recorded: 0 });
    expect(recorded(pull.github).labels).toHaveLength(1);
    expect(answers(pull.github)).toEqual([]);
  });

  test('is no vote when an app, or we ourselves, write the comment anew', async () => {
    for (const login of ['some-app[bot]', 'github-actions[bot]']) {
      await using pull = await edited((body) => ticked(body, 'a'), { by: { login, type: 'Bot' } });
      expect(await pull.send()).toEqual({ state: 'ignored' });
    }
    // With a person's token the sender is that person: a new report ticks nothing, and emptied boxes are no votes.
    await using anew = await edited((body) => body.replace('### Passed', '### Failed'));
    expect(await anew.send()).toEqual({ state: 'ignored' });
    await using cleared = await edited((body) => body);
    const before = ticked(report(DATA), 'a');
    expect(await cleared.send({ changes: { body: { from: before } } })).toEqual({ state: 'ignored' });
    await using marked = await edited((body) => `${body}\n\nLabelled`);
    expect(await marked.send({ changes: { body: { from: before } } })).toEqual({ state: 'ignored' });
    for (const pull of [anew, cleared, marked]) expect(recorded(pull.github).labels).toEqual([]);
  });

  test('is no vote of somebody without write permission, who is told once', async () => {
    await using pull = await edited((body) => ticked(body, 'a'), { by: { login: 'mallory', type: 'User' } });
    for (const role of ['triage', 'read', 403] as const) {
      pull.github.state.roles.set('mallory', role);
      expect(await pull.send()).toMatchObject({ recorded: 0 });
    }
    expect(recorded(pull.github).labels).toEqual([]);
    expect(answers(pull.github).map(({ body }) => body)).toEqual([
      expect.stringContaining('labelling takes write permission, and `mallory` does not have it'),
    ]);
  });

  const [offer] = DATA.offers;
  const forged = printLabelData({ ...DATA, offers: offer ? [{ ...offer, a: 'forged' }] : [] });
  test.each([
    [
      'beside which the texts were edited',
      (body: string) => ticked(body, 'a').replace(printLabelData(DATA), forged),
      /changed more than boxes/,
    ],
    [
      'that was written in',
      (body: string) => `${body}\n- [x] <!-- label 0a1b2c3d a -->A is better`,
      /changed more than boxes/,
    ],
    [
      'that was turned into another',
      (body: string) => body.replace('- [ ] <!-- label 0a1b2c3d tie -->', '- [x] <!-- label 0a1b2c3d a -->'),
      /changed more than boxes/,
    ],
    [
      'beside another of the same case',
      (body: string) => ticked(ticked(body, 'a'), 'b'),
      /two boxes of one case/,
    ],
  ])('%s is refused, with the reason', async (_what, change, words) => {
    await using pull = await edited(change);
    expect(await pull.send()).toMatchObject({ recorded: 0, refused: 1 });
    expect(await pull.send()).toMatchObject({ recorded: 0, refused: 1 });
    expect(recorded(pull.github).labels).toEqual([]);
    expect(answers(pull.github)).toHaveLength(1);
    expect(answers(pull.github)[0]?.body).toMatch(words);
  });

  test('of another commit than the head, or of a case that is not on offer, is refused and emptied', async () => {
    await using stale = await edited((body) => ticked(body, 'a'), { head: 'f'.repeat(40) });
    expect(await stale.send()).toMatchObject({ recorded: 0 });
    expect(answers(stale.github)[0]?.body).toMatch(/is about `0123456`, and the head is `fffffff` now/);
    expect(stale.github.state.comments[0]?.body).toBe(report(DATA));
    await using gone = await edited((body) => ticked(body, 'a'), { data: { ...DATA, offers: [] } });
    expect(await gone.send()).toMatchObject({ recorded: 0 });
    expect(answers(gone.github)[0]?.body).toMatch(/is not on offer here/);
  });

  test('of a comment that only looks like ours is no vote', async () => {
    await using pull = await edited((body) => ticked(body, 'a'), { author: 'mallory' });
    expect(await pull.send()).toEqual({ state: 'ignored' });
    expect(recorded(pull.github).labels).toEqual([]);
  });

  test('is a vote only when the event tells who ticked it and what stood there', async () => {
    await using pull = await edited((body) => ticked(body, 'a'));
    for (const over of [{ sender: undefined }, { changes: {} }, { action: 'created' }]) {
      expect(await pull.send(over)).toEqual({ state: 'ignored' });
    }
    expect(recorded(pull.github).labels).toEqual([]);
  });
});
