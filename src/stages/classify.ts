import { compareSuites, isTouched } from '../core/change.ts';
import { namedByWords } from '../core/config/resolve-command.ts';
import type { Problem } from '../core/errors.ts';
import { canonicalJson } from '../core/json.ts';
import { isDeciding, type PlannedSuite, planSuite } from '../core/plan.ts';
import { fewestCases, likelyCases } from '../core/reach.ts';
import type { FileReport, SuiteReport } from '../core/report.ts';
import type { RenderPrompt } from '../core/request.ts';
import { type Trust, UNTRUSTED } from '../core/trust.ts';
import { splitAddress } from '../prompts/address.ts';
import type { LoadedSuite } from './load.ts';
import { pairSuites } from './pair.ts';
import { refusal } from './refusal.ts';

/** A suite that is run, with what made base unusable if that is why it counts as new. */
export interface SuiteToRun {
  plan: PlannedSuite;
  baseProblems: Problem[];
  files?: FileReport[] | undefined;
}

/** What becomes of each suite: run it, or say why not. */
export type Classified = { run: SuiteToRun } | { run?: undefined; report: SuiteReport };

/** What differs between the files of base and head. */
export interface FileMoves {
  /** Where files have gone, by where they were. */
  moves: ReadonlyMap<string, string>;
  deleted: ReadonlySet<string>;
}

interface Circumstances extends FileMoves {
  /** Whether code of the repository may be run. */
  trust?: Trust | undefined;
}

/**
 * Pairs the suites of base and head and sorts them into touched, new, untouched, removed and broken.
 * Pure; in head's order, removed ones last.
 */
export function classify(
  base: readonly LoadedSuite[],
  head: readonly LoadedSuite[],
  render: RenderPrompt,
  { trust = UNTRUSTED, ...files }: Circumstances = { moves: new Map(), deleted: new Set() },
): Classified[] {
  const { baseOf, candidatesOf } = pairSuites(base, head, files.moves);
  const continued = new Set(baseOf.values());
  return [
    ...head.map((suite) => classifyOne(suite, baseOf.get(suite), { render, trust })),
    ...base
      .filter((suite) => !continued.has(suite))
      .map((suite): Classified => ({ report: removedReport(suite, candidatesOf.get(suite) ?? [], files) })),
  ];
}

/** A suite without a successor. A prompt that stays behind without its test is worse than one that went with it. */
function removedReport(
  suite: LoadedSuite,
  candidates: readonly string[],
  { deleted }: FileMoves,
): SuiteReport {
  const { name, path } = suite;
  const report = {
    state: 'removed' as const,
    name,
    path,
    ...(candidates.length > 0 ? { candidates: [...candidates] } : {}),
  };
  if (!suite.ok) return report;
  const { promptPath = '', policy, target } = suite.suite;
  if (target.kind === 'command') {
    const gone = namedByWords(target.command).some((file) => deleted.has(file));
    return { ...report, severity: policy.removedSuite ?? (gone ? 'warn' : 'fail') };
  }
  if (target.kind === 'judge' && promptPath === '')
    return { ...report, severity: policy.removedSuite ?? 'fail' };
  const promptRemains = !deleted.has(splitAddress(promptPath).file);
  const severity = policy.removedSuite ?? (promptRemains ? 'fail' : 'warn');
  return { ...report, promptPath, promptRemains, severity };
}

function classifyOne(
  head: LoadedSuite,
  old: LoadedSuite | undefined,
  { render, trust }: { render: RenderPrompt; trust: Trust },
): Classified {
  const { name, path } = head;
  const files = filesOf(old, head);
  if (!head.ok) {
    const alsoAtBase = old !== undefined && !old.ok && messages(old.problems) === messages(head.problems);
    const changed = alsoAtBase ? changedFiles(files ?? []) : [];
    return {
      report: {
        state: 'broken',
        name,
        path,
        problems: [...head.problems],
        alsoAtBase,
        ...(changed.length > 0 ? { changed } : {}),
      },
    };
  }
  if (!old?.ok) {
    const plan = planSuite({ head: head.suite, render });
    const refused = refusal(plan, trust);
    if (refused) return { report: { state: 'broken', name, path, problems: [refused], alsoAtBase: false } };
    return { run: { plan, files, baseProblems: old ? [...old.problems] : [] } };
  }
  const difference = compareSuites(old.suite, head.suite);
  if (!isTouched(difference))
    return { report: { state: 'untouched', name, path, ...(files ? { files } : {}) } };
  const plan = planSuite({ head: head.suite, base: old.suite, difference, render });
  const refused = refusal(plan, trust);
  const problems = refused ? [refused] : hopeless(plan);
  if (problems.length > 0) return { report: { state: 'broken', name, path, problems, alsoAtBase: false } };
  return { run: { plan, files, baseProblems: [] } };
}

/** Everything that a suite reads at either end, with what it is there; `undefined` where nobody noted it. */
function filesOf(base: LoadedSuite | undefined, head: LoadedSuite): FileReport[] | undefined {
  if (head.files === undefined) return undefined;
  const files = new Map<string, FileReport>();
  for (const [side, list] of [
    ['base', base?.files ?? []],
    ['head', head.files],
  ] as const) {
    for (const { path, reasons, hash } of list) {
      const known = files.get(path);
      files.set(path, {
        ...known,
        path,
        reasons: [...new Set([...(known?.reasons ?? []), ...reasons])].sort(),
        [side]: hash,
      });
    }
  }
  return [...files.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
}

function changedFiles(files: readonly FileReport[]): string[] {
  return files.flatMap(({ path, base, head }) => (base === head ? [] : [path]));
}

/** What makes a non-inferiority gate impossible to pass, known before the first call. */
function hopeless({ policy, cases, scorers, head }: PlannedSuite): Problem[] {
  if (policy.gate !== 'non-inferiority') return [];
  const pairs = cases.filter((row) => isDeciding(row) && row.sides.base && row.sides.head).length;
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

/** Compares by message: lines move when something else in the file changes. Where it was looked for is no difference. */
function messages(problems: readonly Problem[]): string {
  const anywhere = (message: string) => message.replaceAll(/ (?:at [\da-f]{10}|in the work tree)\./g, '.');
  return canonicalJson(problems.map(({ code, message }) => [code, anywhere(message)]));
}
