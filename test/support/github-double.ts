import type { ServerResponse } from 'node:http';
import { githubError, type RecordedRequest, type Reply } from './github-reply.ts';
import { GithubState } from './github-state.ts';
import { type Received, sendJson, serve } from './loopback.ts';

/** Answers to give instead of the real one, to the first `times` requests that match. */
export interface Failure {
  times: number;
  /** `'drop'` cuts the connection without an answer. */
  status: number | 'drop';
  /** Which requests; every one when absent. */
  on?: (request: RecordedRequest) => boolean;
  message?: string;
  headers?: Record<string, string>;
  /** Do what was asked and lose only the answer. */
  afterwards?: boolean;
}

export interface GithubDoubleOptions {
  /** `/api/v3` makes it a GitHub Enterprise Server. */
  basePath?: string;
  /** Whom the token belongs to, as GraphQL says it. */
  viewer?: string;
  repository?: string;
}

export interface GithubDouble extends AsyncDisposable {
  /** What the runner gives as `GITHUB_API_URL`. */
  apiUrl: string;
  /** What the runner gives as `GITHUB_GRAPHQL_URL`. */
  graphqlUrl: string;
  /** Comments, check runs, statuses, pull requests, permissions and roles; tests read and change them. */
  state: GithubState;
  requests: RecordedRequest[];
  fail(failure: Failure): void;
  /** Called for every request before it is answered: for what others do in between. */
  onRequest: ((request: RecordedRequest) => void) | undefined;
}

/** GitHub's REST API on a loopback port, as far as this project uses it, with a memory. */
export async function createGithubDouble(options: GithubDoubleOptions = {}): Promise<GithubDouble> {
  const basePath = options.basePath ?? '';
  const graphqlPath = basePath === '/api/v3' ? '/api/graphql' : `${basePath}/graphql`;
  const failures: Failure[] = [];
  const requests: RecordedRequest[] = [];

  const server = await serve((received, response) => {
    const isGraphql = received.path === graphqlPath;
    if (!isGraphql && !received.path.startsWith(`${basePath}/`)) {
      return sendReply(response, githubError(404, 'Not Found'));
    }
    const request = recorded(received, isGraphql ? '/graphql' : received.path.slice(basePath.length));
    requests.push(request);
    double.onRequest?.(request);
    const failure = failures.find((one) => one.times > 0 && (one.on?.(request) ?? true));
    if (failure === undefined) return sendReply(response, double.state.answer(request, double.apiUrl));
    failure.times -= 1;
    if (failure.afterwards === true) double.state.answer(request, double.apiUrl);
    if (failure.status === 'drop') return void response.destroy();
    const headers = failure.headers ?? {};
    return sendReply(response, {
      ...githubError(failure.status, failure.message ?? 'Server Error'),
      headers,
    });
  });

  const double: GithubDouble = {
    apiUrl: `${server.origin}${basePath}`,
    graphqlUrl: `${server.origin}${graphqlPath}`,
    state: new GithubState(options.repository ?? 'acme/prompts', options.viewer ?? 'github-actions[bot]'),
    requests,
    fail: (failure) => void failures.push({ ...failure }),
    onRequest: undefined,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
  return double;
}

/** GitHub's words when content is created too fast. */
export const SECONDARY_LIMIT =
  'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

function recorded(received: Received, path: string): RecordedRequest {
  return {
    method: received.method,
    path,
    query: received.query,
    body: received.text === '' ? undefined : JSON.parse(received.text),
    authorized: /^(?:token|bearer) \S+$/i.test(received.headers.authorization ?? ''),
  };
}

function sendReply(response: ServerResponse, { status, body, headers }: Reply): void {
  sendJson(response, status, body, headers);
}
