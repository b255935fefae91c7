import type { Octokit } from '@octokit/rest';
import type { Decision } from '../../core/report.ts';
import { failureOf } from './failure.ts';

/** The check run's name: what a branch protection rule requires. */
export const CHECK_NAME = 'Prompt Ratchet';
/** The commit status's name, where check runs are refused. */
export const STATUS_CONTEXT = 'prompt-ratchet';

const SUMMARY_LIMIT = 65_535;
const DESCRIPTION_LIMIT = 140;

export interface CommitPlace {
  client: Octokit;
  owner: string;
  repo: string;
  headSha: string;
}

export interface CheckRequest {
  decision: Decision;
  title: string;
  summary: string;
  runUrl: string | undefined;
  /** What of the repository the run is about: it is part of the name. */
  scope?: string | undefined;
}

/**
 * The decision as a check run's conclusion. `neutral` and `skipped` satisfy a required check, so what could not
 * be evaluated is neither: it is `action_required`, which blocks without saying that quality dropped.
 */
export function conclusionOf(decision: Decision): 'success' | 'neutral' | 'failure' | 'action_required' {
  if (decision.outcome === 'pass') return 'success';
  if (decision.outcome === 'warn') return 'neutral';
  const fatal = decision.reasons.filter((reason) => reason.severity === 'fail');
  const measured = fatal.length === 0 || fatal.some((reason) => reason.kind !== 'unmeasured');
  return measured ? 'failure' : 'action_required';
}

/** The decision as a commit status, which knows neither warnings nor "not measured". */
export function statusOf(decision: Decision): 'success' | 'failure' | 'error' {
  const conclusion = conclusionOf(decision);
  if (conclusion === 'failure') return 'failure';
  return conclusion === 'action_required' ? 'error' : 'success';
}

/**
 * Reports the decision on the head commit: as a check run, or as a commit status where the token may not write
 * check runs (personal tokens never may).
 * @throws what the client throws
 */
export async function putCheck(
  place: CommitPlace,
  request: CheckRequest,
): Promise<'check-run' | 'commit-status'> {
  try {
    await createCheckRun(place, request);
    return 'check-run';
  } catch (error) {
    const { kind } = failureOf(error);
    if (kind !== 'forbidden' && kind !== 'missing') throw error;
    // When both are refused, the check run's refusal is the one to mend.
    await createStatus(place, request).catch(() => {
      throw error;
    });
    return 'commit-status';
  }
}

async function createCheckRun({ client, owner, repo, headSha }: CommitPlace, request: CheckRequest) {
  const { decision, title, summary, runUrl, scope } = request;
  await client.rest.checks.create({
    owner,
    repo,
    name: scope === undefined ? CHECK_NAME : `${CHECK_NAME} (${scope})`,
    head_sha: headSha,
    status: 'completed',
    conclusion: conclusionOf(decision),
    // Never cut: half a fence or link would make the rest of the page something else.
    output: { title, summary: summary.length <= SUMMARY_LIMIT ? summary : title },
    ...(runUrl === undefined ? {} : { details_url: runUrl }),
  });
}

async function createStatus({ client, owner, repo, headSha }: CommitPlace, request: CheckRequest) {
  const { decision, title, runUrl, scope } = request;
  await client.rest.repos.createCommitStatus({
    owner,
    repo,
    sha: headSha,
    context: scope === undefined ? STATUS_CONTEXT : `${STATUS_CONTEXT}/${scope}`,
    state: statusOf(decision),
    description: shortened(title),
    ...(runUrl === undefined ? {} : { target_url: runUrl }),
  });
}

function shortened(title: string): string {
  const characters = Array.from(title);
  if (characters.length <= DESCRIPTION_LIMIT) return title;
  return `${characters.slice(0, DESCRIPTION_LIMIT - 1).join('')}…`;
}
