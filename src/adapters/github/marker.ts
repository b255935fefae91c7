/** Which run wrote a comment. Runs are ordered by id, then attempt; a run outside of a workflow is 0.0. */
export interface Run {
  id: number;
  attempt: number;
}

/** What a comment's first line says of it. */
export interface Marker extends Run {
  /** The run is under way. */
  running?: true;
  /** The comment is shared by runs of several scopes: their parts stand between lines with this word. */
  parts?: string;
}

/** The first line of our comment: says that it is ours, how recent, and how it is made up. */
export function markerOf({ id, attempt, running, parts }: Marker): string {
  const shared = parts === undefined ? '' : ` parts=${parts}`;
  return `<!-- prompt-ratchet v1 run=${id}.${attempt}${shared}${running ? ' running' : ''} -->`;
}

/**
 * What a comment's marker says; `undefined` without one. Only the first line counts: further down stands
 * what models and pull requests wrote.
 */
export function readMarker(body: string): Marker | undefined {
  const [, id, attempt, parts, running] =
    /^<!-- prompt-ratchet v1 run=(\d{1,16})\.(\d{1,16})(?: parts=([0-9a-f]{16}))?( running)? -->\r?(?:\n|$)/.exec(
      body,
    ) ?? [];
  if (id === undefined) return undefined;
  return {
    id: Number(id),
    attempt: Number(attempt),
    ...(parts === undefined ? {} : { parts }),
    ...(running === undefined ? {} : { running: true }),
  };
}

/** Negative when `left` is the older run. */
export function compareRuns(left: Run, right: Run): number {
  return left.id - right.id || left.attempt - right.attempt;
}
