import type { Outcome } from '../../core/report.ts';
import {
  COMMENT_LIMIT,
  type CommentResult,
  commentText,
  type OwnComment,
  openComments,
  type PullRequestPlace,
} from './comment.ts';
import { compareRuns, type Run } from './marker.ts';
import { type ArrangeParts, bodyOf, merged, type Part, partsOf } from './parts.ts';

export interface PartRequest {
  scope: string;
  run: Run;
  outcome: Outcome | undefined;
  /** Markdown of the part, from what it said before and the number of parts there are with it. */
  text: (before: { text: string; running: boolean } | undefined, count: number) => string;
  /** Whether to write a part where there is none yet. */
  create: boolean;
  arrange: ArrangeParts;
  /** Waits between two looks; `random` spreads those who met. */
  sleep: (milliseconds: number) => Promise<unknown>;
  random: () => number;
}

const ROUNDS = 15;
/** About as long as a write of another job can be under way: so long a look back comes after ours. */
const LOOK_AGAIN = 1_000;

/**
 * Puts one scope's part into the comment that all scopes of a pull request share, and leaves the others' parts as they
 * are. GitHub knows no conditional update, so who writes looks afterwards whether the part is still there, and writes it
 * again where another job wrote at the same moment.
 * @throws what the client throws
 */
export async function putPart(place: PullRequestPlace, request: PartRequest): Promise<CommentResult> {
  const { scope, run } = request;
  const comments = await openComments(place);
  let state: 'created' | 'updated' | 'unchanged' = 'unchanged';
  let settled = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const found = await comments.list('shared');
    const parts = merged(found.flatMap(({ body }) => partsOf(body)));
    const own = parts.find((part) => part.scope === scope);
    const [keep, ...others] = found.toSorted((left, right) => left.id - right.id);
    if (own && compareRuns(own.run, run) > 0) return { state: 'stale', url: keep?.url ?? '' };
    if (!own && !request.create && state === 'unchanged') return { state: 'skipped' };
    const count = parts.length + (own ? 0 : 1);
    const before = own && { text: own.text, running: own.outcome === undefined };
    const part: Part = { scope, run, outcome: request.outcome, text: request.text(before, count).trim() };
    const body = bodyOf([...parts.filter((each) => each !== own), part], request.arrange, COMMENT_LIMIT);
    if (body.length > COMMENT_LIMIT) return { state: 'too-long', length: body.length };
    if (keep && others.length === 0 && commentText(keep.body) === commentText(body)) {
      settled += 1;
      // Once is enough where nothing was written, and where nobody else writes here.
      if (state === 'unchanged' || settled > 1 || count === 1) return { state, url: keep.url };
    } else {
      settled = 0;
      state = await write(comments, { keep, others, body, state });
    }
    await request.sleep(LOOK_AGAIN * (settled + request.random()));
  }
  throw new Error('Other jobs kept writing to the comment that they share with this one.');
}

type Comments = Awaited<ReturnType<typeof openComments>>;

async function write(
  comments: Comments,
  options: {
    keep: OwnComment | undefined;
    others: readonly OwnComment[];
    body: string;
    state: 'created' | 'updated' | 'unchanged';
  },
): Promise<'created' | 'updated'> {
  const { keep, others, body, state } = options;
  if (keep === undefined) {
    await comments.create(body);
    return 'created';
  }
  // The oldest stays: everybody who finds two chooses the same one. What the others say is in the body by now.
  if (await comments.update(keep.id, body)) await comments.remove(others);
  return state === 'created' ? 'created' : 'updated';
}
