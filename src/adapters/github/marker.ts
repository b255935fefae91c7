/** Which run wrote a comment. Runs are ordered by id, then attempt; a run outside of a workflow is 0.0. */
export interface Run {
  id: number;
  attempt: number;
}

/** The first line of our comment: says that it is ours, how recent, and what it is about. */
export function markerOf(run: Run, scope?: string): string {
  const about = scope === undefined ? '' : ` scope=${encodeURIComponent(scope)}`;
  return `<!-- prompt-ratchet v1 run=${run.id}.${run.attempt}${about} -->`;
}

/**
 * What a comment's marker says; `undefined` without one. Only the first line counts: further down stands
 * what models and pull requests wrote.
 */
export function runOf(body: string): (Run & { scope?: string }) | undefined {
  const [, id, attempt, scope] =
    /^<!-- prompt-ratchet v1 run=(\d{1,16})\.(\d{1,16})(?: scope=([\w.!~*'()%-]{1,1000}))? -->\r?(?:\n|$)/.exec(
      body,
    ) ?? [];
  if (id === undefined) return undefined;
  const run = { id: Number(id), attempt: Number(attempt) };
  return scope === undefined ? run : { ...run, scope: decoded(scope) };
}

/** Anyone can write a marker: what is not well encoded is a scope that nobody has. */
function decoded(scope: string): string {
  try {
    return decodeURIComponent(scope);
  } catch {
    return '';
  }
}

/** Negative when `left` is the older run. */
export function compareRuns(left: Run, right: Run): number {
  return left.id - right.id || left.attempt - right.attempt;
}
