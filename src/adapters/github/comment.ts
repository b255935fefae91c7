import type { Octokit } from '@octokit/rest';
import { createAuthorTest } from './author.ts';
import { failureOf } from './failure.ts';
import { compareRuns, markerOf, type Run, runOf } from './marker.ts';

/** GitHub's limit on a comment's body, the marker's line included. */
export const COMMENT_LIMIT = 65_536;

/** A pull request, and the client to reach it with. */
export interface PullRequestPlace {
  client: Octokit;
  owner: string;
  repo: string;
  pullRequest: number;
}

export interface CommentRequest {
  run: Run;
  /** What the comment is about. Comments of other scopes are left alone. */
  scope?: string | undefined;
  /** Markdown without the marker. */
  text: string;
  /** Whether to write a comment when there is none yet. */
  create: boolean;
}

export type CommentResult =
  | { state: 'created' | 'updated' | 'unchanged' | 'stale'; url: string }
  | { state: 'skipped' }
  | { state: 'too-long'; length: number };

interface OwnComment {
  id: number;
  url: string;
  body: string;
  run: Run;
}

// Comments can vanish between finding and updating, but not for ever.
const ROUNDS = 3;

/**
 * Keeps the one comment: creates it, or brings it up to date in place. A comment of a newer run stays as it is.
 * @throws what the client throws
 */
export async function putComment(place: PullRequestPlace, request: CommentRequest): Promise<CommentResult> {
  const body = `${markerOf(request.run, request.scope)}\n${request.text}`;
  if (body.length > COMMENT_LIMIT) return { state: 'too-long', length: body.length };
  const { client, owner, repo, pullRequest } = place;
  const isOurs = await createAuthorTest(client);

  for (let round = 1; round <= ROUNDS; round += 1) {
    const found = await ownComments(place, isOurs, request.scope);
    if (found.length === 0) {
      if (!request.create) return { state: 'skipped' };
      const answer = await client.rest.issues.createComment({ owner, repo, issue_number: pullRequest, body });
      const created = { id: answer.data.id, url: answer.data.html_url, body, run: request.run };
      return await settleCreated(place, created, await ownComments(place, isOurs, request.scope));
    }
    const settled = await settle(place, found, body, request.run);
    if (settled !== undefined) return settled;
  }
  throw new Error('The comment was deleted again and again while it was being updated.');
}

/** Our comments over all pages. Both have to fit, author and marker: anyone can write the marker. */
async function ownComments(
  { client, owner, repo, pullRequest }: PullRequestPlace,
  isOurs: Awaited<ReturnType<typeof createAuthorTest>>,
  scope: string | undefined,
): Promise<OwnComment[]> {
  const all = await client.paginate(client.rest.issues.listComments, {
    owner,
    repo,
    issue_number: pullRequest,
    per_page: 100,
  });
  return all.flatMap((comment) => {
    const run = runOf(comment.body ?? '');
    if (run === undefined || run.scope !== scope || !isOurs(comment.user)) return [];
    return [{ id: comment.id, url: comment.html_url, body: comment.body ?? '', run }];
  });
}

/**
 * Two runs that both find no comment both create one, and so does a request whose answer was lost on the way
 * and that was sent again. Looking once more after creating leaves one comment in each of these cases.
 */
async function settleCreated(
  place: PullRequestPlace,
  created: OwnComment,
  listed: readonly OwnComment[],
): Promise<CommentResult> {
  const others = listed.filter((comment) => comment.id !== created.id);
  const settled = await settle(place, [created, ...others], created.body, created.run);
  if (settled?.state === 'stale') await deleteAll(place, [created]);
  return settled?.state === 'stale' ? settled : { state: 'created', url: settled?.url ?? created.url };
}

/** Updates the comment that stays and deletes the others; `undefined` when the one that stays is gone. */
async function settle(
  place: PullRequestPlace,
  ours: readonly OwnComment[],
  body: string,
  run: Run,
): Promise<Extract<CommentResult, { url: string }> | undefined> {
  // The newest run's stays, the oldest comment among its own: every run that settles at the same time
  // then deletes other comments than the one that any of them keeps.
  const [keep, ...others] = ours.toSorted((a, b) => compareRuns(b.run, a.run) || a.id - b.id);
  if (keep === undefined) return undefined;
  if (compareRuns(keep.run, run) > 0) return { state: 'stale', url: keep.url };
  const same = normalized(keep.body) === normalized(body);
  if (!same && !(await update(place, keep.id, body))) return undefined;
  await deleteAll(place, others);
  return { state: same ? 'unchanged' : 'updated', url: keep.url };
}

/** Whether the comment was still there to be updated. */
async function update({ client, owner, repo }: PullRequestPlace, id: number, body: string): Promise<boolean> {
  try {
    await client.rest.issues.updateComment({ owner, repo, comment_id: id, body });
    return true;
  } catch (error) {
    if (failureOf(error).kind === 'missing') return false;
    throw error;
  }
}

async function deleteAll({ client, owner, repo }: PullRequestPlace, comments: readonly OwnComment[]) {
  for (const { id } of comments) {
    // One left behind does no harm: the next run finds and deletes it.
    await client.rest.issues.deleteComment({ owner, repo, comment_id: id }).catch(() => {});
  }
}

/** GitHub may give a body back with other line ends than it got. */
function normalized(body: string): string {
  return body.replaceAll('\r\n', '\n').trimEnd();
}
