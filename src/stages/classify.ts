import { compareSuites, isTouched } from '../core/change.ts';
import { namedByWords } from '../core/config/resolve-command.ts';
import type { Problem } from '../core/errors.ts';
import { canonicalJson } from '../core/json.ts';
import { type PlannedSuite, planSuite } from '../core/plan.ts';
import type { FileReport, SuiteReport } from '../core/report.ts';
import type { RenderPrompt } from '../core/request.ts';
import { type Trust, UNTRUSTED } from '../core/trust.ts';
import { splitAddress } from '../prompts/address.ts';
import { hopeless } from './hopeless.ts';
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

/** Compares by message: lines move when something else in the file changes. Where it was looked for is no difference. */
function messages(problems: readonly Problem[]): string {
  const anywhere = (message: string) => message.replaceAll(/ (?:at [\da-f]{10}|in the work tree)\./g, '.');
  return canonicalJson(problems.map(({ code, message }) => [code, anywhere(message)]));
}
