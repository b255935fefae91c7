/** Which run wrote a comment. Runs are ordered by id, then attempt; a run outside of a workflow is 0.0. */
export interface Run {
  id: number;
  attempt: number;
}

/** The first line of our comment: says that it is ours, and how recent. */
export function markerOf(run: Run): string {
  return `<!-- prompt-ratchet v1 run=${run.id}.${run.attempt} -->`;
}

/**
 * The run in a comment's marker; `undefined` without one. Only the first line counts: further down stands
 * what models and pull requests wrote.
 */
export function runOf(body: string): Run | undefined {
  const found = /^<!-- prompt-ratchet v1 run=(\d{1,16})\.(\d{1,16}) -->\r?(?:\n|$)/.exec(body);
  return found === null ? undefined : { id: Number(found[1]), attempt: Number(found[2]) };
}

/** Negative when `left` is the older run. */
export function compareRuns(left: Run, right: Run): number {
  return left.id - right.id || left.attempt - right.attempt;
}
