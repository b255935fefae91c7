import * as z from 'zod';
import type { RecordedRequest, Reply } from './github-state.ts';

const treeBody = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string().min(1),
      mode: z.literal('100644'),
      type: z.literal('blob'),
      content: z.string(),
    }),
  ),
});
const commitBody = z.object({ message: z.string().min(1), tree: z.string(), parents: z.array(z.string()) });

type Files = Readonly<Record<string, string>>;

/** What GitHub keeps of a repository's files, as far as commits made over the API need it. */
export class GitStore {
  readonly trees = new Map<string, Files>();
  readonly commits = new Map<string, { tree: string; parents: string[]; message: string }>();
  /** Commit by branch. */
  readonly branches = new Map<string, string>();
  writable = true;
  #next = 1;

  filesOf(branch: string): Files {
    const commit = this.commits.get(this.branches.get(branch) ?? '');
    return this.trees.get(commit?.tree ?? '') ?? {};
  }

  /** Commits files to a branch, as somebody else would. */
  commit(branch: string, files: Files): void {
    const tree = this.#store(this.trees, { ...this.filesOf(branch), ...files });
    const parent = this.branches.get(branch);
    this.branches.set(
      branch,
      this.#store(this.commits, { tree, parents: parent ? [parent] : [], message: 'another' }),
    );
  }

  answer(method: string, rest: string, { body, query }: RecordedRequest): Reply | undefined {
    if (!/^(?:git|contents)\//.test(rest)) return undefined;
    if (method !== 'GET' && !this.writable) return fail(403, 'Resource not accessible by integration');
    const branch = /^git\/refs?\/heads(?:\/|%2F)(.+)$/.exec(rest)?.[1];
    if (method === 'GET' && rest.startsWith('contents/')) {
      const ref = query['ref'] ?? '';
      const commit =
        this.commits.get(ref) ?? this.commits.get(this.branches.get(ref.replace('refs/heads/', '')) ?? '');
      const text = this.trees.get(commit?.tree ?? '')?.[decodeURIComponent(rest.slice('contents/'.length))];
      return text === undefined ? fail(404, 'Not Found') : { status: 200, body: text };
    }
    if (method === 'GET' && branch) {
      const sha = this.branches.get(branch);
      return sha ? { status: 200, body: { object: { sha } } } : fail(404, 'Not Found');
    }
    if (method === 'GET' && rest.startsWith('git/commits/')) {
      const commit = this.commits.get(rest.slice('git/commits/'.length));
      return commit ? { status: 200, body: { tree: { sha: commit.tree } } } : fail(404, 'Not Found');
    }
    if (method === 'POST' && rest === 'git/trees') {
      const { base_tree: base = '', tree } = treeBody.parse(body);
      const files = Object.fromEntries(tree.map(({ path, content }) => [path, content]));
      return { status: 201, body: { sha: this.#store(this.trees, { ...this.trees.get(base), ...files }) } };
    }
    if (method === 'POST' && rest === 'git/commits') {
      return { status: 201, body: { sha: this.#store(this.commits, commitBody.parse(body)) } };
    }
    if (method === 'POST' && rest === 'git/refs') {
      const { ref, sha } = z.object({ ref: z.string(), sha: z.string() }).parse(body);
      const name = ref.replace('refs/heads/', '');
      if (this.branches.has(name)) return fail(422, 'Reference already exists');
      this.branches.set(name, sha);
      return { status: 201, body: { ref } };
    }
    if (method === 'PATCH' && branch) {
      const { sha } = z.object({ sha: z.string() }).parse(body);
      const parent = this.commits.get(sha)?.parents[0];
      if (parent !== this.branches.get(branch)) return fail(422, 'Update is not a fast forward');
      this.branches.set(branch, sha);
      return { status: 200, body: { object: { sha } } };
    }
    return fail(404, 'Not Found');
  }

  #store<Value>(into: Map<string, Value>, value: Value): string {
    const sha = String(this.#next).padStart(40, '0');
    this.#next += 1;
    into.set(sha, value);
    return sha;
  }
}

function fail(status: number, message: string): Reply {
  return { status, body: { message, status: String(status) } };
}
