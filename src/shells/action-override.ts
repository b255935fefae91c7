import { getInput } from '@actions/core';
import type { FoundOverride } from '../ports.ts';

/** Asks a pull request's comments for an acceptance of a commit, where there is a token to ask with. */
export async function lookForOverride(
  headSha: string,
  { repository, pullRequest }: { repository?: string | undefined; pullRequest?: number | undefined },
  apiUrl: string,
): Promise<FoundOverride> {
  const token = getInput('github-token');
  if (!token || !repository || pullRequest === undefined) return { warnings: [] };
  const [{ createClient }, { findOverride }] = await Promise.all([
    import('../adapters/github/client.ts'),
    import('../adapters/github/overrides.ts'),
  ]);
  return findOverride({ client: createClient({ token, apiUrl }), repository, pullRequest, headSha });
}
