/** Why a request to GitHub came to nothing, as far as it matters to what is done next. */
export type FailureKind = 'rate-limit' | 'forbidden' | 'missing' | 'server' | 'network' | 'other';

export interface Failure {
  kind: FailureKind;
  /** HTTP status; `undefined` when there was no answer. */
  status: number | undefined;
  /** GitHub's words in one bounded line. */
  message: string;
  headers: Readonly<Record<string, unknown>>;
}

const MESSAGE_LIMIT = 200;

/** Sorts anything thrown by a request. Goes by shape: there may be several copies of Octokit's error class. */
export function failureOf(error: unknown): Failure {
  const thrown = membersOf(error);
  const response = membersOf(thrown['response']);
  const status = typeof response['status'] === 'number' ? response['status'] : undefined;
  const headers = membersOf(response['headers']);
  const text = error instanceof Error ? error.message : String(error);
  // Octokit gives a request that got no answer the status 500 too, but no response.
  const unanswered = thrown['name'] === 'HttpError' && status === undefined;
  const kind = unanswered ? 'network' : kindOf(status, text, headers);
  return { kind, status, message: oneLine(text), headers };
}

function kindOf(status: number | undefined, text: string, headers: Failure['headers']): FailureKind {
  if (status === 429) return 'rate-limit';
  if (status === 403) {
    const limited =
      /rate limit|abuse detection/i.test(text) ||
      headers['retry-after'] !== undefined ||
      headers['x-ratelimit-remaining'] === '0';
    return limited ? 'rate-limit' : 'forbidden';
  }
  if (status === 404) return 'missing';
  if (status !== undefined && status >= 500) return 'server';
  return 'other';
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

/** A gateway's error page can be a whole document, and the words end up in a log. */
function oneLine(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length <= MESSAGE_LIMIT ? line : `${line.slice(0, MESSAGE_LIMIT)}…`;
}
