import { RatchetError } from './core/errors.ts';
import { finishReport, type Provenance } from './core/finish-report.ts';
import { applyOverride, isAcceptable } from './core/override.ts';
import { redactor } from './core/redact.ts';
import type { Decision, Report } from './core/report.ts';
import type { RenderPrompt } from './core/request.ts';
import type { Snapshots } from './core/snapshots.ts';
import type { Case, Suite } from './core/suite.ts';
import type {
  Clock,
  Commands,
  FileChange,
  FoundOverride,
  LabelLedger,
  Log,
  Model,
  Spool,
  Tree,
} from './ports.ts';
import { renderMessages } from './prompts/format.ts';
import { classify } from './stages/classify.ts';
import type { PriceOf } from './stages/ledger.ts';
import { type LoadedSuite, loadSuites } from './stages/load.ts';
import { importSecondLooks, measure, summaryLine } from './stages/measure.ts';
import { createParsers } from './stages/parsers.ts';
import { onFirstDone, type Waits } from './stages/progress.ts';
import { uncoveredChanges } from './stages/uncovered.ts';

/** One of the two ends of a comparison. */
export interface End {
  /** What the user called it. */
  label: string;
  tree: Tree;
}

export interface CompareOptions extends Provenance {
  base: End;
  head: End;
  /** Globs of suite files, from the root of the repository. */
  config: readonly string[];
  /** Takes what is to be compared out of what was loaded, alike at both ends; absent: all of it. */
  select?: ((loaded: readonly LoadedSuite[]) => readonly LoadedSuite[]) | undefined;
  /** The files that differ between base and head: by them moves are followed, and prompts without a suite found. */
  changes?: (() => Promise<readonly FileChange[]>) | undefined;
  /** The folder that the run is about, `''` or ending in `/`. */
  folder?: string | undefined;
  model: Model;
  /** Runs the repository's commands. Absent: nothing says that they may be run. */
  commands?: Commands | undefined;
  priceOf: PriceOf;
  clock: Clock;
  log: Log;
  /** Begun while calls are under way: reads what is needed when they have ended. */
  ahead?: (() => Promise<unknown>) | undefined;
  /** Says what the model waits for, where it can tell. */
  waits?: Waits | undefined;
  /** Calls under way at once, at least 1. */
  concurrency: number;
  signal: AbortSignal;
  /** Which snapshots of the models answered, where answers of earlier runs may be among them. */
  snapshots?: Pick<Snapshots, 'mixed'> | undefined;
  /** Where the trials of a large run go. */
  spool?: Spool | undefined;
  /** Looks for a maintainer's acceptance. Asked only when the gate failed on what was measured. */
  findOverride?: (() => Promise<FoundOverride>) | undefined;
  /** Labels that were recorded from comments. Absent: nobody is asked for any, and none counts. */
  labelLedger?: Pick<LabelLedger, 'read'> | undefined;
  /** The recording that answers, if one does, from the working directory. */
  recording?: string | undefined;
  /** The recording that answers, if one does, came with the pull request. */
  untrustedReplay: boolean;
}

/**
 * The line: load both ends, see what changed, plan, run and score, compare, gate, report.
 * @throws RatchetError E_NO_CONFIG; what is wrong with one suite or one case is in the report instead
 */
export async function compare(options: CompareOptions): Promise<Report> {
  const { base, head, clock, log } = options;
  const started = clock.monotonic();
  const changing = Promise.resolve(options.changes?.() ?? []);
  const moving = changing.then(movesIn);
  const parsers = createParsers();
  const { select = (loaded: readonly LoadedSuite[]) => loaded } = options;
  const [before, after, changes, moves] = await Promise.all([
    loadSuites(base.tree, options.config, { parsers }).then(select),
    loadSuites(head.tree, options.config, { parsers, moves: moving }).then(select),
    changing,
    moving,
  ]);
  if (before.length + after.length === 0) throw noConfig(options.config);
  const uncovered = await uncoveredChanges(changes, {
    tree: head.tree,
    suites: [...before, ...after],
    folder: options.folder ?? '',
  });
  const classified = classify(before, after, render, {
    moves,
    deleted: new Set(changes.flatMap(({ status, path }) => (status === 'deleted' ? [path] : []))),
    trust: options.commands?.trust,
  });
  const seed = `${base.tree.sha ?? ''}/${head.tree.sha ?? ''}`;
  const {
    measured,
    totals: used,
    large,
  } = await measure(classified, {
    ...options,
    log: onFirstDone(log, () => importConclusion().then(() => options.ahead?.())),
    seed,
    labels: base.tree,
  });
  const { recording } = options;
  const totals = used.notRecorded ? { ...used, notRecorded: { ...used.notRecorded, recording } } : used;
  const [{ decideBoth, reportSuites }, { locate }, { withRequests }] = await importConclusion();
  const first = reportSuites(classified, measured, seed, large);
  const people = options.labelLedger && measured.length > 0 ? await import('./stages/people.ts') : undefined;
  const labels = await people?.readCommentLabels(
    measured.map(({ planned }) => planned.head),
    { ledger: options.labelLedger ?? NO_LEDGER, log },
  );
  const told = people && labels?.size ? people.withPeople(measured, first, { labels, seed }) : measured;
  const reported = told === measured ? first : reportSuites(classified, told, seed, large);
  const located = await locate(reported, { base: base.tree, head: head.tree });
  const suites = withRequests(located, told, redactor(options.secrets));
  log.info(summaryLine(totals));
  const circumstances = {
    untrustedReplay: options.untrustedReplay && totals.replayed > 0,
    firstAdoption: before.length === 0,
    uncovered: uncovered.length,
    stopped: totals.stopped !== undefined,
    notRecorded: totals.notRecorded?.calls ?? 0,
  };
  const decision = decideBoth({ classified, measured: told, suites, seed, circumstances });
  const report = finishReport(
    { ...options, base: endOf(base), head: endOf(head), createdAt: clock.now() },
    {
      suites,
      ...(uncovered.length > 0 ? { uncovered } : {}),
      decision: await accepted(decision, options),
      totals: { ...totals, durationMs: clock.monotonic() - started },
      problems: [],
    },
  );
  return people && labels ? people.withOffers(report, labels) : report;
}

/** What concludes is not needed to send the first request. */
function importConclusion() {
  return Promise.all([
    import('./stages/conclude.ts'),
    import('./stages/locate.ts'),
    import('./core/sent-requests.ts'),
    importSecondLooks(),
  ]);
}

const NO_LEDGER = { read: async () => undefined };

/** Where files have gone, by where they were. */
function movesIn(changes: readonly FileChange[]): ReadonlyMap<string, string> {
  return new Map(changes.flatMap(({ from, path }) => (from === undefined ? [] : [[from, path] as const])));
}

function render({ target, path }: Suite, { vars }: Case): ReturnType<RenderPrompt> {
  if (target.kind === 'prompt') return renderMessages(target.prompt, vars);
  throw new RangeError(`${path} has no prompt to render.`);
}

async function accepted(decision: Decision, { findOverride, log }: CompareOptions): Promise<Decision> {
  if (!findOverride || !isAcceptable(decision)) return decision;
  const { override, warnings } = await findOverride();
  for (const warning of warnings) log.warn(warning);
  return override ? applyOverride(decision, override) : decision;
}

function endOf({ label, tree }: End): Report['base'] {
  return tree.sha === undefined ? { label } : { label, sha: tree.sha };
}

function noConfig(globs: readonly string[]): RatchetError {
  return new RatchetError({
    code: 'E_NO_CONFIG',
    message: `No suite file matches ${globs.join(', ')}.`,
    help: 'Add a suite, for example evals/triage.yml:\n  target:\n    prompt: ../prompts/triage.prompt.yml\n  dataset: data/triage.jsonl\n  scorers:\n    - check: exact',
  });
}
