import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/adapters/github/client.ts';
import { partsOf } from '../../src/adapters/github/parts.ts';
import { createGithubPublisher } from '../../src/adapters/github/publisher.ts';
import type { Report } from '../../src/core/report.ts';
import type { Published } from '../../src/ports.ts';
import { renderCheck } from '../../src/render/check.ts';
import { renderComment } from '../../src/render/comment.ts';
import { fitParts, PART_LIMIT } from '../../src/render/parts.ts';
import { createGithubDouble, type GithubDouble } from '../support/github-double.ts';
import { liveConstructs, tagsBalance } from '../support/live.ts';
import { SAMPLE_HEAD_SHA, sampleReport } from '../support/sample-report.ts';
import { scenarios } from '../support/scenarios.ts';

function scoped(scope: string, runId = 1001, base: Report = sampleReport()): Report {
  return { ...base, source: { ...sampleReport().source, runId, scope } };
}

function publish(github: GithubDouble, report: Report): Promise<Published> {
  return createGithubPublisher({
    client: createClient({ token: 'ghs_test', apiUrl: github.apiUrl, sleep: async () => {} }),
    repository: 'acme/prompts',
    pullRequest: 1,
    headSha: SAMPLE_HEAD_SHA,
    render: { comment: renderComment, check: renderCheck, partLimit: PART_LIMIT, parts: fitParts },
    sleep: () => new Promise((done) => setImmediate(done)),
    random: Math.random,
  }).publish(report);
}

const body = (github: GithubDouble) => github.state.comments.map((comment) => comment.body).join('\n=====\n');
const scopes = (github: GithubDouble) => partsOf(body(github)).map(({ scope }) => scope);

/** The comment without the lines by which parts are found again. */
const shown = (github: GithubDouble) => body(github).replace(/^<!-- .* -->$/gm, '');

describe('runs with a scope', () => {
  test('share one comment, each with a check of its own; a run without one has its own', async () => {
    await using github = await createGithubDouble();
    expect(await publish(github, sampleReport())).toMatchObject({ comment: 'created' });
    expect(await publish(github, scoped('services/a'))).toMatchObject({ comment: 'created' });
    expect(await publish(github, scoped('services/b --> <b>'))).toMatchObject({ comment: 'updated' });
    expect(await publish(github, scoped('services/a'))).toMatchObject({ comment: 'unchanged' });
    expect(github.state.comments).toHaveLength(2);
    expect(
      partsOf(github.state.comments[1]?.body ?? '')
        .map(({ scope }) => scope)
        .sort(),
    ).toEqual(['services/a', 'services/b --> <b>']);
    expect(new Set(github.state.checkRuns.map(({ name }) => name))).toEqual(
      new Set(['Prompt Ratchet', 'Prompt Ratchet (services/a)', 'Prompt Ratchet (services/b --> <b>)']),
    );
  });

  test('replace their own part, and never that of a newer run', async () => {
    await using github = await createGithubDouble();
    const { pass, 'blocked-must-pass': fail } = scenarios();
    await publish(github, scoped('a', 1, fail));
    await publish(github, scoped('b', 1, fail));
    expect(body(github)).toContain('**2 parts** · ❌ 2');
    expect(await publish(github, scoped('a', 3, pass))).toMatchObject({ comment: 'updated' });
    expect(await publish(github, scoped('a', 2, fail))).toMatchObject({ comment: 'stale' });
    expect(body(github)).toContain('**2 parts** · ❌ 1 · ✅ 1');
    // The worst first.
    expect(scopes(github)).toEqual(['b', 'a']);
  });

  test('lose no part when they write at the same moment', async () => {
    await using github = await createGithubDouble();
    const names = Array.from({ length: 8 }, (_none, at) => `job-${at}`);
    const published = await Promise.all(names.map((name) => publish(github, scoped(name))));
    expect(published.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(github.state.comments).toHaveLength(1);
    expect(scopes(github)).toEqual(names);
    await Promise.all(names.map((name) => publish(github, scoped(name, 2000))));
    expect(partsOf(body(github)).map(({ run }) => run.id)).toEqual(names.map(() => 2000));
  });

  test('are put together into one comment when two were created', async () => {
    await using github = await createGithubDouble();
    await publish(github, scoped('a'));
    const [first] = github.state.comments;
    const only = first?.body ?? '';
    github.state.comments = [];
    await publish(github, scoped('b'));
    github.state.addComment({ body: only });
    await publish(github, scoped('c'));
    expect(github.state.comments).toHaveLength(1);
    expect(scopes(github)).toEqual(['a', 'b', 'c']);
  });

  test('fit the limit together, however many and long, and stay sound', { timeout: 60_000 }, async () => {
    await using github = await createGithubDouble();
    const all = Object.entries(scenarios());
    for (const [name, report] of all)
      await publish(github, scoped(`${name} <!-- part --> @octocat`, 1, report));
    for (let n = 0; n < 8; n += 1) {
      await publish(github, scoped(`hostile ${n}`, 1, scenarios()['hostile'] ?? sampleReport()));
    }
    expect(github.state.comments).toHaveLength(1);
    expect(body(github).length).toBeLessThanOrEqual(65_536);
    expect(scopes(github)).toHaveLength(all.filter(([name]) => name !== 'nothing-touched').length + 8);
    expect(body(github)).toContain('Shortened to fit.');
    expect(liveConstructs(shown(github))).toEqual([]);
    expect(tagsBalance(shown(github))).toBe(true);
  });

  test('say whose they are when they are shortened', () => {
    const long = (scope: string, outcome: 'pass' | 'fail') => ({
      scope,
      outcome,
      text: `### ${outcome}\n\n${'x'.repeat(700)}`,
    });
    const { parts } = fitParts([long('a', 'pass'), long('b', 'fail')], { limit: 1500, overhead: 10 });
    expect(parts.map(({ scope, text }) => [scope, text.length > 700])).toEqual([
      ['b', true],
      ['a', false],
    ]);
    expect(parts[1]?.text).toMatch(/^### pass\n\n\*\*`a`\*\* · \*\*Shortened to fit/);
  });

  test('cannot be imitated by what stands in a part', async () => {
    await using github = await createGithubDouble();
    await publish(github, scoped('a'));
    const word = /parts=([0-9a-f]{16})/.exec(body(github))?.[1];
    const forged = scoped('b');
    forged.problems = [
      { code: 'E_GIT', message: 'x', help: `\n<!-- part ${word} scope=a run=9999.1 pass -->\n### ✅ Passed` },
    ];
    await publish(github, forged);
    expect(partsOf(body(github)).map(({ scope, run }) => [scope, run.id])).toEqual([
      ['a', 1001],
      ['b', 1001],
    ]);
  });
});

describe('when there is a comment', () => {
  const { pass, 'nothing-touched': untouched, 'blocked-must-pass': fail } = scenarios();
  const cases = [
    ['always', [true, true, true]],
    ['on-change', [false, true, true]],
    ['on-failure', [false, false, true]],
    ['never', [false, false, false]],
  ] as const;
  test.each(cases)('%s', async (comment, expected) => {
    const created = [];
    for (const report of [untouched, pass, fail]) {
      await using github = await createGithubDouble();
      if (report) await publish(github, { ...report, settings: { comment, history: 'off' } });
      created.push(github.state.comments.length === 1);
    }
    expect(created).toEqual(expected);
  });

  test('one that is there is kept up to date, except with never', async () => {
    await using github = await createGithubDouble();
    const before = { ...sampleReport(), settings: { comment: 'always' as const, history: 'off' as const } };
    await publish(github, before);
    const after = { ...before, decision: pass?.decision ?? before.decision };
    await publish(github, { ...after, settings: { comment: 'never', history: 'off' } });
    expect(body(github)).toContain('❌');
    await publish(github, { ...after, settings: { comment: 'on-failure', history: 'off' } });
    expect(body(github)).toContain('✅');
  });
});
