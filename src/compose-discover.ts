import { openRepo } from './adapters/git/repo.ts';
import { inFolder } from './compose.ts';
import { normalizePath } from './core/paths.ts';
import type { Beginnings } from './stages/first-suites.ts';
import { findCoverage } from './stages/uncovered.ts';

/** The prompts in the work tree, with whether a suite reads each. */
export async function discover(
  directory: string,
  config: readonly string[],
): Promise<{ prompts: { path: string; covered: boolean }[]; suites: { path: string; ok: boolean }[] }> {
  await using repo = await openRepo(directory);
  const tree = repo.workTree();
  return findCoverage(
    tree,
    config.map((glob) => inFolder(repo, glob)),
    repo.prefix,
  );
}

/** First suites for prompts of the work tree: those that are named, from the folder it was opened in, or all without one. */
export async function begin(
  directory: string,
  { config, named }: { config: readonly string[]; named: readonly string[] },
): Promise<Beginnings & { root: string }> {
  const { beginSuites } = await import('./stages/first-suites.ts');
  await using repo = await openRepo(directory);
  const { prefix, root } = repo;
  const begun = await beginSuites(repo.workTree(), {
    config: config.map((glob) => inFolder(repo, glob)),
    folder: prefix,
    named: named.map((path) => normalizePath(path, `${prefix}-`)),
  });
  return { ...begun, root };
}
