import { createBudget } from './adapters/budget/budget.ts';
import { systemClock } from './adapters/clock.ts';
import { createCommands } from './adapters/command/commands.ts';
import { type GitRepo, openRepo } from './adapters/git/repo.ts';
import { openAccess } from './adapters/model/access.ts';
import { isExposed } from './adapters/model/endpoint.ts';
import { createPriceBook, statedCost } from './adapters/model/prices.ts';
import { createFallback } from './adapters/model/recording.ts';
import { openReplay } from './adapters/model/replay-files.ts';
import type { Settings } from './core/config/settings.ts';
import { problemsOf } from './core/errors.ts';
import { failedReport } from './core/finish-report.ts';
import type { Report } from './core/report.ts';
import type { Trust } from './core/trust.ts';
import type { Options } from './options.ts';
import { type CompareOptions, compare, type End } from './pipeline.ts';
import type { FoundOverride, LabelLedger, Log, Model, Spool } from './ports.ts';
import { createWaits } from './stages/progress.ts';
import { readSettings } from './stages/settings.ts';
import { VERSION } from './version.ts';

/** The two commits to compare, as a shell knows them. */
export interface Ends {
  /** Ref or SHA whose merge base with head is taken; absent: the default branch. */
  base?: string | undefined;
  /** Base itself is taken, not its merge base. */
  exact?: boolean | undefined;
  /** Absent: the work tree with its uncommitted changes. */
  head?: string | undefined;
  /** Where base's commit is gone, as after a force-push: the refs to take in its place, the first that is there. */
  instead?: readonly string[] | undefined;
  /** Where base comes out as head itself, as on the default branch: compare with what came before. */
  previous?: boolean | undefined;
}

export interface Session {
  options: Options;
  ends: Ends;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute; the options' paths start from here. */
  directory: string;
  log: Log;
  ahead?: CompareOptions['ahead'];
  signal: AbortSignal;
  source: Report['source'];
  /** Texts that no report may hold. */
  secrets: readonly string[];
  /** Whether code of the repository may be run. */
  trust: Trust;
  /** Looks for a maintainer's acceptance of a failed gate for this commit. */
  findOverride?: (headSha: string) => Promise<FoundOverride>;
  /** Labels that were recorded from comments; absent: those on the branch as this clone knows it. */
  labelLedger?: Pick<LabelLedger, 'read'> | undefined;
  /** Whether commits that a shallow checkout lacks are fetched. */
  fetching?: boolean;
  /** Told how the report is to be published, as soon as that is known. */
  onSettings?: (settings: Settings) => void;
  /** Absolute: where answers are kept. Never a folder of the repository, which a pull request could fill. */
  cacheFolder?: string | undefined;
  /** Brings answers of earlier runs there, before the first call. Never fails. */
  restoreAnswers?: (() => Promise<void>) | undefined;
  /** Where the trials of a large run go. Absent: they are held in memory, and stand in the report. */
  spool?: Spool | undefined;
  /** Wraps the model that would be asked, to record it. */
  wrapModel?: (model: Model) => Model;
}

/**
 * Wires the adapters to the pipeline and runs it. Both shells go through here.
 *
 * A run that cannot be done gives a report as well, one that says why: it replaces what an earlier run said.
 */
export async function runCompare(session: Session): Promise<Report> {
  const { ends, source, secrets } = session;
  const provenance = { source, toolVersion: VERSION, secrets };
  try {
    await using repo = await openRepo(session.directory, { fetching: session.fetching ?? false });
    return await compareIn(repo, session, provenance);
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    return failedReport(problems, {
      ...provenance,
      base: { label: ends.base ?? 'default branch' },
      head: { label: ends.head ?? WORK_TREE },
      createdAt: systemClock.now(),
    });
  }
}

const WORK_TREE = 'work tree';

async function compareIn(
  repo: GitRepo,
  session: Session,
  provenance: { source: Report['source']; toolVersion: string; secrets: readonly string[] },
): Promise<Report> {
  const { options, ends, env, log, signal, wrapModel, findOverride } = session;
  const { base, head } = await findEnds(repo, ends, log);
  const settings = await readSettings(base.tree, log);
  session.onSettings?.(settings);
  const inRepository = (glob: string) => inFolder(repo, glob);
  warnOfPlainHttp(env, log);
  const replay = await openReplay({
    globs: options.replay.map(inRepository),
    base: base.tree,
    head: head.tree,
  });
  const waits = createWaits();
  let prices: ReturnType<typeof createPriceBook> | undefined;
  // The list is large: it is read once there is something to price that no suite states the price of.
  const priceOf: CompareOptions['priceOf'] = async (of, usage) => {
    const stated = statedCost(of, usage);
    if (stated !== undefined) return stated;
    prices ??= createPriceBook();
    return (await prices).priceOf(of, usage);
  };
  const budget = createBudget({ limits: options.budget, priceOf, clock: systemClock });
  await using access = await openAccess({
    ...session,
    waits,
    priceOf,
    budget,
    isLive: !replay || wrapModel !== undefined,
  });
  const live = () => access.model;
  // Recording on top of a recording asks only for what it lacks.
  const model = replay && wrapModel ? createFallback(replay.model, live()) : (replay?.model ?? live());
  await using commands = createCommands({
    trust: session.trust,
    concurrency: options.concurrency,
    exportTo: (variant, folder) => repo.exportTo((variant === 'base' ? base : head).tree, folder),
    env,
    log,
  });
  return await compare({
    ...provenance,
    settings,
    base,
    head,
    config: options.config.map(inRepository),
    changes: () => repo.changes(base.tree.sha ?? '', head.tree.sha),
    folder: repo.prefix,
    spool: session.spool,
    snapshots: replay ? undefined : access.snapshots,
    commands: budget.commands(commands),
    model: wrapModel ? wrapModel(model) : model,
    priceOf,
    clock: systemClock,
    log,
    ahead: session.ahead,
    waits,
    concurrency: options.concurrency,
    signal,
    findOverride: findOverride && head.tree.sha ? () => findOverride(head.tree.sha ?? '') : undefined,
    labelLedger: session.labelLedger ?? fetchedLabels(repo),
    recording: replay?.path.slice(repo.prefix.length),
    untrustedReplay: replay !== undefined && !replay.trusted,
  });
}

/** The branch of labels from comments as it was fetched last; nothing where it never was. */
function fetchedLabels(repo: GitRepo): Pick<LabelLedger, 'read'> {
  const sha = repo.find('refs/remotes/origin/prompt-ratchet-labels').catch(() => undefined);
  return {
    async read(path) {
      const commit = await sha;
      return commit === undefined ? undefined : repo.tree(commit).read(path);
    },
  };
}

/** A glob from the folder that the repository was opened in. The folder's own name is no pattern, whatever it holds. */
export function inFolder({ prefix }: Pick<GitRepo, 'prefix'>, glob: string): string {
  const folder = prefix.replaceAll(/[[{(*?]/g, '[$&]');
  return /^!(?!\()/.test(glob) ? `!${folder}${glob.slice(1)}` : `${folder}${glob}`;
}

export function warnOfPlainHttp(env: Session['env'], log: Log): void {
  for (const [name, baseUrl] of Object.entries(env)) {
    if (name.endsWith('_BASE_URL') && baseUrl && isExposed({ baseUrl })) {
      log.warn(`${name} is plain http: keys, prompts and outputs can be read on their way.`);
    }
  }
}

async function findEnds(repo: GitRepo, ends: Ends, log: Log): Promise<{ base: End; head: End }> {
  const headSha = await repo.resolve(ends.head ?? 'HEAD');
  const base = await findBase(repo, ends, log);
  const baseSha = base.exact ? base.sha : await repo.mergeBase(base.sha, headSha);
  const before = ends.previous && baseSha === headSha ? await repo.previous(headSha) : undefined;
  return {
    base: before
      ? { label: before.ref, tree: repo.tree(before.sha) }
      : { label: base.label, tree: repo.tree(baseSha) },
    head:
      ends.head === undefined
        ? { label: WORK_TREE, tree: repo.workTree() }
        : { label: ends.head, tree: repo.tree(headSha) },
  };
}

/** The base that is wanted, or, where that commit is gone, the next best one, which is said. */
async function findBase(
  repo: GitRepo,
  ends: Ends,
  log: Log,
): Promise<{ label: string; sha: string; exact: boolean }> {
  const wanted = ends.base ?? (await repo.defaultBranch());
  const [next, ...rest] = ends.instead ?? [];
  try {
    return { label: wanted, sha: await repo.resolve(wanted), exact: ends.exact ?? false };
  } catch (error) {
    const isGone = problemsOf(error)?.some(({ code }) => code === 'E_UNKNOWN_REF');
    if (!isGone || next === undefined) throw error;
    log.warn(`Base ${wanted} is gone, as after a force-push: ${next} is taken instead.`);
    return findBase(repo, { base: next, instead: rest }, log);
  }
}
