import * as z from 'zod';
import { RatchetError } from './errors.ts';
import { type EventInfo, parsePayload, repositoryName, sha } from './event.ts';
import type { Decision, GateReason, Report } from './report.ts';

/** The run that measured, as another run or job knows it: what its report has to be about. */
export interface MeasuredRun {
  id: number;
  attempt?: number | undefined;
  /** `owner/name`. */
  repository: string;
  headSha: string;
  /** `owner/name` of the repository that head's branch is in; absent where it is gone, or is not said. */
  headRepository?: string | undefined;
  /** The pull request, where the event says which; `undefined` with `workflow_run`, which does not for forks. */
  pullRequest?: number | undefined;
  /** Another workflow's run: this one was not started by the pull request itself. */
  apart: boolean;
}

const workflowRunEvent = z.object({
  repository: z.object({ full_name: repositoryName }),
  workflow_run: z.object({
    id: z.int().min(1),
    run_attempt: z.int().min(1).optional(),
    head_sha: sha,
    head_repository: z.object({ full_name: repositoryName }).nullable(),
  }),
});

/**
 * The run whose report is published: the one that a `workflow_run` event tells of, else the run that this job is in.
 * @throws RatchetError E_EVENT when the event does not say what was measured
 */
export function measuredRun(
  event: EventInfo,
  context: { payload: unknown; runId: number; sha: string },
): MeasuredRun {
  if (event.event === 'workflow_run') {
    const { repository, workflow_run: run } = parsePayload(workflowRunEvent, context.payload, event.event);
    return {
      id: run.id,
      attempt: run.run_attempt,
      repository: repository.full_name,
      headSha: run.head_sha,
      headRepository: run.head_repository?.full_name,
      apart: true,
    };
  }
  const headSha = event.headSha ?? context.sha;
  if (event.repository === undefined || !headSha) {
    throw new RatchetError({
      code: 'E_EVENT',
      message: `The event ${event.event} does not say which commit was measured.`,
      help: 'Publish in a job behind the one that measured (`needs:`), or on `workflow_run`.',
    });
  }
  return {
    id: context.runId,
    repository: event.repository,
    headSha,
    headRepository: event.fork ? undefined : event.repository,
    pullRequest: event.pullRequest,
    apart: false,
  };
}

/**
 * Holds a report that was handed over against the run that it is said to come from, so that one run cannot speak for
 * another's commit or pull request.
 * @throws RatchetError E_REPORT_INVALID
 */
export function bindReport(report: Report, run: MeasuredRun): void {
  const { source, head } = report;
  const faults = [
    ...(source.repository?.toLowerCase() === run.repository.toLowerCase() ? [] : ['another repository']),
    ...(source.runId === run.id ? [] : ['another run']),
    ...(run.attempt === undefined || source.runAttempt === run.attempt ? [] : ['another attempt of the run']),
    ...(head.sha === run.headSha ? [] : ['another commit']),
    ...(run.apart || source.pullRequest === run.pullRequest ? [] : ['another pull request']),
  ];
  if (faults.length === 0) return;
  throw new RatchetError({
    code: 'E_REPORT_INVALID',
    message: `The report is of ${faults.join(' and of ')} than the one that it is published for.`,
    help: 'Hand over the report that the run wrote, as it is, from the job that measured to the one that publishes.',
  });
}

/** What the API says of the pull request that a report names. */
export interface NamedPull {
  headSha: string;
  headRepository?: string | undefined;
  closed: boolean;
}

/** Whether a pull request is the one that a run was of, and still stands where it was measured. */
export function isStillAt(pull: NamedPull, { headSha, headRepository }: MeasuredRun): boolean {
  const same = (left: string | undefined, right: string | undefined) =>
    left?.toLowerCase() === right?.toLowerCase();
  return !pull.closed && pull.headSha === headSha && same(pull.headRepository, headRepository);
}

/**
 * A report from a run whose workflow the author of a fork could have changed: anybody may have written it. It is shown
 * and warns at best; it is kept nowhere, and asks nobody for labels.
 */
export function distrusted({ offers: _offers, settings, decision, ...rest }: Report): Report {
  // A reason that says so is no acceptance.
  const kept = decision.reasons.filter(
    ({ code }) => code !== UNVERIFIED.code && (code !== 'overridden' || decision.override),
  );
  return {
    ...rest,
    ...(settings ? { settings: { ...settings, history: 'off' } } : {}),
    decision: { ...decision, ...weighed([...kept, UNVERIFIED]) },
  };
}

const UNVERIFIED: GateReason = { code: 'unverified-run', severity: 'warn', kind: 'notice' };

function weighed(reasons: readonly GateReason[]): Pick<Decision, 'outcome' | 'reasons'> {
  const of = (severity: GateReason['severity']) => reasons.filter((reason) => reason.severity === severity);
  return {
    outcome: of('fail').length > 0 ? 'fail' : 'warn',
    reasons: [...of('fail'), ...of('warn'), ...of('info')],
  };
}
