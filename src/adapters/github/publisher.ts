import { setTimeout as delay } from 'node:timers/promises';
import type { Octokit } from '@octokit/rest';
import type { Report } from '../../core/report.ts';
import type { Published, Publisher } from '../../ports.ts';
import { type CheckAnnotation, putCheck } from './check.ts';
import { type CommentResult, putComment } from './comment.ts';
import type { ArrangeParts } from './parts.ts';
import { type Refusal, refusalOf, warningsOf } from './refusal.ts';
import { ownerAndName } from './repository.ts';

/** The report in GitHub's markdown. Handed in, so that publishing does not depend on wording. */
export interface GithubRender {
  /** The comment without its marker: the line that carries it is added here and counts against the limit. */
  comment(report: Report, limit?: number): string;
  /** Room for a part of a comment that several runs share, and how parts are put together. */
  partLimit: number;
  parts: ArrangeParts;
  check(report: Report): { title: string; summary: string; annotations?: readonly CheckAnnotation[] };
}

export interface GithubPublisherOptions {
  client: Octokit;
  /** `owner/name`. */
  repository: string;
  /** Without one there is no comment. */
  pullRequest: number | undefined;
  /** Without one there is no check. */
  headSha: string | undefined;
  /** Whether the pull request comes from a fork: it explains refusals. */
  fork?: boolean | undefined;
  render: GithubRender;
  /** Waits between two looks at a shared comment. */
  sleep?: ((milliseconds: number) => Promise<unknown>) | undefined;
  random?: (() => number) | undefined;
}

interface CommentPart {
  comment: Published['comment'];
  commentUrl?: string | undefined;
  refusal?: Refusal | undefined;
}

interface CheckPart {
  check: Published['check'];
  refusal?: Refusal | undefined;
}

/** Publishes to a pull request and its head commit. Never throws: what is refused becomes a warning. */
export function createGithubPublisher(options: GithubPublisherOptions): Publisher {
  return {
    async publish(report) {
      // One after the other: concurrent writes are what GitHub's secondary limits count.
      const { comment, commentUrl, refusal: commentRefusal } = await publishComment(options, report);
      const { check, refusal: checkRefusal } = await publishCheck(options, report);
      const refusals = [commentRefusal, checkRefusal].filter((refusal) => refusal !== undefined);
      // Under pull_request_target the token is the base's own, and a fork is no reason for a refusal.
      const fork = options.fork === true && report.source.event !== 'pull_request_target';
      return { comment, check, commentUrl, warnings: warningsOf(refusals, { fork }) };
    },
  };
}

async function publishComment(options: GithubPublisherOptions, report: Report): Promise<CommentPart> {
  const { pullRequest } = options;
  const when = report.settings?.comment ?? 'on-change';
  if (pullRequest === undefined || when === 'never') return { comment: 'skipped' };
  try {
    const result = await putReport({ ...options, pullRequest }, report, isWanted(report, when));
    switch (result.state) {
      case 'skipped':
        return { comment: 'skipped' };
      case 'too-long':
        return {
          comment: 'refused',
          refusal: { part: 'comment', reason: 'too-long', detail: String(result.length) },
        };
      default:
        return { comment: result.state, commentUrl: result.url };
    }
  } catch (error) {
    return { comment: 'refused', refusal: refusalOf('comment', error) };
  }
}

/** A run without a scope has a comment of its own; those with one share theirs. */
async function putReport(
  options: GithubPublisherOptions & { pullRequest: number },
  report: Report,
  create: boolean,
): Promise<CommentResult> {
  const { client, repository, pullRequest, render } = options;
  const place = { client, ...ownerAndName(repository), pullRequest };
  const { scope, runId, runAttempt } = report.source;
  const run = { id: runId ?? 0, attempt: runAttempt ?? 0 };
  if (scope === undefined) {
    const text = render.comment(report);
    return putComment(place, { run, create, text: () => text });
  }
  const { putPart } = await import('./shared-comment.ts');
  return putPart(place, {
    ...partTiming(options),
    run,
    scope,
    create,
    outcome: report.decision.outcome,
    text: (_before, count) => render.comment(report, count > 1 ? render.partLimit : 2 * render.partLimit),
    arrange: render.parts,
  });
}

/** How parts of one comment are waited for. */
export function partTiming({ sleep, random }: Pick<GithubPublisherOptions, 'sleep' | 'random'>) {
  return { sleep: sleep ?? delay, random: random ?? Math.random };
}

async function publishCheck(options: GithubPublisherOptions, report: Report): Promise<CheckPart> {
  const { client, repository, headSha, render } = options;
  if (headSha === undefined) return { check: 'skipped' };
  try {
    const { runUrl, scope } = report.source;
    const request = { decision: report.decision, ...render.check(report), runUrl, scope };
    return { check: await putCheck({ client, ...ownerAndName(repository), headSha }, request) };
  } catch (error) {
    return { check: 'refused', refusal: refusalOf('check', error) };
  }
}

/** Whether a report is worth a comment where there is none yet. */
function isWanted(report: Report, when: 'always' | 'on-change' | 'on-failure'): boolean {
  if (when === 'on-change') return hasNews(report);
  return when === 'always' || report.decision.outcome === 'fail';
}

/** A pull request that touches no suite and passes gets no comment of its own: most do not concern prompts. */
function hasNews({ decision, suites }: Report): boolean {
  if (decision.outcome !== 'pass') return true;
  return suites.some((suite) => {
    if (suite.state === 'untouched') return false;
    return suite.state !== 'broken' || !suite.alsoAtBase || suite.changed !== undefined;
  });
}
