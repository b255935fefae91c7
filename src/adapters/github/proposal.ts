import type { Octokit } from '@octokit/rest';
import { RatchetError } from '../../core/errors.ts';
import { failureOf } from './failure.ts';
import { ownerAndName } from './repository.ts';

export interface Proposal {
  /** `owner/name`. */
  repository: string;
  /** The commit that the files were made from. */
  sha: string;
  /** The branch to merge into. */
  base: string;
  /** The branch to push. Nobody's work is overwritten: one that somebody else has pushed to is left alone. */
  branch: string;
  files: readonly { path: string; after: string }[];
  title: string;
  body: string;
  draft: boolean;
}

/** In the message of every commit made here, so that a branch with other commits on it is known. */
const TRAILER = 'Proposed-by: prompt-ratchet';

/**
 * Pushes a branch with the files and opens a pull request, or updates the open one. All through the API: the checkout
 * stays where it is. Never merges.
 * @throws RatchetError E_PROPOSAL
 */
export async function propose(
  client: Octokit,
  proposal: Proposal,
): Promise<{ number: number; url: string; created: boolean }> {
  try {
    await push(client, proposal);
    return await openOrUpdate(client, proposal);
  } catch (error) {
    if (error instanceof RatchetError) throw error;
    const { kind, message } = failureOf(error);
    throw new RatchetError(
      {
        code: 'E_PROPOSAL',
        message: `The pull request for ${proposal.branch} could not be opened: ${message}`,
        help:
          kind === 'forbidden' || kind === 'missing'
            ? 'Give the job the permissions it takes, and allow Actions to create pull requests in the settings of the repository:\n  permissions:\n    contents: write\n    pull-requests: write'
            : 'Run the workflow again. The result is in the job summary.',
      },
      error,
    );
  }
}

async function push(client: Octokit, { repository, sha, branch, files, title }: Proposal): Promise<void> {
  const at = ownerAndName(repository);
  const existing = await tipOf(client, { ...at, ref: `heads/${branch}` });
  if (existing !== undefined && !existing.message.includes(TRAILER)) {
    throw new RatchetError({
      code: 'E_PROPOSAL',
      message: `Somebody else has pushed to ${branch}, so it is left as it is.`,
      help: 'Merge that branch or delete it, then run the workflow again.',
    });
  }
  const { data: from } = await client.rest.git.getCommit({ ...at, commit_sha: sha });
  const { data: tree } = await client.rest.git.createTree({
    ...at,
    base_tree: from.tree.sha,
    tree: files.map(({ path, after }) => ({ path, mode: '100644', type: 'blob', content: after })),
  });
  const { data: commit } = await client.rest.git.createCommit({
    ...at,
    message: `${title}\n\n${TRAILER}`,
    tree: tree.sha,
    parents: [sha],
  });
  if (existing === undefined)
    await client.rest.git.createRef({ ...at, ref: `refs/heads/${branch}`, sha: commit.sha });
  else await client.rest.git.updateRef({ ...at, ref: `heads/${branch}`, sha: commit.sha, force: true });
}

async function tipOf(
  client: Octokit,
  of: { owner: string; repo: string; ref: string },
): Promise<{ message: string } | undefined> {
  const { owner, repo } = of;
  try {
    const { data } = await client.rest.git.getRef(of);
    return (await client.rest.git.getCommit({ owner, repo, commit_sha: data.object.sha })).data;
  } catch (error) {
    if (failureOf(error).kind === 'missing') return undefined;
    throw error;
  }
}

async function openOrUpdate(
  client: Octokit,
  { repository, base, branch, title, body, draft }: Proposal,
): Promise<{ number: number; url: string; created: boolean }> {
  const at = ownerAndName(repository);
  const { data: open } = await client.rest.pulls.list({
    ...at,
    state: 'open',
    head: `${at.owner}:${branch}`,
    base,
  });
  const [known] = open;
  const { data } = known
    ? await client.rest.pulls.update({ ...at, pull_number: known.number, title, body })
    : await client.rest.pulls.create({ ...at, head: branch, base, title, body, draft });
  return { number: data.number, url: data.html_url, created: known === undefined };
}
