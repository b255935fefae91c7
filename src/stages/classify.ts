import { compareSuites, isTouched } from '../core/change.ts';
import type { Problem } from '../core/errors.ts';
import { canonicalJson } from '../core/json.ts';
import { type PlannedSuite, planSuite, type RenderPrompt } from '../core/plan.ts';
import { fewestCases, likelyCases } from '../core/reach.ts';
import type { SuiteReport } from '../core/report.ts';
import { type Trust, UNTRUSTED } from '../core/trust.ts';
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
  /** Whether code of the repository may be run. */
  trust: Trust = UNTRUSTED,
): Classified[] {
  const before = new Map(base.map((suite) => [suite.name, suite]));
  const names = new Set(head.map(({ name }) => name));
  // A file that cannot be read has no name but its path: what it was called at base is not gone.
  const unreadable = new Set(head.flatMap(({ ok, path }) => (ok ? [] : [path])));
  const paths = new Set(head.map(({ path }) => path));
  return [
    ...head.map((suite) => classifyOne(suite, before.get(suite.name), { base, render, trust })),
    ...base
      .filter(({ name, path, ok }) => !names.has(name) && !unreadable.has(path) && (ok || !paths.has(path)))
      .map(({ name, path }): Classified => ({ report: { state: 'removed', name, path } })),
  ];
}

function classifyOne(
  head: LoadedSuite,
  partner: LoadedSuite | undefined,
  { base, render, trust }: { base: readonly LoadedSuite[]; render: RenderPrompt; trust: Trust },
): Classified {
  const { name, path } = head;
  if (!head.ok) {
    const old = partner ?? base.find((other) => other.path === path);
    const alsoAtBase = old !== undefined && !old.ok && messages(old.problems) === messages(head.problems);
    return { report: { state: 'broken', name, path, problems: [...head.problems], alsoAtBase } };
  }
  const old = partner ?? base.find((other) => !other.ok && other.path === path);
  if (!old?.ok) {
    const plan = planSuite({ head: head.suite, render });
    const refused = refusal(plan, trust);
    if (refused) return { report: { state: 'broken', name, path, problems: [refused], alsoAtBase: false } };
    return { run: { plan, baseProblems: old ? [...old.problems] : [] } };
  }
  const difference = compareSuites(old.suite, head.suite);
  if (!isTouched(difference)) return { report: { state: 'untouched', name, path } };
  const plan = planSuite({ head: head.suite, base: old.suite, difference, render });
  const refused = refusal(plan, trust);
  const problems = refused ? [refused] : hopeless(plan);
  if (problems.length > 0) return { report: { state: 'broken', name, path, problems, alsoAtBase: false } };
  return { run: { plan, baseProblems: [] } };
}

/**
 * Why a suite that runs code of the repository is not run. Nothing of it is: a judgement on the part that needs no
 * code would look like one on the whole.
 */
function refusal({ head, base, scorers, cases }: PlannedSuite, trust: Trust): Problem | undefined {
  if (trust.trusted) return undefined;
  const target = [head, base].some((suite) => suite?.target.kind === 'command');
  const names = scorers.flatMap(({ spec }) => (spec.kind === 'command' ? [`"${spec.name}"`] : []));
  const what = [...(target ? ['the target'] : []), ...names.map((name) => `scorer ${name}`)].join(', ');
  if (what === '' || cases.every(({ sides }) => !sides.base && !sides.head)) return undefined;
  return {
    code: 'E_COMMAND_REFUSED',
    message: `The suite was not run, because it runs code of the repository (${what}) and ${trust.why}.`,
    help: 'Run it where the code is trusted: on a pull request from a branch of this repository, in a merge queue, or on a push. A maintainer who has read the code can opt in, in the workflow and nowhere else:\n  with:\n    allow-untrusted-commands: true',
    place: { path: head.path },
  };
}

/** What makes a non-inferiority gate impossible to pass, known before the first call. */
function hopeless({ policy, cases, scorers, head }: PlannedSuite): Problem[] {
  if (policy.gate !== 'non-inferiority') return [];
  const pairs = cases.filter(({ origin, sides }) => origin === 'kept' && sides.base && sides.head).length;
  if (pairs === 0) return [];
  const margin = Math.min(
    ...scorers.filter(({ gating }) => gating).map(({ spec }) => spec.maxDrop ?? policy.maxDrop),
  );
  const fewest = fewestCases(margin);
  if (fewest !== undefined && pairs >= fewest) return [];
  const needed =
    fewest === undefined
      ? 'A margin of 0 can never be shown.'
      : `It takes ${fewest} cases if nothing moves at all, and about ${likelyCases(margin, TYPICAL_SPREAD)} if deltas spread by ${TYPICAL_SPREAD}.`;
  return [
    {
      code: 'E_CANNOT_PROVE',
      message: `${pairs} cases can never show that the score dropped by less than ${margin}. ${needed}`,
      help: 'Add cases, raise the margin, or let only proven regressions block:\n  policy:\n    gate: regression',
      place: { path: head.path },
    },
  ];
}

/** Standard deviation of deltas that graded scorers commonly show. */
const TYPICAL_SPREAD = 0.3;

/** Compares by message: lines move when something else in the file changes. */
function messages(problems: readonly Problem[]): string {
  return canonicalJson(problems.map(({ code, message }) => [code, message]));
}
