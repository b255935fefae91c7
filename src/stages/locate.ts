import { changedLines } from '../core/changed-lines.ts';
import { placesOf } from '../core/dataset/cases.ts';
import { readRows } from '../core/dataset/dataset.ts';
import { type Place, problemsOf } from '../core/errors.ts';
import type { MeasuredSuite, SuiteReport } from '../core/report.ts';
import type { Tree } from '../ports.ts';

/** Cases that are looked for in a suite: more marks than that nobody reads. */
const MOST_CASES = 100;

interface Ends {
  base: Tree;
  head: Tree;
}

/** Finds the lines that a reader of the change wants to see marked: of the prompt, and of the cases that broke. */
export async function locate(suites: readonly SuiteReport[], ends: Ends): Promise<SuiteReport[]> {
  return Promise.all(
    suites.map(async (suite) => {
      if (suite.state !== 'touched') return suite;
      const [prompt, cases] = await Promise.all([promptLines(suite, ends), brokenRows(suite, ends.head)]);
      if (!prompt && cases.length === 0) return suite;
      return { ...suite, places: { ...(prompt ? { prompt } : {}), cases } };
    }),
  );
}

type Places = NonNullable<MeasuredSuite['places']>;

async function promptLines(
  { promptPath, files = [] }: MeasuredSuite,
  { base, head }: Ends,
): Promise<Places['prompt']> {
  const file = files.find(({ path }) => path === promptPath);
  if (promptPath === undefined || file === undefined || file.head === undefined || file.base === file.head)
    return undefined;
  const after = await textOf(head, promptPath);
  if (after === undefined) return undefined;
  const lines = changedLines(file.base === undefined ? '' : ((await textOf(base, promptPath)) ?? ''), after);
  return lines && { path: promptPath, ...lines };
}

async function brokenRows({ cases, files = [] }: MeasuredSuite, head: Tree): Promise<Places['cases']> {
  const broken = cases
    .filter(({ outcome, origin }) => outcome === 'broke' && origin !== 'removed' && origin !== 'replaced')
    .slice(0, MOST_CASES);
  if (broken.length === 0) return [];
  const datasets = files.filter(({ reasons, head }) => reasons.includes('dataset') && head !== undefined);
  const places = await Promise.all(datasets.map(({ path }) => rowPlaces(head, path)));
  return broken.flatMap(({ id }) => {
    const place = places.map((known) => known.get(id)).find((found) => found !== undefined);
    return place?.line === undefined ? [] : [{ id, path: place.path, line: place.line }];
  });
}

async function rowPlaces(head: Tree, path: string): Promise<ReadonlyMap<string, Place>> {
  const text = await textOf(head, path);
  return text === undefined ? new Map() : placesIn({ path, text });
}

/** A suite in another tool's format has its cases in files that are no dataset of ours: there, nothing is marked. */
async function placesIn(source: { path: string; text: string }): Promise<ReadonlyMap<string, Place>> {
  try {
    return placesOf(await readRows(source));
  } catch (error) {
    if (!problemsOf(error)) throw error;
    return new Map();
  }
}

async function textOf(tree: Tree, path: string): Promise<string | undefined> {
  try {
    return await tree.read(path);
  } catch (error) {
    if (!problemsOf(error)) throw error;
    return undefined;
  }
}
