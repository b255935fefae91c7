import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/core/report.ts';
import { createGithubDouble, type GithubDouble } from '../support/github-double.ts';
import { type ChatRequest, createOpenaiDouble, type OpenaiDouble } from '../support/openai-double.ts';
import { createRepository, type Repository } from '../support/repository.ts';
import { type ActionOptions, type ActionResult, MODEL_KEY, runAction } from '../support/runner.ts';
import {
  changePrompt,
  isJudge,
  JUDGED_SUITE,
  PULL,
  pullRequest,
  REPOSITORY,
  readRequest,
  SUITE,
  startOnMain,
  wrongWithNew,
} from './scenario.ts';

let repository: Repository;
let github: GithubDouble;
let provider: OpenaiDouble;

beforeEach(async () => {
  [repository, github, provider] = await Promise.all([
    createRepository(),
    createGithubDouble({ repository: REPOSITORY }),
    createOpenaiDouble(wrongWithNew()),
  ]);
});

afterEach(async () => {
  await Promise.all([repository, github, provider].map((one) => one[Symbol.asyncDispose]()));
});

async function run(
  base: string,
  head: string,
  rest: Partial<ActionOptions> & { fork?: boolean } = {},
): Promise<ActionResult> {
  const result = await runAction({
    cwd: repository.path,
    event: pullRequest(base, head, rest),
    inputs: { 'github-token': 'ghs_0123456789abcdef' },
    githubDouble: github,
    openaiDouble: provider,
    ...rest,
  });
  expect(result.refusedConnections).toEqual([]);
  return result;
}

const comment = () => github.state.comments.map(({ body }) => body).join('\n=====\n');
const check = () => github.state.checkRuns.at(-1);
const requested = () =>
  provider.calls.flatMap(({ body }) => (body ? [readRequest(body as ChatRequest)] : []));

describe('a pull request that changes a prompt', () => {
  it('passes when nothing got worse', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    const result = await run(base, head);

    expect(result.exitCode).toBe(0);
    expect(result.outputs).toMatchObject({ decision: 'pass', regressed: '0', inconclusive: '0' });
    expect(result.outputs['html-path']).toBe(result.outputs['report-path']?.replace(/json$/, 'html'));
    expect(result.outputs['junit-path']).toBe(result.outputs['report-path']?.replace(/json$/, 'junit.xml'));
    expect(requested().filter(({ prompt }) => prompt === 'old')).toHaveLength(12);
    expect(requested().filter(({ prompt }) => prompt === 'new')).toHaveLength(12);
    expect(new Set(provider.calls.map(({ authorization }) => authorization))).toEqual(
      new Set([`Bearer ${MODEL_KEY}`]),
    );
    expect(provider.calls[0]?.body).toMatchObject({ model: 'small-1', temperature: 0 });
    expect(github.state.comments).toHaveLength(1);
    expect(comment()).toContain('unchanged');
    expect(check()).toMatchObject({ head_sha: head, conclusion: 'success' });
    expect(result.summary).toContain('triage');
    expect(reportSchema.parse(result.report)).toMatchObject({
      decision: { outcome: 'pass' },
      head: { sha: head },
      base: { sha: base },
      source: { repository: REPOSITORY, pullRequest: PULL },
    });
  });

  it('interleaves base and head, so that time is no confounder', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    await run(base, head, { inputs: { 'github-token': 'ghs_0123456789abcdef', concurrency: '1' } });
    const order = requested();
    for (let index = 0; index < order.length; index += 2) {
      expect(order[index]?.message).toBe(order[index + 1]?.message);
      expect(new Set([order[index]?.prompt, order[index + 1]?.prompt])).toEqual(new Set(['old', 'new']));
    }
    expect(order.filter(({ prompt }, index) => index % 2 === 0 && prompt === 'old')).toHaveLength(6);
  });

  it('is blocked by a proven regression', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    provider.answer = wrongWithNew(1, 2, 3, 4, 5);
    const result = await run(base, head);

    expect(result.exitCode).toBe(1);
    expect(result.outputs).toMatchObject({ decision: 'fail', regressed: '1' });
    expect(check()).toMatchObject({ conclusion: 'failure' });
    expect(comment()).toContain('regressed');
    for (const id of ['c1', 'c2', 'c3', 'c4', 'c5']) expect(comment()).toContain(id);
    // What people label on lies beside the report.
    const beside = join(dirname(result.outputs['report-path'] ?? ''), 'review.html');
    expect(await readFile(beside, 'utf8')).toContain('"sets":[{"suite":');
    expect(reportSchema.parse(result.report).decision.reasons[0]).toMatchObject({
      code: 'regressed',
      suite: 'triage',
      scorer: 'exact',
      actual: -5 / 12,
    });
  });

  it('is blocked by one must-pass case', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    provider.answer = wrongWithNew(12);
    const result = await run(base, head);
    expect(result.exitCode).toBe(1);
    expect(reportSchema.parse(result.report).decision.reasons[0]).toMatchObject({
      code: 'must-pass',
      cases: ['c12'],
    });
    expect(comment()).toContain('c12');
  });

  it('is judged by its merge base: what main did meanwhile is not its doing', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    await repository.checkout('main');
    await repository.write({ 'prompts/triage.md': 'Other prompt. {{input}}\n' });
    const main = await repository.commit('Main moves on');
    expect(main).not.toBe(base);
    const result = await run(main, head);
    expect(reportSchema.parse(result.report).base.sha).toBe(base);
    expect(new Set(requested().map(({ prompt }) => prompt))).toEqual(new Set(['old', 'new']));
  });

  it('leaves the checkout as it was', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    await repository.checkout('main');
    const before = [
      await repository.git('rev-parse', 'HEAD'),
      await repository.git('branch', '--show-current'),
    ];
    await run(base, head);
    expect([
      await repository.git('rev-parse', 'HEAD'),
      await repository.git('branch', '--show-current'),
    ]).toEqual(before);
    expect(await repository.git('status', '--porcelain')).toBe('?? .prompt-ratchet/');
  });
});

describe('a second push', () => {
  it('updates the same comment', async () => {
    const base = await startOnMain(repository);
    const first = await changePrompt(repository);
    provider.answer = wrongWithNew(1, 2, 3, 4, 5);
    await run(base, first);
    const { id } = github.state.comments[0] ?? {};
    expect(comment()).toContain('regressed');

    provider.answer = wrongWithNew();
    const second = await changePrompt(repository, 'New prompt. {{input}}\n\n');
    const result = await run(base, second, { env: { GITHUB_RUN_ID: '1002' } });
    expect(result.exitCode).toBe(0);
    expect(github.state.comments).toHaveLength(1);
    expect(github.state.comments[0]?.id).toBe(id);
    expect(comment()).not.toContain('regressed');
    expect(check()).toMatchObject({ head_sha: second, conclusion: 'success' });
  });
});

describe('a pull request that touches no suite', () => {
  it('asks nobody, leaves no comment and passes', async () => {
    const base = await startOnMain(repository);
    await repository.write({ 'src/app.ts': 'export {};\n' });
    const head = await repository.commit('Something else');
    const result = await run(base, head);
    expect(result.exitCode).toBe(0);
    expect(provider.calls).toEqual([]);
    expect(github.state.comments).toEqual([]);
    expect(check()).toMatchObject({ conclusion: 'success' });
    expect(result.summary).toContain('triage');
    expect(reportSchema.parse(result.report).decision.reasons).toMatchObject([{ code: 'nothing-touched' }]);
  });

  it('needs no key', async () => {
    const base = await startOnMain(repository);
    await repository.write({ 'README.md': 'x\n' });
    const head = await repository.commit('Something else');
    const result = await run(base, head, { openaiDouble: undefined });
    expect(result.exitCode).toBe(0);
  });
});

describe('the first pull request that brings a suite', () => {
  it('measures head alone and says that there is nothing to compare with', async () => {
    await repository.write({ 'README.md': 'Empty.\n' });
    const base = await repository.commit('Start');
    const head = await startOnMain(repository);
    const result = await run(base, head);
    expect(result.exitCode).toBe(0);
    expect(result.outputs['decision']).toBe('warn');
    expect(requested()).toHaveLength(12);
    expect(check()).toMatchObject({ conclusion: 'neutral' });
    expect(github.state.comments).toHaveLength(1);
    expect(reportSchema.parse(result.report).suites).toMatchObject([
      { state: 'new', comparisons: [{ head: 1 }] },
    ]);
  });
});

describe('missing permissions', () => {
  it('downgrade to the job summary, with the lines to add; the exit code stays right', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    provider.answer = wrongWithNew(12);
    Object.assign(github.state.permissions, { comments: 'read', checks: 'none', statuses: 'none' });
    const result = await run(base, head);
    expect(result.exitCode).toBe(1);
    expect(github.state.comments).toEqual([]);
    expect(github.state.checkRuns).toEqual([]);
    expect(result.stdout).toMatch(/::warning.*pull-requests: write/);
    expect(result.summary).toContain('pull-requests: write');
    expect(result.summary).toContain('c12');
  });

  it('use a commit status where check runs are refused', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    github.state.permissions.checks = 'none';
    await run(base, head);
    expect(github.state.statuses).toMatchObject([{ sha: head, state: 'success' }]);
  });
});

describe('what cannot be measured', () => {
  it('is not green: the provider is down', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    provider.down = 401;
    const result = await run(base, head);
    expect(result.exitCode).toBe(2);
    expect(result.outputs).toMatchObject({ decision: 'fail', inconclusive: '1' });
    expect(check()).toMatchObject({ conclusion: 'action_required' });
    expect(comment()).toContain('the endpoint refused the key');
    expect(comment()).not.toContain(MODEL_KEY);
  });

  it('is not green: every connection is cut, also after retries', async () => {
    await startOnMain(repository, SUITE);
    await repository.write({
      'evals/data/triage.jsonl': '{"id":"one","input":"message 1","expected":"yes"}\n',
    });
    const base = await repository.commit('One case');
    const head = await changePrompt(repository);
    provider.down = 'reset';
    const result = await run(base, head);
    expect(result.exitCode).toBe(2);
    expect(provider.calls.length).toBeGreaterThan(2);
    expect(reportSchema.parse(result.report).totals).toMatchObject({ failedCalls: 2 });
  });

  it('is not green: there is no key', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    const result = await run(base, head, { openaiDouble: undefined });
    expect(result.exitCode).toBe(2);
    expect(comment()).toContain('OPENAI_API_KEY');
  });

  it('is not green: the judge answers nonsense, also when asked again', async () => {
    const base = await startOnMain(repository, JUDGED_SUITE);
    const head = await changePrompt(repository);
    provider.answer = (request) => (isJudge(request) ? 'Sounds good to me! 10/10' : 'yes');
    const result = await run(base, head);
    expect(result.exitCode).toBe(2);
    // Base and head say the same, so the judge is asked once for both, and once more for what cannot be read.
    const judged = provider.calls.filter(({ body }) => body && isJudge(body as ChatRequest));
    expect(judged).toHaveLength(24);
    expect(judged[0]?.body).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { strict: true } },
    });
    const [suite] = reportSchema.parse(result.report).suites;
    expect(suite).toMatchObject({
      comparisons: [{ scorer: 'tone', pairs: 0, lost: 12, verdict: 'inconclusive' }],
    });
    expect(suite?.state === 'touched' && suite.comparisons[0]?.head).toBe(undefined);
  });

  it('is not green: a suite file that cannot be read, with its line', async () => {
    const base = await startOnMain(repository);
    await repository.write({ 'evals/triage.yml': SUITE.replace('dataset:', 'datset:') });
    const head = await repository.commit('Break the suite');
    const result = await run(base, head);
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toMatch(/::error title=E_CONFIG_INVALID,file=evals\/triage\.yml,line=5/);
    expect(comment()).toContain('Did you mean');
    expect(comment()).not.toContain('removed');
  });

  it('is not green: no merge base in a shallow clone that cannot be deepened, with the line to add', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    await using clone = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-shallow-'));
    await repository.git('clone', '--quiet', '--depth=1', `file://${repository.path}`, clone.path);
    await repository.git('-C', clone.path, 'remote', 'set-url', 'origin', `file://${clone.path}/gone`);
    const result = await run(base, head, { cwd: clone.path });
    expect(result.exitCode).toBe(2);
    expect(result.outputs['decision']).toBe('fail');
    expect(comment()).toContain('fetch-depth: 0');
  });
});

describe('a judge', () => {
  const verdict = (level: number) => JSON.stringify({ reasoning: `level ${level}`, verdict: String(level) });

  it('scores by its rubric, and a first answer that cannot be read is repaired', async () => {
    const base = await startOnMain(repository, JUDGED_SUITE);
    const head = await changePrompt(repository);
    const seen = new Set<string>();
    provider.answer = (request) => {
      if (!isJudge(request)) return readRequest(request).prompt === 'new' ? 'curt' : 'kind';
      const text = JSON.stringify(request.messages);
      if (request.messages.length === 2 && !seen.has(text)) {
        seen.add(text);
        return 'Let me think…';
      }
      return verdict(text.includes('kind') ? 2 : 1);
    };
    const result = await run(base, head);
    expect(result.exitCode).toBe(1);
    expect(reportSchema.parse(result.report).suites).toMatchObject([
      { comparisons: [{ scorer: 'tone', base: 1, head: 0.5, delta: -0.5, verdict: 'regressed' }] },
    ]);
    expect(comment()).toContain('level 1');
  });
});

describe('the gate belongs to the base', () => {
  it('judges a pull request that loosens its own gate by the old one, and says so', async () => {
    const base = await startOnMain(repository);
    await repository.write({ 'evals/triage.yml': SUITE.replace('[safety]', '[]').replace('0.25', '1') });
    const head = await changePrompt(repository);
    provider.answer = wrongWithNew(12);
    const result = await run(base, head);
    expect(result.exitCode).toBe(1);
    expect(comment()).toContain('must-pass');
    expect(comment()).toContain('max-drop');
    expect(reportSchema.parse(result.report).decision.reasons.map(({ code }) => code)).toContain(
      'gate-changed',
    );
  });

  it('does not let the failing case be deleted in silence', async () => {
    const base = await startOnMain(repository);
    const rows = (await repository.git('show', 'HEAD:evals/data/triage.jsonl')).split('\n');
    await repository.write({ 'evals/data/triage.jsonl': `${rows.slice(0, 11).join('\n')}\n` });
    const head = await changePrompt(repository);
    const result = await run(base, head);
    expect(result.outputs['decision']).toBe('warn');
    expect(comment()).toContain('c12');
  });
});

describe('a maintainer', () => {
  const say = (login: string, body: string) => {
    const id = 9000 + github.state.comments.length;
    const at = '2026-01-01T00:00:00Z';
    github.state.comments.push({
      id,
      body,
      issue: PULL,
      user: { login, type: 'User' },
      created_at: at,
      updated_at: at,
    });
  };

  it('can accept a regression for one commit, with a reason; an outsider cannot, and a push voids it', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    provider.answer = wrongWithNew(12);
    github.state.roles.set('ada', 'write');
    say('mallory', `/ratchet accept ${head} I would like this to be merged.`);
    expect((await run(base, head)).exitCode).toBe(1);
    expect(comment()).toContain(`/ratchet accept ${head}`);

    say('ada', `/ratchet accept ${head} The old answer was wrong.`);
    const accepted = await run(base, head, { env: { GITHUB_RUN_ID: '1002' } });
    expect(accepted.exitCode).toBe(0);
    expect(accepted.outputs['decision']).toBe('warn');
    expect(reportSchema.parse(accepted.report).decision).toMatchObject({
      outcome: 'warn',
      override: { by: 'ada', reason: 'The old answer was wrong.', commit: head },
    });
    const ours = github.state.comments.find(({ body }) => body.startsWith('<!-- prompt-ratchet'));
    expect(ours?.body).toContain('ada');

    await repository.write({ 'README.md': 'Something else.\n' });
    const next = await repository.commit('Another push');
    expect((await run(base, next, { env: { GITHUB_RUN_ID: '1003' } })).exitCode).toBe(1);
  });

  it('cannot accept what nobody measured', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    provider.down = 401;
    github.state.roles.set('ada', 'admin');
    say('ada', `/ratchet accept ${head} It will be fine, I am sure.`);
    expect((await run(base, head)).exitCode).toBe(2);
  });
});

describe('a fork', () => {
  const recording = 'evals/recordings/answers.jsonl';
  const inputs = { 'github-token': 'ghs_0123456789abcdef', replay: recording };

  it('gets a warning at best from a recording that it brings itself', async () => {
    const base = await startOnMain(repository);
    await changePrompt(repository);
    const { runCli } = await import('../support/runner.ts');
    const recorded = await runCli(
      ['compare', '--base', base, '--record', recording, '--report-path', '/dev/null'],
      { cwd: repository.path, env: { OPENAI_BASE_URL: provider.baseUrl, OPENAI_API_KEY: MODEL_KEY } },
    );
    expect(recorded.stderr).toContain(recording);
    const head = await repository.commit('Bring the answers');
    provider.calls.length = 0;
    const result = await run(base, head, { fork: true, inputs, openaiDouble: undefined });
    expect(provider.calls).toEqual([]);
    expect(result.exitCode).toBe(0);
    expect(result.outputs['decision']).toBe('warn');
    const report = reportSchema.parse(result.report);
    expect(report.totals).toMatchObject({ targetCalls: 24, replayed: 24 });
    expect(report.decision.reasons.map(({ code }) => code)).toContain('replayed');
  });
});

describe('hostile text', () => {
  it('of a model is inert in the comment, and a key that it repeats is not shown', async () => {
    const base = await startOnMain(repository);
    const head = await changePrompt(repository);
    const evil = `@acme/owners fixes #1 </details><!-- x --> <img src=http://evil.example> ${MODEL_KEY}\n::error::pwned`;
    provider.answer = (request) => (readRequest(request).prompt === 'new' ? evil : 'yes');
    const result = await run(base, head);
    const everything = [
      comment(),
      result.stdout,
      result.stderr,
      result.summary,
      JSON.stringify(result.report),
      JSON.stringify(check()),
    ];
    for (const text of everything) expect(text).not.toContain(`Bearer ${MODEL_KEY}`);
    for (const text of everything.filter((_, index) => index !== 1)) expect(text).not.toContain(MODEL_KEY);
    expect(result.stdout).not.toMatch(/^::error::pwned/m);
    expect(comment()).not.toMatch(/<img src=http/);
  });
});
