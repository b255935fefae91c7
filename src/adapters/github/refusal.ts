import { COMMENT_LIMIT } from './comment.ts';
import { failureOf } from './failure.ts';

/** A part of the report that GitHub did not take, and why. */
export interface Refusal {
  part: 'comment' | 'check';
  reason: 'permission' | 'locked' | 'rate-limit' | 'too-long' | 'other';
  /** GitHub's own words, or the error's. */
  detail: string;
}

const PARTS = { comment: 'the pull-request comment', check: 'the check' };

const PERMISSIONS = `permissions:
  contents: read
  pull-requests: write
  checks: write`;

/** Sorts what was thrown while a part was being published. */
export function refusalOf(part: Refusal['part'], error: unknown): Refusal {
  const { kind, status, message } = failureOf(error);
  const detail = status === undefined ? message : `${status} ${message}`;
  if (kind === 'rate-limit') return { part, reason: 'rate-limit', detail };
  if (kind === 'forbidden')
    return { part, reason: /locked/i.test(message) ? 'locked' : 'permission', detail };
  return { part, reason: 'other', detail };
}

/** Refusals in words for the log and the job summary. Missing permissions are one warning: one YAML mends both. */
export function warningsOf(refusals: readonly Refusal[], { fork }: { fork: boolean }): string[] {
  const denied = refusals.filter((refusal) => refusal.reason === 'permission');
  const others = refusals.filter((refusal) => refusal.reason !== 'permission');
  return [...(denied.length > 0 ? [permissionWarning(denied, fork)] : []), ...others.map(warningOf)];
}

function permissionWarning(denied: readonly Refusal[], fork: boolean): string {
  const parts = denied.map((refusal) => PARTS[refusal.part]).join(' and ');
  const first = `GitHub does not let this token write ${parts} (${denied[0]?.detail}).`;
  if (fork) {
    return `${first}
The pull request comes from a fork, and GitHub gives its workflow a read-only token whatever \`permissions:\` says. The report is in the job summary. To have it on the pull request too, keep the report as an artifact and publish it from a second workflow, started by \`workflow_run\`, which runs nothing from the pull request and has:

${PERMISSIONS}`;
  }
  return `${first} Add to the job:

${PERMISSIONS}

Runs that Dependabot starts get a read-only token nevertheless.`;
}

function warningOf({ part, reason, detail }: Refusal): string {
  switch (reason) {
    case 'locked':
      return `The pull request's conversation is locked, so the comment was not written (${detail}). Unlock it and run again; the report is in the job summary.`;
    case 'rate-limit':
      return `GitHub's rate limit kept ${PARTS[part]} from being written (${detail}). Run the job again later.`;
    case 'too-long':
      return `The comment has ${detail} characters and GitHub takes ${COMMENT_LIMIT}, so it was not sent. The report is in the job summary.`;
    default:
      return `${capitalized(PARTS[part])} was not written: ${detail}`;
  }
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Why a decision was not appended to the history, and what mends it. */
export function historyWarning(error: unknown, { fork }: { fork: boolean }): string {
  const { kind, status, message } = failureOf(error);
  const detail = status === undefined ? message : `${status} ${message}`;
  if (kind !== 'forbidden') return `The decision was not appended to the history: ${detail}`;
  const first = `GitHub does not let this token append the decision to the history (${detail}).`;
  if (fork) {
    return `${first} The pull request comes from a fork, and GitHub gives its workflow a read-only token whatever \`permissions:\` says. Publish it from a second workflow, started by \`workflow_run\`.`;
  }
  return `${first} Add to the job, or set \`history: off\` in .github/prompt-ratchet.yml:

${PERMISSIONS.replace('contents: read', 'contents: write')}`;
}
