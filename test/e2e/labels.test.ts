import { expect, it } from 'vitest';
import { LABEL_BRANCH } from '../../src/adapters/github/label-ledger.ts';
import { reportSchema } from '../../src/core/report.ts';
import { readLabels } from '../../src/human/label-file.ts';
import { createGithubDouble } from '../support/github-double.ts';
import { createOpenaiDouble } from '../support/openai-double.ts';
import { createRepository } from '../support/repository.ts';
import { runAction } from '../support/runner.ts';
import {
  changePrompt,
  isJudge,
  JUDGED_SUITE,
  PULL,
  pullRequest,
  REPOSITORY,
  readRequest,
  startOnMain,
} from './scenario.ts';

it('a label goes from the comment that asks for it to the next run', async () => {
  await using repository = await createRepository();
  await using github = await createGithubDouble({ repository: REPOSITORY });
  await using provider = await createOpenaiDouble((request) => {
    if (!isJudge(request)) {
      const { prompt, message } = readRequest(request);
      return `${prompt} ${message}`;
    }
    const good = JSON.stringify(request.messages).includes('old ');
    return JSON.stringify({ reasoning: 'r', verdict: good ? '2' : '1' });
  });
  const base = await startOnMain(repository, JUDGED_SUITE);
  const head = await changePrompt(repository);
  github.state.roles.set('ada', 'write');
  github.state.pulls.set(PULL, { number: PULL, head: { sha: head } });
  const about = {
    cwd: repository.path,
    inputs: { 'github-token': 'ghs_0123456789abcdef' },
    githubDouble: github,
    openaiDouble: provider,
  };
  const compare = async () => {
    const result = await runAction({ ...about, event: pullRequest(base, head) });
    expect(result.refusedConnections).toEqual([]);
    return reportSchema.parse(result.report);
  };

  const first = await compare();
  expect(first.suites[0]).toMatchObject({
    judges: [{ scorer: 'tone', trust: 'uncalibrated', effect: 'gates' }],
  });
  const [offer, next] = first.offers ?? [];
  expect(github.state.comments[0]?.body).toContain(`/ratchet label ${offer?.code} a`);
  expect(github.state.comments[0]?.body).toContain('`tone` is uncalibrated: 0 of 30 labels. It decides.');

  const calls = provider.calls.length;
  const label = async (body: string, login: string) => {
    const comment = github.state.addComment({ body, login, issue: PULL });
    const result = await runAction({
      ...about,
      event: {
        name: 'issue_comment',
        payload: {
          action: 'created',
          repository: { full_name: REPOSITORY },
          issue: { number: PULL, pull_request: {} },
          comment,
        },
      },
    });
    expect(result).toMatchObject({ exitCode: 0, refusedConnections: [] });
    return result.stdout;
  };
  expect(await label(`/ratchet label ${next?.code} a`, 'mallory')).toContain(
    'labelling takes write permission',
  );
  expect(await label(`/ratchet label ${offer?.code} b It is curt.`, 'ada')).toContain('is recorded');
  expect(provider.calls).toHaveLength(calls);
  const text = github.state.git.filesOf(LABEL_BRANCH)['evals/labels/triage.jsonl'] ?? '';
  expect(readLabels({ path: 'l', text }).labels).toMatchObject([
    { rater: 'ada', verdict: 'b', case: offer?.case },
  ]);

  const [ours] = github.state.comments;
  const before = ours?.body ?? '';
  const box = `<!-- label ${next?.code} tie -->`;
  github.state.editComment(ours?.id ?? 0, before.replace(`- [ ] ${box}`, `- [x] ${box}`));
  const tick = await runAction({
    ...about,
    event: {
      name: 'issue_comment',
      payload: {
        action: 'edited',
        repository: { full_name: REPOSITORY },
        issue: { number: PULL, pull_request: {} },
        comment: ours,
        sender: { login: 'ada', type: 'User' },
        changes: { body: { from: before } },
      },
    },
  });
  expect(tick).toMatchObject({ exitCode: 0, refusedConnections: [] });
  const both = github.state.git.filesOf(LABEL_BRANCH)['evals/labels/triage.jsonl'] ?? '';
  expect(readLabels({ path: 'l', text: both }).labels[1]).toMatchObject({ rater: 'ada', verdict: 'tie' });
  expect(github.state.comments[0]?.body).toContain(`Labelled: \`${offer?.code}\`, \`${next?.code}\`.`);

  const again = await compare();
  const codes = again.offers?.map(({ code }) => code);
  expect(codes).not.toContain(offer?.code);
  expect(codes).not.toContain(next?.code);
});
