/** A request as the double saw it. The token itself is not kept. */
export interface RecordedRequest {
  method: string;
  /** Without the base path, so that GitHub.com and GitHub Enterprise read alike. */
  path: string;
  query: Record<string, string>;
  body: unknown;
  authorized: boolean;
}

export interface Reply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** An error as GitHub words it. */
export function githubError(status: number, message: string): Reply {
  return {
    status,
    body: { message, documentation_url: 'https://docs.github.com/rest', status: String(status) },
  };
}
