import type { Octokit } from '@octokit/rest';
import { createAuthorTest } from './author.ts';
import { failureOf } from './failure.ts';
import { compareRuns, type Marker, markerOf, type Run, readMarker } from './marker.ts';

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
  /** The run is under way: what it says is not its result yet. */
  running?: boolean;
  /** Markdown without the marker, from what the comment said before. */
  text: (before: { text: string; running: boolean } | undefined) => string;
  /** Whether to write a comment when there is none yet. */
  create: boolean;
}

export type CommentResult =
  | { state: 'created' | 'updated' | 'unchanged' | 'stale'; url: string }
  | { state: 'skipped' }
  | { state: 'too-long'; length: number };

export interface OwnComment {
  id: number;
  url: string;
  body: string;
  marker: Marker;
}

// Comments can vanish between finding and updating, and others can write in between, but not for ever.
const ROUNDS = 4;

/**
 * Keeps the one comment: creates it, or brings it up to date in place. A comment of a newer run stays as it is.
 * @throws what the client throws
 */
export async function putComment(place: PullRequestPlace, request: CommentRequest): Promise<CommentResult> {
  const { run } = request;
  const least = bodyOf(request, undefined).length;
  if (least > COMMENT_LIMIT) return { state: 'too-long', length: least };
  const comments = await openComments(place);
  let written: 'created' | 'updated' | undefined;
  for (let round = 1; round <= ROUNDS; round += 1) {
    // The newest run's stays, the oldest comment among its own: every run that settles at the same time
    // then deletes other comments than the one that any of them keeps.
    const found = await comments.list('single');
    const [keep, ...others] = found.toSorted((a, b) => compareRuns(b.marker, a.marker) || a.id - b.id);
    const body = bodyOf(request, keep);
    if (body.length > COMMENT_LIMIT) return { state: 'too-long', length: body.length };
    if (keep === undefined) {
      if (!request.create) return { state: 'skipped' };
      await comments.create(body);
      // Two runs that both find no comment both create one, and so does a request whose answer was lost on the
      // way and that was sent again. Looking once more leaves one comment in each of these cases.
      written = 'created';
    } else if (compareRuns(keep.marker, run) > 0) {
      await comments.remove(others.filter(({ marker }) => compareRuns(marker, run) <= 0));
      return { state: 'stale', url: keep.url };
    } else if (commentText(keep.body) === commentText(body)) {
      await comments.remove(others);
      return { state: written ?? 'unchanged', url: keep.url };
    } else if (await comments.update(keep.id, body)) {
      await comments.remove(others);
      written ??= 'updated';
      // An older run that looked before this write and wrote after it has put its own words over these.
      if (await comments.holds(keep.id, run)) return { state: written, url: keep.url };
    }
  }
  throw new Error('The comment was deleted or overwritten again and again while it was being updated.');
}

function bodyOf({ run, running, text }: CommentRequest, keep: OwnComment | undefined): string {
  const before = keep && { text: textOf(keep.body), running: keep.marker.running === true };
  return `${markerOf({ ...run, ...(running ? { running } : {}) })}\n${text(before)}`;
}

function textOf(body: string): string {
  const text = body.replaceAll('\r\n', '\n');
  return text.slice(text.indexOf('\n') + 1);
}

/** A body as it can be compared: GitHub may give it back with other line ends than it got. */
export function commentText(body: string): string {
  return body.replaceAll('\r\n', '\n').trimEnd();
}

/** Our comments on a pull request, and what can be done to them. */
export async function openComments(place: PullRequestPlace) {
  const { client, owner, repo, pullRequest } = place;
  const isOurs = await createAuthorTest(client);
  return {
    /** Over all pages. Both have to fit, author and marker: anyone can write the marker. */
    async list(kind: 'single' | 'shared'): Promise<OwnComment[]> {
      const all = await client.paginate(client.rest.issues.listComments, {
        owner,
        repo,
        issue_number: pullRequest,
        per_page: 100,
      });
      return all.flatMap((comment) => {
        const body = comment.body ?? '';
        const marker = readMarker(body);
        if (marker === undefined || !isOurs(comment.user)) return [];
        if ((marker.parts !== undefined) !== (kind === 'shared')) return [];
        return [{ id: comment.id, url: comment.html_url, body, marker }];
      });
    },
    async create(body: string): Promise<void> {
      await client.rest.issues.createComment({ owner, repo, issue_number: pullRequest, body });
    },
    /** Whether the comment was still there to be updated. */
    async update(id: number, body: string): Promise<boolean> {
      return (
        (await unlessMissing(client.rest.issues.updateComment({ owner, repo, comment_id: id, body }))) !==
        undefined
      );
    },
    /** Whether a comment still says what this run or a newer one wrote. */
    async holds(id: number, run: Run): Promise<boolean> {
      const answer = await unlessMissing(client.rest.issues.getComment({ owner, repo, comment_id: id }));
      const marker = readMarker(answer?.data.body ?? '');
      return marker !== undefined && compareRuns(marker, run) >= 0;
    },
    async remove(comments: readonly OwnComment[]): Promise<void> {
      for (const { id } of comments) {
        // One left behind does no harm: the next run finds and deletes it.
        await client.rest.issues.deleteComment({ owner, repo, comment_id: id }).catch(() => {});
      }
    },
  };
}

async function unlessMissing<Answer>(request: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await request;
  } catch (error) {
    if (failureOf(error).kind === 'missing') return undefined;
    throw error;
  }
}
