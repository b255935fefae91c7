import type { Octokit } from '@octokit/rest';
import type { NamedPull } from '../../core/handover.ts';
import { failureOf } from './failure.ts';
import { ownerAndName } from './repository.ts';

/**
 * Where a pull request stands; `undefined` when there is none of that number, or it cannot be seen.
 * @throws what the client throws for anything else
 */
export async function namedPull(
  client: Octokit,
  repository: string,
  number: number,
): Promise<NamedPull | undefined> {
  try {
    const { data } = await client.rest.pulls.get({ ...ownerAndName(repository), pull_number: number });
    // GitHub sends null for the repository of a fork that is gone.
    return {
      headSha: data.head.sha,
      headRepository: data.head.repo?.full_name,
      closed: data.state === 'closed',
    };
  } catch (error) {
    const { kind } = failureOf(error);
    if (kind === 'missing' || kind === 'forbidden') return undefined;
    throw error;
  }
}
