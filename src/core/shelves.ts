import type { EventInfo } from './event.ts';
import { contentHash, sha256 } from './hash.ts';
import { trustOf } from './trust.ts';

/**
 * Where the answers of a run lie in the platform's cache, by name: a branch has one shelf, and so has a pull request.
 */
export interface Shelves {
  /** Those that are looked through, the nearest first. */
  reads: readonly string[];
  /** The one that this run's answers are put on; absent: they are kept nowhere. */
  writes?: string | undefined;
}

/**
 * What a run may read and write.
 *
 * - Whoever can write to the repository (a push, a pull request from a branch of it, by hand, on a schedule) reads the
 *   shelf of the own ref, of base and of the default branch, and writes the own one.
 * - A merge queue reads what base wrote. What it would write lies at a ref that is gone a moment later.
 * - A pull request from a fork reads and writes nothing: its own workflow file can put anything where it looks.
 * - Everything else that nobody vouches for, `pull_request_target` and `workflow_run` first of all, runs in the name of
 *   base's branch: it reads what that branch wrote, and writes nothing, for trusted runs would read it.
 *
 * `ref` is the runner's GITHUB_REF, by which the platform decides who can read what a run writes; it is the base branch
 * itself once a pull request is merged. `about` tells runs apart that ask different things.
 */
export function shelvesOf(
  event: EventInfo,
  { ref = '', head, about }: { ref?: string | undefined; head?: string | undefined; about: unknown },
): Shelves {
  if (event.fork && event.event !== 'pull_request_target') return { reads: [] };
  const prefix = contentHash(about).slice(0, 16);
  const branches = [event.baseRef, event.defaultBranch].flatMap((name) => name ?? []);
  const shared = branches.map((name) => `${prefix}-${branchShelf(name)}`);
  const own = trustOf(event, head).trusted ? ownShelf(event, ref) : undefined;
  if (own === undefined) return { reads: [...new Set(shared)] };
  const writes = `${prefix}-${own}`;
  return { reads: [...new Set([writes, ...shared])], writes };
}

function ownShelf({ event, pullRequest }: EventInfo, ref: string): string | undefined {
  if (event === 'merge_group') return undefined;
  if (event === 'pull_request') {
    return pullRequest !== undefined && ref === `refs/pull/${pullRequest}/merge`
      ? `pull-${pullRequest}`
      : undefined;
  }
  const [, branch] = /^refs\/heads\/(.+)$/.exec(ref) ?? [];
  return branch === undefined ? undefined : branchShelf(branch);
}

/** Names of branches hold characters that names in the cache cannot. */
function branchShelf(name: string): string {
  return `branch-${sha256(name).slice(0, 16)}`;
}
