import * as z from 'zod';
import { RatchetError } from './errors.ts';

const account = z.object({ login: z.string().regex(/^[A-Za-z0-9_-]{1,100}(?:\[bot\])?$/), type: z.string() });

const labelEvent = z.object({
  action: z.string(),
  repository: z.object({
    full_name: z.string().regex(/^(?!\.{1,2}\/)[A-Za-z0-9_.-]{1,100}\/(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}$/),
  }),
  issue: z.object({ number: z.int().min(1), pull_request: z.unknown().optional() }),
  comment: z.object({
    id: z.int().min(1),
    body: z.string().nullable(),
    user: account.nullable(),
    updated_at: z.iso.datetime({ offset: true }).optional(),
  }),
  /** Whoever did what the event tells of: of an edit not always the comment's author. */
  sender: account.optional(),
  changes: z.object({ body: z.object({ from: z.string() }).optional() }).optional(),
});

/** A comment as an `issue_comment` event tells of it. What counts is asked again: an event can be sent twice. */
export interface CommentEvent {
  action: string;
  repository: string;
  pullRequest: number;
  comment: { id: number; body: string; login: string; type: string };
  /** Of an edit: what stood there before, who edited it, and when. */
  edit?: { before: string; login: string; type: string; at: string } | undefined;
}

/**
 * Reads the payload of an `issue_comment` event; `undefined` when it is not about a pull request or has no author.
 * @throws RatchetError E_EVENT
 */
export function readCommentEvent(payload: unknown): CommentEvent | undefined {
  const parsed = labelEvent.safeParse(payload);
  if (!parsed.success) {
    throw new RatchetError({
      code: 'E_EVENT',
      message: `The payload of the issue_comment event cannot be used: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`,
      help: 'The payload is the file that GITHUB_EVENT_PATH names, as GitHub wrote it.',
    });
  }
  const { action, repository, issue, comment, sender, changes } = parsed.data;
  if (issue.pull_request === undefined || issue.pull_request === null || comment.user === null)
    return undefined;
  return {
    action,
    repository: repository.full_name,
    pullRequest: issue.number,
    comment: { id: comment.id, body: comment.body ?? '', ...comment.user },
    ...(action === 'edited' && sender && changes?.body && comment.updated_at !== undefined
      ? { edit: { before: changes.body.from, ...sender, at: comment.updated_at } }
      : {}),
  };
}
