import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from './adapters/clock.ts';
import { writeResult } from './adapters/files.ts';
import { openRepo } from './adapters/git/repo.ts';
import { openAccess } from './adapters/model/access.ts';
import { createPriceBook } from './adapters/model/prices.ts';
import { createFallback, createRecorder, createReplay } from './adapters/model/recording.ts';
import { inFolder, type Session, warnOfPlainHttp } from './compose.ts';
import { type Frontier, isProven, type OptimizeReport } from './core/optimize-report.ts';
import { type OptimizeOptions, optimize } from './optimize-pipeline.ts';
import type { PriceOf } from './stages/ledger.ts';
import { loadSuites } from './stages/load.ts';
import { compareModels } from './stages/model-frontier.ts';
import { createWaits } from './stages/progress.ts';
import { readSettings } from './stages/settings.ts';
import { VERSION } from './version.ts';

/** What a person asks of a search, beside the session. */
export type Wanted = Pick<OptimizeOptions, 'suite' | 'asked' | 'seed'>;

type Asked = Omit<Session, 'findOverride' | 'fetching' | 'wrapModel' | 'trust'>;

/** Runs a search. What was answered is kept in `state`, so that the same search goes on where it was stopped. */
export async function runOptimize(
  session: Asked,
  wanted: Wanted,
  { state, write = false }: { state: string; write?: boolean },
): Promise<OptimizeReport> {
  await using repo = await openRepo(session.directory);
  const { access, ...common } = await commonOptions(session, repo);
  await using _ = access;
  const kept = await textOf(`${state}.jsonl`);
  const live =
    kept === undefined
      ? common.model
      : createFallback(createReplay([{ path: state, text: kept }]), common.model);
  const recorder = createRecorder(live, {
    secrets: session.secrets,
    write: (text) => writeResult(`${state}.jsonl`, text),
  });
  const report = await optimize({
    ...common,
    ...wanted,
    model: recorder,
    checkpoint: () => recorder.save(),
    look: (split) => noteLook(`${state}.looks.json`, split),
  });
  if (write && isProven(report) && session.ends.head === undefined) {
    for (const file of report.files) await writeResult(join(repo.root, file.path), file.after);
  }
  return report;
}

/** Runs today's prompt under several models. */
export async function runModels(
  session: Asked,
  wanted: { suite: string; models: readonly string[]; cap: { calls: number; costUsd: number } },
): Promise<Frontier> {
  await using repo = await openRepo(session.directory);
  const { access, ...common } = await commonOptions(session, repo);
  await using _ = access;
  return await compareModels({ ...common, ...wanted });
}

async function commonOptions(session: Asked, repo: Awaited<ReturnType<typeof openRepo>>) {
  const { options, ends, env, log, signal, source, secrets } = session;
  warnOfPlainHttp(env, log);
  const waits = createWaits();
  let prices: ReturnType<typeof createPriceBook> | undefined;
  const priceOf: PriceOf = async (of, usage) => {
    prices ??= createPriceBook();
    return (await prices).priceOf(of, usage);
  };
  const access = await openAccess({ ...session, waits, priceOf, isLive: true });
  const sha = ends.head === undefined ? undefined : await repo.resolve(ends.head);
  const tree = sha === undefined ? repo.workTree() : repo.tree(sha);
  return {
    tree,
    settings: await readSettings(tree, log),
    label: ends.head ?? 'work tree',
    config: options.config.map((glob) => inFolder(repo, glob)),
    access,
    model: access.model,
    priceOf,
    clock: systemClock,
    log,
    concurrency: options.concurrency,
    signal,
    source,
    secrets,
    toolVersion: VERSION,
  };
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Counts looks at test splits in a file beside the state. A split that was looked at often is no evidence any more. */
async function noteLook(path: string, split: string): Promise<number> {
  const known = parseLooks(await textOf(path));
  const looks = (known[split] ?? 0) + 1;
  await writeResult(path, `${JSON.stringify({ ...known, [split]: looks }, null, 2)}\n`);
  return looks;
}

function parseLooks(text: string | undefined): Record<string, number> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    return Object.fromEntries(
      Object.entries(value).filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1])),
    );
  } catch {
    return {};
  }
}

/** The suites whose files say what a search may do. */
export async function suitesToOptimize(session: Asked): Promise<string[]> {
  await using repo = await openRepo(session.directory);
  const { access, tree, config } = await commonOptions(session, repo);
  await using _ = access;
  const loaded = await loadSuites(tree, config);
  return loaded.flatMap((one) => (one.ok && one.suite.optimize ? [one.name] : []));
}
