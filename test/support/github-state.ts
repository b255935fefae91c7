import * as z from 'zod';
import { GithubGit } from './github-git.ts';
import { GithubPulls } from './github-pulls.ts';
import { githubError, type RecordedRequest, type Reply } from './github-reply.ts';

export interface StoredComment {
  id: number;
  body: string;
  issue: number;
  user: { login: string; type: string };
  created_at: string;
  /** The same as `created_at` until the comment is edited. */
  updated_at: string;
}

/** A role as organisations have them: the built-in ones, or one that they made on top of a base. */
export type Role =
  | 'none'
  | 'read'
  | 'triage'
  | 'write'
  | 'maintain'
  | 'admin'
  | { name: string; base: 'read' | 'write' };

/** What the token may do. `read` answers writes with GitHub's 403. */
export interface Permissions {
  comments: 'none' | 'read' | 'write';
  checks: 'none' | 'write';
  statuses: 'none' | 'write';
  contents: 'read' | 'write';
  graphql: boolean;
}

const NOT_ACCESSIBLE = 'Resource not accessible by integration';
const ROLE_ERRORS: Readonly<Record<number, string>> = { 403: NOT_ACCESSIBLE, 404: 'Not Found' };
const sha = z.string().regex(/^[0-9a-f]{40}$/);
const commentBody = z.object({ body: z.string().min(1) });
const checkOutput = z.object({ title: z.string().min(1), summary: z.string().max(65_535) });
const checkRunBody = z.object({
  name: z.string().min(1),
  head_sha: sha,
  status: z.literal('completed'),
  conclusion: z.enum([
    'success',
    'failure',
    'neutral',
    'cancelled',
    'skipped',
    'timed_out',
    'action_required',
  ]),
  details_url: z.string().optional(),
  output: checkOutput,
});
const annotation = z.object({
  path: z.string().min(1),
  start_line: z.int().min(1),
  end_line: z.int().min(1),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  title: z.string().max(255),
  message: z
    .string()
    .min(1)
    .max(64 * 1024),
});
const checkUpdate = z.object({ output: checkOutput.extend({ annotations: z.array(annotation).max(50) }) });
const statusBody = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().min(1),
  description: z.string().max(140),
  target_url: z.url().optional(),
});

/** What GitHub keeps, and the rules by which it changes. */
export class GithubState {
  readonly repository: string;
  viewer: string;
  /** Oldest first, as GitHub lists them. */
  comments: StoredComment[] = [];
  /** Marks at lines, over all check runs. */
  readonly annotations: z.infer<typeof annotation>[] = [];
  readonly checkRuns: z.infer<typeof checkRunBody>[] = [];
  readonly statuses: (z.infer<typeof statusBody> & { sha: string })[] = [];
  readonly pulls = new Map<number, unknown>();
  readonly git = new GithubGit();
  readonly proposals = new GithubPulls();
  /**
   * What accounts may do, by login in lower case. A number is the HTTP status that answers for that account; an
   * account that is not listed may read, as anyone may in a public repository.
   */
  readonly roles = new Map<string, Role | number>();
  readonly permissions: Permissions = {
    comments: 'write',
    checks: 'write',
    statuses: 'write',
    contents: 'write',
    graphql: true,
  };
  locked = false;
  #nextId = 1_000;
  #time = Date.UTC(2026, 0, 1);

  constructor(repository: string, viewer: string) {
    this.repository = repository;
    this.viewer = viewer;
  }

  /** A comment that was there before. */
  addComment(comment: { body: string; login?: string; type?: string; issue?: number }): StoredComment {
    const now = this.#tick();
    const login = comment.login ?? this.viewer;
    const type = comment.type ?? (login.endsWith('[bot]') ? 'Bot' : 'User');
    const stored = {
      id: this.#nextId++,
      body: comment.body,
      issue: comment.issue ?? 1,
      user: { login, type },
      created_at: now,
      updated_at: now,
    };
    this.comments.push(stored);
    return stored;
  }

  /** What somebody else does to a comment: its author stays who they were. */
  editComment(id: number, body: string): void {
    const comment = this.comments.find((one) => one.id === id);
    if (comment === undefined) throw new Error(`There is no comment ${id}.`);
    Object.assign(comment, { body, updated_at: this.#tick() });
  }

  answer(request: RecordedRequest, apiUrl: string): Reply {
    if (!request.authorized) return githubError(401, 'Requires authentication');
    if (request.path === '/graphql') return this.#graphql(request.body);
    const prefix = `/repos/${this.repository}/`;
    if (!request.path.startsWith(prefix)) return githubError(404, 'Not Found');
    const rest = request.path.slice(prefix.length);
    if (request.method === 'GET' && rest.startsWith('contents/')) {
      return this.git.contents(rest.slice('contents/'.length), request.query['ref'] ?? '');
    }
    if (rest.startsWith('git/')) {
      const refused = this.permissions.contents !== 'write' && request.method !== 'GET';
      return refused ? githubError(403, NOT_ACCESSIBLE) : this.git.answer(request, rest.slice('git/'.length));
    }
    const username = /^collaborators\/([^/]+)\/permission$/.exec(rest)?.[1];
    if (username !== undefined && request.method === 'GET') return this.#permission(username);
    const route = `${request.method} ${rest.replaceAll(/\b(?:\d+|[0-9a-f]{40})(?=\/|$)/g, ':id')}`;
    const id = /\/(\w{40}|\d+)(?=\/|$)/.exec(rest)?.[1] ?? '';
    switch (route) {
      case 'GET pulls/:id':
        return found(this.pulls.get(Number(id)));
      case 'GET pulls':
      case 'POST pulls':
      case 'PATCH pulls/:id': {
        const refused = this.permissions.contents !== 'write' && request.method !== 'GET';
        return refused ? githubError(403, NOT_ACCESSIBLE) : this.proposals.answer(request, id);
      }
      case 'GET issues/:id/comments':
        return this.#listComments(Number(id), request.query, `${apiUrl}${request.path}`);
      case 'GET issues/comments/:id': {
        const comment = this.comments.find((one) => one.id === Number(id));
        return found(comment && this.#shown(comment));
      }
      case 'POST issues/:id/comments':
      case 'PATCH issues/comments/:id':
      case 'DELETE issues/comments/:id':
        return this.#writeComment(request, Number(id));
      case 'POST check-runs':
        if (this.permissions.checks === 'none') return githubError(403, NOT_ACCESSIBLE);
        return stored(this.checkRuns, checkRunBody.safeParse(request.body));
      case 'PATCH check-runs/:id': {
        const update = checkUpdate.safeParse(request.body);
        if (!update.success) return githubError(422, 'Validation Failed');
        this.annotations.push(...update.data.output.annotations);
        return { status: 200, body: { id: Number(id) } };
      }
      case 'POST statuses/:id':
        if (this.permissions.statuses === 'none') return githubError(403, NOT_ACCESSIBLE);
        return stored(
          this.statuses,
          statusBody.extend({ sha }).safeParse({ ...Object(request.body), sha: id }),
        );
      default:
        return githubError(404, 'Not Found');
    }
  }

  #graphql(body: unknown): Reply {
    if (!this.permissions.graphql) return githubError(403, NOT_ACCESSIBLE);
    const { query } = z.object({ query: z.string() }).parse(body);
    if (!/^\s*query\s*\{\s*viewer\s*\{\s*login\s*\}\s*\}\s*$/.test(query)) {
      return { status: 200, body: { errors: [{ message: `The double does not know the query: ${query}` }] } };
    }
    return { status: 200, body: { data: { viewer: { login: this.viewer } } } };
  }

  #permission(username: string): Reply {
    const role = this.roles.get(username.toLowerCase()) ?? 'read';
    if (typeof role === 'number') return githubError(role, ROLE_ERRORS[role] ?? 'Server Error');
    return { status: 200, body: { ...permissionOf(role), user: { login: username, type: 'User' } } };
  }

  #listComments(issue: number, query: Record<string, string>, url: string): Reply {
    if (this.permissions.comments === 'none') return githubError(403, NOT_ACCESSIBLE);
    const size = Math.min(100, Number(query['per_page'] ?? 30));
    const page = Number(query['page'] ?? 1);
    const all = this.comments.filter((comment) => comment.issue === issue);
    const last = Math.max(1, Math.ceil(all.length / size));
    const link = (to: number, rel: string) => `<${url}?per_page=${size}&page=${to}>; rel="${rel}"`;
    const headers: Record<string, string> =
      page < last ? { link: `${link(page + 1, 'next')}, ${link(last, 'last')}` } : {};
    const body = all.slice((page - 1) * size, page * size).map((comment) => this.#shown(comment));
    return { status: 200, body, headers };
  }

  #writeComment({ method, body }: RecordedRequest, id: number): Reply {
    if (this.permissions.comments !== 'write') return githubError(403, NOT_ACCESSIBLE);
    if (this.locked && method === 'POST') {
      return githubError(403, 'Unable to create comment because issue is locked.');
    }
    const comment = this.comments.find((one) => one.id === id);
    if (method !== 'POST' && comment === undefined) return githubError(404, 'Not Found');
    if (method === 'DELETE') {
      this.comments = this.comments.filter((one) => one !== comment);
      return { status: 204, body: undefined };
    }
    const parsed = commentBody.safeParse(body);
    if (!parsed.success || parsed.data.body.length > 65_536) return githubError(422, 'Validation Failed');
    const login = this.viewer === 'github-actions' ? 'github-actions[bot]' : this.viewer;
    const written = comment ?? this.addComment({ body: '', issue: id, login });
    if (comment === undefined) written.body = parsed.data.body;
    else this.editComment(comment.id, parsed.data.body);
    return { status: comment === undefined ? 201 : 200, body: this.#shown(written) };
  }

  /** A minute passes between what happens here. */
  #tick(): string {
    this.#time += 60_000;
    return new Date(this.#time).toISOString().replace('.000Z', 'Z');
  }

  #shown({ issue, ...comment }: StoredComment) {
    const { id } = comment;
    return {
      ...comment,
      html_url: `https://github.example/${this.repository}/pull/${issue}#issuecomment-${id}`,
    };
  }
}

/** A role as the API puts it: `permission` knows no more than the bases. */
function permissionOf(role: Role): { permission: string; role_name: string } {
  if (typeof role === 'object') return { permission: role.base, role_name: role.name };
  const permission = role === 'maintain' ? 'write' : role === 'triage' ? 'read' : role;
  return { permission, role_name: role };
}

function found(value: unknown): Reply {
  return value === undefined ? githubError(404, 'Not Found') : { status: 200, body: value };
}

function stored<Value>(list: Value[], parsed: z.ZodSafeParseResult<Value>): Reply {
  if (!parsed.success) return githubError(422, `Validation Failed: ${parsed.error.issues[0]?.message}`);
  list.push(parsed.data);
  return { status: 201, body: { id: list.length, ...parsed.data } };
}
