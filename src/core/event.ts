import * as z from 'zod';
import { RatchetError } from './errors.ts';

/** What a run needs to know of the event that started it. What the event does not say is `undefined`. */
export interface EventInfo {
  /** The event's name, such as `pull_request`. */
  event: string;
  /** `owner/name`. */
  repository?: string | undefined;
  pullRequest?: number | undefined;
  baseSha?: string | undefined;
  /** Branch name without `refs/heads/`. */
  baseRef?: string | undefined;
  /** The repository's default branch. */
  defaultBranch?: string | undefined;
  headSha?: string | undefined;
  /** Branch name without `refs/heads/`. In a pull request from a fork, a branch of the fork. */
  headRef?: string | undefined;
  /** Whether head lives in another repository than base: its author need not be trusted. */
  fork: boolean;
  /** Whether the pull request was closed when the event was sent. */
  closed: boolean;
}

// A SHA-1 or SHA-256 object name, whole. Anything else could be an option or another ref to Git.
export const sha = z
  .string()
  .regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'must be a commit SHA of 40 or 64 hex digits');

// Dot segments would turn one API path into another.
export const repositoryName = z
  .string()
  .regex(
    /^(?!\.{1,2}\/)[A-Za-z0-9_.-]{1,100}\/(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}$/,
    'must be "owner/name" in the letters that GitHub allows',
  );

// The rules of `git check-ref-format`, and no leading dash: a ref is an argument of Git sooner or later.
const ref = z
  .string()
  .min(1, 'must not be empty')
  .max(255, 'must not be longer than 255 characters')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is to refuse
  .regex(/^(?!-)(?!.*(?:\.\.|@\{))[^\u0000-\u0020\u007f~^:?*[\\]+$/, 'must be the name of a Git ref');

const repository = z.object({ full_name: repositoryName, default_branch: ref.optional() });

const pullRequestEvent = z.object({
  repository,
  pull_request: z.object({
    number: z.int().min(1),
    state: z.enum(['open', 'closed']),
    base: z.object({ sha, ref, repo: repository }),
    // GitHub sends null once the fork is deleted.
    head: z.object({ sha, ref, repo: repository.nullable() }),
  }),
});

const mergeGroupEvent = z.object({
  repository,
  merge_group: z.object({ base_sha: sha, base_ref: ref, head_sha: sha, head_ref: ref }),
});

const pushEvent = z.object({ repository, before: sha, after: sha, ref });

const otherEvent = z.object({ repository: repository.optional() });

const eventName = z.string().regex(/^[a-z][a-z_]{0,63}$/, 'must be the name of a GitHub event');

/**
 * Reads an event's payload. The payload is hostile: forks choose branch names, and a file can hold anything.
 * @throws RatchetError E_EVENT
 */
export function readEvent({ name, payload }: { name: string; payload: unknown }): EventInfo {
  const event = parsePayload(eventName, name, 'event name');
  switch (event) {
    case 'pull_request':
    case 'pull_request_target':
      return pullRequestInfo(event, parsePayload(pullRequestEvent, payload, event));
    case 'merge_group':
      return mergeGroupInfo(event, parsePayload(mergeGroupEvent, payload, event));
    case 'push':
      return pushInfo(event, parsePayload(pushEvent, payload, event));
    default: {
      const { repository: at } = parsePayload(otherEvent, payload, event);
      return {
        event,
        repository: at?.full_name,
        defaultBranch: at?.default_branch,
        fork: false,
        closed: false,
      };
    }
  }
}

function pullRequestInfo(event: string, payload: z.infer<typeof pullRequestEvent>): EventInfo {
  const { number, state, base, head } = payload.pull_request;
  return {
    event,
    repository: payload.repository.full_name,
    defaultBranch: payload.repository.default_branch,
    pullRequest: number,
    baseSha: base.sha,
    baseRef: base.ref,
    headSha: head.sha,
    headRef: head.ref,
    fork: head.repo?.full_name.toLowerCase() !== base.repo.full_name.toLowerCase(),
    closed: state === 'closed',
  };
}

function mergeGroupInfo(event: string, payload: z.infer<typeof mergeGroupEvent>): EventInfo {
  const group = payload.merge_group;
  return {
    event,
    repository: payload.repository.full_name,
    defaultBranch: payload.repository.default_branch,
    baseSha: group.base_sha,
    baseRef: branchOf(group.base_ref),
    headSha: group.head_sha,
    headRef: branchOf(group.head_ref),
    fork: false,
    closed: false,
  };
}

function pushInfo(event: string, payload: z.infer<typeof pushEvent>): EventInfo {
  return {
    event,
    repository: payload.repository.full_name,
    defaultBranch: payload.repository.default_branch,
    baseSha: existing(payload.before),
    headSha: existing(payload.after),
    headRef: branchOf(payload.ref),
    fork: false,
    closed: false,
  };
}

/** A push that creates a branch has zeros for its `before`, one that deletes it for its `after`. */
function existing(commit: string): string | undefined {
  return /^0+$/.test(commit) ? undefined : commit;
}

function branchOf(fullRef: string): string {
  return fullRef.replace(/^refs\/heads\//, '');
}

/** @throws RatchetError E_EVENT that names places and rules, never values */
export function parsePayload<Value>(schema: z.ZodType<Value>, value: unknown, what: string): Value {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // The message names the place and the rule, never the value: that is outside text.
  const wrong = result.error.issues.map((issue) => `${issue.path.join('.') || what}: ${issue.message}`);
  throw new RatchetError({
    code: 'E_EVENT',
    message: `The payload of the ${what === 'event name' ? 'event' : `${what} event`} cannot be used: ${wrong.join('; ')}.`,
    help: 'The payload is the file that GITHUB_EVENT_PATH names, as GitHub wrote it. Start the workflow on pull_request, merge_group or push, or name the commits to compare yourself.',
  });
}
