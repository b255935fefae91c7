import { RatchetError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { FileChange, Tree } from '../ports.ts';
import { isPrompt, mayBePrompt } from '../prompts/detect.ts';
import { type LoadedSuite, loadSuites } from './load.ts';

/** Changed files that are looked into: a change of more is a move or a vendored tree. */
const MOST_READ = 300;

/** The files that some suite reads. */
export function coveredFiles(suites: readonly LoadedSuite[]): Set<string> {
  return new Set(suites.flatMap(({ files = [] }) => files.map(({ path }) => path)));
}

/** Changed prompts below a folder that no suite of base or head reads. */
export async function uncoveredChanges(
  changes: readonly FileChange[],
  options: { tree: Tree; suites: readonly LoadedSuite[]; folder: string },
): Promise<NonNullable<Report['uncovered']>> {
  const { tree, suites, folder } = options;
  const covered = coveredFiles(suites);
  const candidates = changes.flatMap((change) => {
    const { status, path, from } = change;
    const isOurs = path.startsWith(folder) && mayBePrompt(path);
    return status !== 'deleted' && isOurs && !covered.has(path) && !(from && covered.has(from))
      ? [{ path, status }]
      : [];
  });
  const found = await Promise.all(
    candidates
      .slice(0, MOST_READ)
      .map(async (change) => ((await holdsPrompt(tree, change.path)) ? [change] : [])),
  );
  return found.flat();
}

/** The prompts below a folder and the suites that test them, as far as they can be read. */
export async function findCoverage(
  tree: Tree,
  config: readonly string[],
  folder: string,
): Promise<{ prompts: { path: string; covered: boolean }[]; suites: { path: string; ok: boolean }[] }> {
  const suites = await loadSuites(tree, config);
  const prompts = await findPrompts(tree, { suites, folder });
  return { prompts, suites: suites.map(({ path, ok }) => ({ path, ok })) };
}

/** Every prompt below a folder, with whether a suite reads it. */
async function findPrompts(
  tree: Tree,
  { suites, folder }: { suites: readonly LoadedSuite[]; folder: string },
): Promise<{ path: string; covered: boolean }[]> {
  const covered = coveredFiles(suites);
  const paths = (await tree.list('**')).filter((path) => path.startsWith(folder) && mayBePrompt(path));
  const prompts: { path: string; covered: boolean }[] = [];
  for (const path of paths) {
    const isCovered = covered.has(path);
    if (isCovered || (await holdsPrompt(tree, path))) prompts.push({ path, covered: isCovered });
  }
  return prompts;
}

/** A file that cannot be read (a link, a binary) is no prompt, and no reason to stop. */
async function holdsPrompt(tree: Tree, path: string): Promise<boolean> {
  try {
    const text = await tree.read(path);
    return text !== undefined && isPrompt({ path, text });
  } catch (error) {
    if (error instanceof RatchetError) return false;
    throw error;
  }
}
