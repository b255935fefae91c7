import { systemClock } from './adapters/clock.ts';
import { openRepo } from './adapters/git/repo.ts';
import { openAccess } from './adapters/model/access.ts';
import { createPriceBook } from './adapters/model/prices.ts';
import { createReplay } from './adapters/model/recording.ts';
import { inFolder, type Session } from './compose.ts';
import { RatchetError } from './core/errors.ts';
import type { NotRecorded } from './core/not-recorded.ts';
import { type CalibratedSuite, calibrateSuites } from './stages/calibrate.ts';
import { type ImprovedSuite, improveSuites } from './stages/improve.ts';
import { createLedger, type PriceOf } from './stages/ledger.ts';
import { createWaits } from './stages/progress.ts';

export interface CalibrationSession
  extends Pick<Session, 'options' | 'env' | 'directory' | 'log' | 'signal' | 'secrets' | 'cacheFolder'> {
  suite?: string | undefined;
  /** Whether a better wording is looked for. */
  improve?: boolean | undefined;
}

/** Weighs the judges of the work tree by the labels there. `root` is where the paths of the result start. */
export async function runCalibrate(
  session: CalibrationSession,
): Promise<{ root: string; suites: CalibratedSuite[]; improved: ImprovedSuite[] }> {
  const { options, log, signal, suite } = session;
  await using repo = await openRepo(session.directory);
  const tree = repo.workTree();
  const waits = createWaits();
  let prices: ReturnType<typeof createPriceBook> | undefined;
  const priceOf: PriceOf = async (of, usage) => {
    prices ??= createPriceBook();
    return (await prices).priceOf(of, usage);
  };
  const globs = options.replay.map((glob) => inFolder(repo, glob));
  const recordings = [...new Set((await Promise.all(globs.map((glob) => tree.list(glob)))).flat())];
  await using access = await openAccess({ ...session, waits, priceOf, isLive: recordings.length === 0 });
  const model =
    recordings.length === 0
      ? access.model
      : createReplay(
          await Promise.all(recordings.map(async (path) => ({ path, text: (await tree.read(path)) ?? '' }))),
        );
  const ledger = createLedger({ trials: 0, priceOf, onProgress: () => undefined });
  const asking = {
    tree,
    config: options.config.map((glob) => inFolder(repo, glob)),
    suite,
    model,
    ledger,
    concurrency: options.concurrency,
    signal,
    log,
    now: () => systemClock.now(),
  };
  const suites = await calibrateSuites(asking);
  const [missing] = ledger.notRecorded;
  if (missing) throw notRecorded(missing, ledger.notRecorded.length);
  const improved = session.improve ? await improveSuites(suites, asking) : [];
  return { root: repo.root, suites, improved };
}

/** What a judge is worth cannot be said of the answers that happen to be recorded. */
function notRecorded({ suite, case: id, scorer }: NotRecorded, calls: number): RatchetError {
  const more = calls > 1 ? `, nor to ${calls - 1} more` : '';
  return new RatchetError({
    code: 'E_RECORDING',
    message: `The recording has no answer to what "${scorer}" of "${suite}" is asked about case "${id}"${more}.`,
    help: 'Leave out --replay, so that the judges are asked, or record again: prompt-ratchet compare --record evals/recordings/answers.jsonl',
  });
}
