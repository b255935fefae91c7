import { compareSuites, isTouched } from '../core/change.ts';
import type { Problem } from '../core/errors.ts';
import { canonicalJson } from '../core/json.ts';
import { type PlannedSuite, planSuite, type RenderPrompt } from '../core/plan.ts';
import type { SuiteReport } from '../core/report.ts';
import type { LoadedSuite } from './load.ts';

/** A suite that is run, with what made base unusable if that is why it counts as new. */
export interface SuiteToRun {
  plan: PlannedSuite;
  baseProblems: Problem[];
}

/** What becomes of each suite: run it, or say why not. */
export type Classified = { run: SuiteToRun } | { run?: undefined; report: SuiteReport };

/**
 * Pairs the suites of base and head by name and sorts them into touched, new, untouched, removed and broken.
 * Pure; in head's order, removed ones last.
 */
export function classify(
  base: readonly LoadedSuite[],
  head: readonly LoadedSuite[],
  render: RenderPrompt,
): Classified[] {
  const before = new Map(base.map((suite) => [suite.name, suite]));
  const names = new Set(head.map(({ name }) => name));
  // A file that cannot be read has no name but its path: what it was called at base is not gone.
  const unreadable = new Set(head.flatMap(({ ok, path }) => (ok ? [] : [path])));
  const paths = new Set(head.map(({ path }) => path));
  return [
    ...head.map((suite) => classifyOne(suite, before.get(suite.name), { base, render })),
    ...base
      .filter(({ name, path, ok }) => !names.has(name) && !unreadable.has(path) && (ok || !paths.has(path)))
      .map(({ name, path }): Classified => ({ report: { state: 'removed', name, path } })),
  ];
}

function classifyOne(
  head: LoadedSuite,
  partner: LoadedSuite | undefined,
  { base, render }: { base: readonly LoadedSuite[]; render: RenderPrompt },
): Classified {
  const { name, path } = head;
  if (!head.ok) {
    const old = partner ?? base.find((other) => other.path === path);
    const alsoAtBase = old !== undefined && !old.ok && messages(old.problems) === messages(head.problems);
    return { report: { state: 'broken', name, path, problems: [...head.problems], alsoAtBase } };
  }
  const old = partner ?? base.find((other) => !other.ok && other.path === path);
  if (!old?.ok) {
    return {
      run: { plan: planSuite({ head: head.suite, render }), baseProblems: old ? [...old.problems] : [] },
    };
  }
  const difference = compareSuites(old.suite, head.suite);
  if (!isTouched(difference)) return { report: { state: 'untouched', name, path } };
  return {
    run: { plan: planSuite({ head: head.suite, base: old.suite, difference, render }), baseProblems: [] },
  };
}

/** Compares by message: lines move when something else in the file changes. */
function messages(problems: readonly Problem[]): string {
  return canonicalJson(problems.map(({ code, message }) => [code, message]));
}
