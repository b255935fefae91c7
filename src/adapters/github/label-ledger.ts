import type { Octokit } from '@octokit/rest';
import type { LabelLedger } from '../../ports.ts';
import { failureOf } from './failure.ts';
import { ownerAndName } from './repository.ts';

/** The branch that holds labels from comments. It shares no history with the code. */
export const LABEL_BRANCH = 'prompt-ratchet-labels';

// Others label at the same time; each of them moves the branch once.
const ROUNDS = 5;

/** Labels on an orphan branch of the repository. Writing needs `contents: write`, reading `contents: read`. */
export function createLabelLedger({
  client,
  repository,
}: {
  client: Octokit;
  repository: string;
}): LabelLedger {
  const place = ownerAndName(repository);

  async function read(path: string, ref = `refs/heads/${LABEL_BRANCH}`): Promise<string | undefined> {
    try {
      const answer = await client.rest.repos.getContent({
        ...place,
        path,
        ref,
        mediaType: { format: 'raw' },
      });
      return String(answer.data);
    } catch (error) {
      if (failureOf(error).kind === 'missing') return undefined;
      throw error;
    }
  }

  async function tip(): Promise<{ commit: string; tree: string } | undefined> {
    try {
      const { data } = await client.rest.git.getRef({ ...place, ref: `heads/${LABEL_BRANCH}` });
      const commit = await client.rest.git.getCommit({ ...place, commit_sha: data.object.sha });
      return { commit: data.object.sha, tree: commit.data.tree.sha };
    } catch (error) {
      if (failureOf(error).kind === 'missing') return undefined;
      throw error;
    }
  }

  async function attempt(lines: ReadonlyMap<string, string>, message: string): Promise<boolean> {
    const before = await tip();
    const tree = await Promise.all(
      [...lines].map(async ([path, added]) => {
        const text = before ? ((await read(path, before.commit)) ?? '') : '';
        const gap = text === '' || text.endsWith('\n') ? '' : '\n';
        return { path, mode: '100644' as const, type: 'blob' as const, content: `${text}${gap}${added}` };
      }),
    );
    const made = await client.rest.git.createTree({
      ...place,
      tree,
      ...(before ? { base_tree: before.tree } : {}),
    });
    const commit = await client.rest.git.createCommit({
      ...place,
      message,
      tree: made.data.sha,
      parents: before ? [before.commit] : [],
    });
    try {
      if (before) {
        const ref = { ref: `heads/${LABEL_BRANCH}`, sha: commit.data.sha, force: false };
        await client.rest.git.updateRef({ ...place, ...ref });
      } else {
        await client.rest.git.createRef({
          ...place,
          ref: `refs/heads/${LABEL_BRANCH}`,
          sha: commit.data.sha,
        });
      }
      return true;
    } catch (error) {
      // Somebody else was faster: their lines come first, ours are added to them.
      if ([409, 422].includes(failureOf(error).status ?? 0)) return false;
      throw error;
    }
  }

  return {
    read: (path) => read(path),
    async append(lines, message) {
      for (let round = 1; round <= ROUNDS; round += 1) if (await attempt(lines, message)) return;
      throw new Error(`The branch ${LABEL_BRANCH} moved again and again while a label was being recorded.`);
    },
  };
}
