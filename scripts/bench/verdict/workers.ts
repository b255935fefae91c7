import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Result, Tally } from './run.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';

/** Runs scenarios on every core. Results come in the scenarios' order, and do not depend on how many cores there are. */
export async function runAll(
  chosen: readonly Scenario[],
  options: { replications: number; seed: string },
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = chosen.map((scenario, index) => ({ scenario, index }));
  const cores = Math.min(availableParallelism(), chosen.length);
  await Promise.all(
    Array.from({ length: cores }, async () => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: options });
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const answer = once(worker, 'message');
        worker.postMessage(SCENARIOS.indexOf(next.scenario));
        const [tally]: Tally[] = await answer;
        if (tally) results[next.index] = { ...tally, scenario: next.scenario };
      }
      await worker.terminate();
    }),
  );
  return results;
}
