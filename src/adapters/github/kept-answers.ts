import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../core/errors.ts';
import type { Shelves } from '../../core/shelves.ts';
import type { Log } from '../../ports.ts';
import type { Bounds } from '../store/segments.ts';
import { hasOthers, pack, unpack } from '../store/travel.ts';
import { CacheFault, type CacheService } from './cache-service.ts';

/** Answers that outlive the job. That they cannot be fetched or kept costs calls, not the run. */
export interface KeptAnswers {
  /** Fetches what earlier jobs were answered into the folder. */
  restore(): Promise<void>;
  /** Keeps what this job was answered, if there is anything new. */
  save(signal: AbortSignal): Promise<void>;
}

const RESTORE_MS = 60_000;

export function createKeptAnswers(options: {
  service: CacheService;
  shelves: Shelves;
  /** Absolute: the store's folder. */
  folder: string;
  bounds: Bounds;
  /** What no other run is called. */
  run: string;
  log: Log;
  now: () => number;
}): KeptAnswers {
  const { service, shelves, folder, bounds, run, log, now } = options;
  const restored = new Set<string>();
  /** From shelves of others: kept there already. */
  const borrowed = new Set<string>();
  let isWarned = false;

  function tell(what: string, error: unknown): void {
    const text = `${what}: ${messageOf(error)}.`;
    if (error instanceof CacheFault && error.isDenied) log.info(text);
    else if (!isWarned) log.warn(text);
    isWarned = true;
  }

  async function take(shelf: string, signal: AbortSignal): Promise<void> {
    const stream = await service.fetch(prefixOf(shelf), signal);
    if (!stream) return;
    const name = await unpack(stream, folder, { now: now(), maxBytes: bounds.maxBytes, signal });
    restored.add(name);
    if (shelf !== shelves.writes) borrowed.add(name);
  }

  return {
    async restore() {
      const signal = AbortSignal.timeout(RESTORE_MS);
      const taken = await Promise.allSettled(shelves.reads.map((shelf) => take(shelf, signal)));
      const failed = taken.find((one) => one.status === 'rejected');
      if (failed) tell('Answers of earlier jobs cannot be fetched', failed.reason);
    },
    async save(signal) {
      const { writes } = shelves;
      if (writes === undefined || !(await hasOthers(folder, restored))) return;
      const path = join(folder, `${randomUUID()}.gz`);
      try {
        const size = await pack(folder, path, { ...bounds, now: now(), without: borrowed });
        if (size !== undefined) await service.put(`${prefixOf(writes)}${run}`, { path, size }, signal);
      } catch (error) {
        tell('Answers are not kept for another job', error);
      } finally {
        await rm(path, { force: true });
      }
    },
  };
}

function prefixOf(shelf: string): string {
  return `prompt-ratchet-answers-${shelf}-`;
}
