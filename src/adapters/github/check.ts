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
  /** Marks at lines of files. GitHub takes them in batches; those that it refuses are left out, never the check. */
  annotations?: readonly CheckAnnotation[] | undefined;
}

/** A mark at lines of a file, in plain text. */
export interface CheckAnnotation {
  path: string;
  from: number;
  to: number;
  level: 'failure' | 'warning';
  title: string;
  message: string;
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
  // Never cut: half a fence or link would make the rest of the page something else.
  const output = { title, summary: summary.length <= SUMMARY_LIMIT ? summary : title };
  const { data } = await client.rest.checks.create({
    owner,
    repo,
    name: scope === undefined ? CHECK_NAME : `${CHECK_NAME} (${scope})`,
    head_sha: headSha,
    status: 'completed',
    conclusion: conclusionOf(decision),
    output,
    ...(runUrl === undefined ? {} : { details_url: runUrl }),
  });
  // The conclusion is there first: whatever becomes of the marks, it stands.
  for (const annotations of batches(request.annotations ?? [])) {
    try {
      await client.rest.checks.update({
        owner,
        repo,
        check_run_id: data.id,
        output: { ...output, annotations },
      });
    } catch {
      return;
    }
  }
}

/** Annotations that GitHub takes in one request. */
const BATCH = 50;

function batches(annotations: readonly CheckAnnotation[]) {
  const all = annotations.map(({ path, from, to, level, title, message }) => ({
    path,
    start_line: from,
    end_line: to,
    annotation_level: level,
    title,
    message,
  }));
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_none, at) =>
    all.slice(at * BATCH, (at + 1) * BATCH),
  );
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
