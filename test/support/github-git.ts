import { createHash } from 'node:crypto';
import * as z from 'zod';
import { githubError, type RecordedRequest, type Reply } from './github-reply.ts';

const sha = z.string().regex(/^[0-9a-f]{40}$/);
const treeBody = z.object({
  base_tree: sha.optional(),
  tree: z.array(
    z.object({ path: z.string(), mode: z.literal('100644'), type: z.literal('blob'), content: z.string() }),
  ),
});
const commitBody = z.object({ message: z.string().min(1), tree: sha, parents: z.array(sha) });
const createRef = z.object({ ref: z.string().startsWith('refs/heads/'), sha });
const updateRef = z.object({ sha, force: z.boolean() });

interface Commit {
  message: string;
  tree: string;
  parents: string[];
}

/** Git's objects and branches as GitHub's API for them keeps them. */
export class GithubGit {
  readonly refs = new Map<string, string>();
  readonly #blobs = new Map<string, string>();
  readonly #trees = new Map<string, Map<string, string>>();
  readonly commits = new Map<string, Commit>();

  /** The files of a branch by name; `undefined` when there is no such branch. */
  files(branch: string): Record<string, string> | undefined {
    const tip = this.refs.get(`heads/${branch}`);
    const tree = this.#trees.get(this.commits.get(tip ?? '')?.tree ?? '');
    return tree && Object.fromEntries([...tree].map(([path, blob]) => [path, this.#blobs.get(blob) ?? '']));
  }

  filesOf(branch: string): Readonly<Record<string, string>> {
    return this.files(branch) ?? {};
  }

  /** Commits files to a branch, as somebody else would. */
  commit(branch: string, files: Readonly<Record<string, string>>): void {
    const tree = this.#createTree({
      base_tree: this.commits.get(this.refs.get(`heads/${branch}`) ?? '')?.tree,
      tree: Object.entries(files).map(([path, content]) => ({ path, mode: '100644', type: 'blob', content })),
    }).body as { sha: string };
    const parent = this.refs.get(`heads/${branch}`);
    const commit = { message: 'Somebody wrote this', tree: tree.sha, parents: parent ? [parent] : [] };
    this.refs.set(`heads/${branch}`, this.#store(this.commits, commit, `${tree.sha} ${this.commits.size}`));
  }

  /** A commit that was there before; of its files nothing is known here. */
  keep(id: string): void {
    this.commits.set(id, { message: 'Somebody wrote this', tree: 'a'.repeat(40), parents: [] });
  }

  /** Answers for a file's text at a branch or commit. */
  contents(path: string, ref: string): Reply {
    const name = ref.replace(/^refs\/heads\//, '');
    const commit = this.commits.get(ref) ?? this.commits.get(this.refs.get(`heads/${name}`) ?? '');
    const blob = this.#trees.get(commit?.tree ?? '')?.get(decodeURIComponent(path));
    const text = blob === undefined ? undefined : this.#blobs.get(blob);
    return text === undefined ? githubError(404, 'Not Found') : ok(text);
  }

  /** Commits on a branch, by first parents. */
  depth(branch: string): number {
    let count = 0;
    for (let at = this.refs.get(`heads/${branch}`); at; at = this.commits.get(at)?.parents[0]) count += 1;
    return count;
  }

  /** Answers what stands after `git/` in a path. */
  answer({ method, body }: RecordedRequest, path: string): Reply {
    const [kind = '', ...rest] = path.split('/');
    const id = rest.map(decodeURIComponent).join('/');
    switch (`${method} ${kind}`) {
      case 'GET ref':
        return this.#ref(id);
      case 'GET commits': {
        const commit = this.commits.get(id);
        return commit
          ? ok({ sha: id, message: commit.message, tree: { sha: commit.tree } })
          : githubError(404, 'Not Found');
      }
      case 'GET trees': {
        const tree = [...(this.#trees.get(id) ?? [])].map(([name, blob]) => ({
          path: name,
          sha: blob,
          type: 'blob',
        }));
        return ok({ sha: id, tree, truncated: false });
      }
      case 'GET blobs': {
        const text = this.#blobs.get(id);
        if (text === undefined) return githubError(404, 'Not Found');
        return ok({
          sha: id,
          encoding: 'base64',
          content: Buffer.from(text)
            .toString('base64')
            .replace(/(.{60})/g, '$1\n'),
        });
      }
      case 'POST trees':
        return this.#createTree(treeBody.parse(body));
      case 'POST commits': {
        const commit = commitBody.parse(body);
        return created(this.#store(this.commits, commit, JSON.stringify(body) + this.commits.size));
      }
      case 'POST refs': {
        const { ref, sha: to } = createRef.parse(body);
        const name = ref.slice('refs/'.length);
        if (this.refs.has(name)) return githubError(422, 'Reference already exists');
        this.refs.set(name, to);
        return created(to);
      }
      case 'PATCH refs': {
        const { sha: to, force } = updateRef.parse(body);
        const from = this.refs.get(id);
        if (from === undefined) return githubError(422, 'Reference does not exist');
        if (!force && from !== to && !this.commits.get(to)?.parents.includes(from)) {
          return githubError(422, 'Update is not a fast forward');
        }
        this.refs.set(id, to);
        return ok({ ref: `refs/${id}`, object: { sha: to } });
      }
      default:
        return githubError(404, 'Not Found');
    }
  }

  #ref(name: string): Reply {
    const to = this.refs.get(name);
    return to === undefined
      ? githubError(404, 'Not Found')
      : ok({ ref: `refs/${name}`, object: { sha: to, type: 'commit' } });
  }

  #createTree({ base_tree: base, tree }: z.infer<typeof treeBody>): Reply {
    const entries = new Map(this.#trees.get(base ?? ''));
    for (const { path, content } of tree) entries.set(path, this.#store(this.#blobs, content, content));
    return created(this.#store(this.#trees, entries, JSON.stringify([...entries])));
  }

  #store<Value>(kept: Map<string, Value>, value: Value, text: string): string {
    const id = createHash('sha1').update(text).digest('hex');
    kept.set(id, value);
    return id;
  }
}

function ok(body: unknown): Reply {
  return { status: 200, body };
}

function created(id: string): Reply {
  return { status: 201, body: { sha: id } };
}
