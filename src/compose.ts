import { systemClock } from './adapters/clock.ts';
import { createCommands } from './adapters/command/commands.ts';
import { type GitRepo, openRepo } from './adapters/git/repo.ts';
import { isExposed } from './adapters/model/endpoint.ts';
import { createOpenAIModel } from './adapters/model/openai.ts';
import { createPriceBook } from './adapters/model/prices.ts';
import { createFallback, createReplay } from './adapters/model/recording.ts';
import { problemsOf, RatchetError } from './core/errors.ts';
import type { Report } from './core/report.ts';
import type { Trust } from './core/trust.ts';
import type { Options } from './options.ts';
import { compare, type End, failedReport } from './pipeline.ts';
import type { FoundOverride, Log, Model, Tree } from './ports.ts';
import { VERSION } from './version.ts';

/** The two commits to compare, as a shell knows them. */
export interface Ends {
  /** Ref or SHA whose merge base with head is taken; absent: the default branch. */
  base?: string | undefined;
  /** Absent: the work tree with its uncommitted changes. */
  head?: string | undefined;
}

export interface Session {
  options: Options;
  ends: Ends;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute; the options' paths start from here. */
  directory: string;
  log: Log;
  signal: AbortSignal;
  source: Report['source'];
  /** Texts that no report may hold. */
  secrets: readonly string[];
  /** Whether code of the repository may be run. */
  trust: Trust;
  /** Looks for a maintainer's acceptance of a failed gate for this commit. */
  findOverride?: (headSha: string) => Promise<FoundOverride>;
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
    await using repo = await openRepo(session.directory);
    return await compareIn(repo, session, provenance);
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    return failedReport(problems, {
      ...provenance,
      base: ends.base ?? 'default branch',
      head: ends.head ?? WORK_TREE,
      clock: systemClock,
    });
  }
}

const WORK_TREE = 'work tree';

async function compareIn(
  repo: GitRepo,
  { options, ends, env, log, signal, trust, wrapModel, findOverride }: Session,
  provenance: { source: Report['source']; toolVersion: string; secrets: readonly string[] },
): Promise<Report> {
  const { base, head } = await findEnds(repo, ends);
  // The folder's own name is no pattern, whatever characters it has.
  const folder = repo.prefix.replaceAll(/[[{(*?]/g, '[$&]');
  const inRepository = (glob: string) => `${folder}${glob}`;
  warnOfPlainHttp(env, log);
  const replay = await openReplay({
    globs: options.replay.map(inRepository),
    base: base.tree,
    head: head.tree,
  });
  const live = () => createOpenAIModel({ env, clock: systemClock, random: Math.random });
  // Recording on top of a recording asks only for what it lacks.
  const replayed = replay && wrapModel ? createFallback(replay.model, live()) : replay?.model;
  const model = replayed ?? live();
  await using commands = createCommands({
    trust: options['allow-untrusted-commands'] ? { trusted: true } : trust,
    exportTo: (variant, folder) => repo.exportTo((variant === 'base' ? base : head).tree, folder),
    env,
    log,
  });
  let prices: ReturnType<typeof createPriceBook> | undefined;
  return await compare({
    ...provenance,
    base,
    head,
    config: options.config.map(inRepository),
    commands,
    model: wrapModel ? wrapModel(model) : model,
    // The list is loaded while the first answers are on their way.
    priceOf: async (of, usage) => {
      prices ??= createPriceBook();
      return (await prices).priceOf(of, usage);
    },
    clock: systemClock,
    log,
    concurrency: options.concurrency,
    signal,
    findOverride: findOverride && head.tree.sha ? () => findOverride(head.tree.sha ?? '') : undefined,
    untrustedReplay: replay !== undefined && !replay.trusted,
  });
}

function warnOfPlainHttp(env: Session['env'], log: Log): void {
  for (const [name, baseUrl] of Object.entries(env)) {
    if (name.endsWith('_BASE_URL') && baseUrl && isExposed({ baseUrl })) {
      log.warn(`${name} is plain http: keys, prompts and outputs can be read on their way.`);
    }
  }
}

async function findEnds(repo: GitRepo, ends: Ends): Promise<{ base: End; head: End }> {
  const baseRef = ends.base ?? (await repo.defaultBranch());
  const headSha = await repo.resolve(ends.head ?? 'HEAD');
  const baseSha = await repo.mergeBase(await repo.resolve(baseRef), headSha);
  return {
    base: { label: baseRef, tree: repo.tree(baseSha) },
    head:
      ends.head === undefined
        ? { label: WORK_TREE, tree: repo.workTree() }
        : { label: ends.head, tree: repo.tree(headSha) },
  };
}

/**
 * Opens the recordings that stand at head. They can be trusted as far as base has the same ones:
 * a pull request could bring answers that no model ever gave.
 */
async function openReplay(options: {
  globs: readonly string[];
  base: Tree;
  head: Tree;
}): Promise<{ model: Model; trusted: boolean } | undefined> {
  const { globs, base, head } = options;
  if (globs.length === 0) return undefined;
  const paths = [...new Set((await Promise.all(globs.map((glob) => head.list(glob)))).flat())];
  if (paths.length === 0) {
    throw new RatchetError({
      code: 'E_RECORDING',
      message: `No recording matches ${globs.join(', ')}.`,
      help: 'Record one with: prompt-ratchet compare --record evals/recordings/answers.jsonl',
    });
  }
  const texts = await Promise.all(
    paths.map(async (path) => ({ path, text: (await head.read(path)) ?? '', atBase: await base.read(path) })),
  );
  return {
    model: createReplay(texts),
    trusted: texts.every(({ text, atBase }) => text === atBase),
  };
}
