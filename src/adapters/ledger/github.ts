import type { Octokit } from '@octokit/rest';
import { partFor } from '../../core/history.ts';
import { failureOf } from '../github/failure.ts';
import { ownerAndName } from '../github/repository.ts';
import { ABOUT_NAME, ABOUT_TEXT, type LedgerPlace, type LedgerView, partsOf } from './store.ts';

export interface GithubLedgerOptions {
  client: Octokit;
  /** `owner/name`. */
  repository: string;
  branch: string;
}

/**
 * A ledger on a branch of its own on GitHub, written through the API for Git's objects: no checkout is touched. The ref
 * is moved without force, so GitHub refuses a commit that does not follow the one that is there by then.
 */
export function githubLedger({ client, repository, branch }: GithubLedgerOptions): LedgerPlace {
  const place = { client, ...ownerAndName(repository), branch };
  return { name: `the branch ${branch}`, partFor, view: () => viewOf(place) };
}

interface Place {
  client: Octokit;
  owner: string;
  repo: string;
  branch: string;
}

async function viewOf(place: Place): Promise<LedgerView> {
  const { client, owner, repo, branch } = place;
  const tip = await tipOf(place);
  const files = tip === undefined ? [] : await filesOf(place, tip);
  return {
    names: partsOf(
      files.map(({ path }) => path),
      branch,
    ),
    async text(name) {
      const sha = files.find(({ path }) => path === name)?.sha ?? '';
      const { data } = await client.rest.git.getBlob({ owner, repo, file_sha: sha });
      return Buffer.from(data.content, 'base64').toString('utf8');
    },
    async put(name, text) {
      const mode = '100644' as const;
      const about = files.some(({ path }) => path === ABOUT_NAME)
        ? []
        : [{ path: ABOUT_NAME, content: ABOUT_TEXT }];
      const tree = await client.rest.git.createTree({
        owner,
        repo,
        ...(tip === undefined ? {} : { base_tree: tip.tree }),
        tree: [...about, { path: name, content: text }].map((file) => ({
          ...file,
          mode,
          type: 'blob' as const,
        })),
      });
      const commit = await client.rest.git.createCommit({
        owner,
        repo,
        message: `Decision in ${name}`,
        tree: tree.data.sha,
        parents: tip === undefined ? [] : [tip.commit],
      });
      return moveRef(place, commit.data.sha, tip === undefined);
    },
  };
}

interface Tip {
  commit: string;
  tree: string;
}

async function tipOf({ client, owner, repo, branch }: Place): Promise<Tip | undefined> {
  try {
    const { data: ref } = await client.rest.git.getRef({ owner, repo, ref: `heads/${branch}` });
    const { data } = await client.rest.git.getCommit({ owner, repo, commit_sha: ref.object.sha });
    return { commit: ref.object.sha, tree: data.tree.sha };
  } catch (error) {
    if (failureOf(error).kind === 'missing') return undefined;
    throw error;
  }
}

async function filesOf(
  { client, owner, repo }: Place,
  { tree }: Tip,
): Promise<{ path: string; sha: string }[]> {
  const { data } = await client.rest.git.getTree({ owner, repo, tree_sha: tree });
  return data.tree.flatMap(({ path, sha }) => (path && sha ? [{ path, sha }] : []));
}

/** Whether the branch is ours now: `false` when somebody else moved or made it since it was looked at. */
async function moveRef(
  { client, owner, repo, branch }: Place,
  sha: string,
  isNew: boolean,
): Promise<boolean> {
  try {
    if (isNew) await client.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha });
    else await client.rest.git.updateRef({ owner, repo, ref: `heads/${branch}`, sha, force: false });
    return true;
  } catch (error) {
    const { status, message } = failureOf(error);
    const isLate =
      status === 409 || (status === 422 && /fast.forward|already exists|reference/i.test(message));
    if (isLate) return false;
    throw error;
  }
}
