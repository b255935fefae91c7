import { randomUUID } from 'node:crypto';
import type { KeptAnswers } from '../adapters/github/kept-answers.ts';
import type { EventInfo } from '../core/event.ts';
import { shelvesOf } from '../core/shelves.ts';
import type { Options } from '../options.ts';
import type { Log } from '../ports.ts';

const HOUR_MS = 60 * 60 * 1000;
const MEGABYTE = 1024 * 1024;
/** Time for keeping answers; when a job is cancelled, the runner waits for it no longer than some seconds. */
const SAVE_MS = 60_000;
const CANCELLED_SAVE_MS = 4_000;

interface Job {
  options: Options;
  event: EventInfo;
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute: where answers are while the job runs; absent: nowhere. */
  folder: string | undefined;
  /** Aborts when the job is cancelled. */
  signal: AbortSignal;
  log: Log;
}

/**
 * The ways between a job's folder of answers and the runner's cache. Nothing is looked up until answers are asked for,
 * and nothing is kept where none were.
 */
export function answersOf(job: Job): { restore: () => Promise<void>; save: () => Promise<void> } {
  let kept: KeptAnswers | undefined;
  return {
    async restore() {
      kept = await keptAnswers(job);
      await kept?.restore();
    },
    async save() {
      await kept?.save(AbortSignal.timeout(job.signal.aborted ? CANCELLED_SAVE_MS : SAVE_MS));
    },
  };
}

async function keptAnswers({ options, event, env, folder, log }: Job): Promise<KeptAnswers | undefined> {
  if (!options.cache || folder === undefined || !env['ACTIONS_RESULTS_URL']) return undefined;
  const shelves = shelvesOf(event, {
    ref: env['GITHUB_REF'],
    head: options.head,
    about: { config: options.config, folder: options['working-directory'], scope: options.scope },
  });
  // What the workflow allows its jobs to do with the cache, where it says so.
  const mode = env['ACTIONS_CACHE_MODE'];
  const reads = mode === 'none' || mode === 'write-only' ? [] : shelves.reads;
  const writes = mode === 'none' || mode === 'read' ? undefined : shelves.writes;
  if (reads.length === 0 && writes === undefined) return undefined;
  // Imported only where it is used: nothing of it is needed to find out what changed.
  const [{ cacheServiceIn }, { createKeptAnswers }] = await Promise.all([
    import('../adapters/github/cache-service.ts'),
    import('../adapters/github/kept-answers.ts'),
  ]);
  const service = cacheServiceIn(env);
  if (!service) return undefined;
  const { maxAgeHours, maxMegabytes } = options.cache;
  return createKeptAnswers({
    service,
    shelves: { reads, writes },
    folder,
    bounds: { maxAgeMs: maxAgeHours * HOUR_MS, maxBytes: maxMegabytes * MEGABYTE },
    run: `${env['GITHUB_RUN_ID'] ?? '0'}-${env['GITHUB_RUN_ATTEMPT'] ?? '1'}-${randomUUID().slice(0, 8)}`,
    log,
    now: Date.now,
  });
}
