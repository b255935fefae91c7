import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { RecordedRequest, Reply } from './github-reply.ts';

const sha = z.string().regex(/^[0-9a-f]{40}$/);
const treeBody = z.object({
  base_tree: sha,
  tree: z.array(
    z.object({
      path: z.string().min(1),
      mode: z.literal('100644'),
      type: z.literal('blob'),
      content: z.string(),
    }),
  ),
});
const commitBody = z.object({ message: z.string().min(1), tree: sha, parents: z.array(sha) });
const pullBody = z.object({
  head: z.string(),
  base: z.string(),
  title: z.string().min(1),
  body: z.string().max(65_536),
  draft: z.boolean(),
});

export interface ProposedPull extends z.infer<typeof pullBody> {
  number: number;
  state: 'open' | 'closed';
}

/** The part of GitHub's state that pushing through the API touches: trees, commits, refs, pull requests. */
export class GithubPushes {
  readonly trees = new Map<string, Record<string, string>>();
  readonly commits = new Map<string, { message: string; tree: string; parents: string[] }>();
  /** Branch names without `refs/heads/`. */
  readonly branches = new Map<string, string>();
  readonly proposed: ProposedPull[] = [];
  /** Whether the token may write contents and pull requests. */
  writable = true;

  /** What a branch changes, by path. */
  filesOf(branch: string): Record<string, string> {
    const commit = this.commits.get(this.branches.get(branch) ?? '');
    return this.trees.get(commit?.tree ?? '') ?? {};
  }

  /** `undefined`: not this part's concern. */
  answer({ method, body, query }: RecordedRequest, path: string): Reply | undefined {
    const rest = decodeURIComponent(path);
    const known = /^(?:git\/(?:refs?|commits|trees)|pulls)(?:\/|$)/.test(rest) && !/^pulls\/\d+$/.test(rest);
    if (!known && !(method === 'PATCH' && /^pulls\/\d+$/.test(rest))) return undefined;
    if (method !== 'GET' && !this.writable)
      return reply(403, { message: 'Resource not accessible by integration' });
    const [, name = ''] = /^git\/refs?\/heads\/(.+)$/.exec(rest) ?? [];
    const [, id = ''] = /^(?:git\/commits|pulls)\/(\w+)$/.exec(rest) ?? [];
    if (method === 'GET' && name) return this.#ref(name);
    if (method === 'GET' && id) return this.#commit(id);
    if (method === 'GET' && rest === 'pulls') return reply(200, this.#list(query));
    if (method === 'POST' && rest === 'git/trees') {
      const { tree } = treeBody.parse(body);
      return reply(
        201,
        this.#keep(this.trees, Object.fromEntries(tree.map(({ path, content }) => [path, content]))),
      );
    }
    if (method === 'POST' && rest === 'git/commits')
      return reply(201, this.#keep(this.commits, commitBody.parse(body)));
    if (method === 'POST' && rest === 'git/refs') {
      const made = z.object({ ref: z.string().startsWith('refs/heads/'), sha }).parse(body);
      const branch = made.ref.slice('refs/heads/'.length);
      if (this.branches.has(branch)) return reply(422, { message: 'Reference already exists' });
      this.branches.set(branch, made.sha);
      return reply(201, { ref: made.ref, object: { sha: made.sha } });
    }
    if (method === 'PATCH' && name) {
      this.branches.set(name, z.object({ sha, force: z.literal(true) }).parse(body).sha);
      return this.#ref(name);
    }
    if (method === 'POST' && rest === 'pulls') {
      const pull = { ...pullBody.parse(body), number: 41 + this.proposed.length, state: 'open' as const };
      this.proposed.push(pull);
      return reply(201, shown(pull));
    }
    const pull = this.proposed.find(({ number }) => number === Number(id));
    if (!pull) return reply(404, { message: 'Not Found' });
    Object.assign(pull, pullBody.pick({ title: true, body: true }).parse(body));
    return reply(200, shown(pull));
  }

  #ref(name: string): Reply {
    const at = this.branches.get(name);
    if (at === undefined) return reply(404, { message: 'Not Found' });
    return reply(200, { ref: `refs/heads/${name}`, object: { sha: at, type: 'commit' } });
  }

  /** A commit that nobody made here is one of the repository's own. */
  #commit(id: string): Reply {
    const { message, tree } = this.commits.get(id) ?? {
      message: 'Somebody wrote this',
      tree: 'a'.repeat(40),
    };
    return reply(200, { sha: id, message, tree: { sha: tree } });
  }

  #list({ head, base, state }: Record<string, string>): unknown[] {
    const branch = head?.split(':')[1];
    return this.proposed
      .filter((pull) => pull.head === branch && pull.base === base && pull.state === state)
      .map(shown);
  }

  #keep<Kept>(into: Map<string, Kept>, value: Kept): { sha: string } {
    const id = createHash('sha1')
      .update(JSON.stringify([into.size, value]))
      .digest('hex');
    into.set(id, value);
    return { sha: id };
  }
}

function shown(pull: ProposedPull) {
  return { ...pull, html_url: `https://github.com/acme/prompts/pull/${pull.number}` };
}

function reply(status: number, body: unknown): Reply {
  return { status, body };
}
