import { median, startServer } from '../measure.ts';
import type { Item, Line } from '../run.ts';
import { compareOnce, createWorkload } from '../workload.ts';

const FAULTS = { errors: 0.05, hangs: 0.005, cuts: 0.005, resets: 0.005 };

/** Faults as they happen: everything is answered in the end, once, and not much later. */
export const item: Item = {
  title: '5 % 500/503, 0.5 % hangs, 0.5 % truncated bodies, 0.5 % resets, concurrency 32, 50 ms',
  async run({ repeats }): Promise<Line[]> {
    await using workload = await createWorkload(1000);
    const [calm, rough] = [[], []] as [number[], number[]];
    let [lost, duplicated, faults] = [0, 0, 0];
    for (let index = 0; index < repeats; index += 1) {
      await using steady = await startServer({ latencyMs: 50 });
      calm.push((await compareOnce(workload, steady, 32)).wallMs);
      await using shaky = await startServer({ latencyMs: 50, faults: FAULTS });
      const { wallMs, report } = await compareOnce(workload, shaky, 32);
      rough.push(wallMs);
      const counts = await shaky.counts();
      lost += report.totals.failedCalls + workload.calls / 2 - counts.distinctTargets;
      duplicated += counts.targets - counts.distinctTargets;
      faults += counts.errors + counts.hangs + counts.cuts + counts.resets;
    }
    return [
      {
        what: 'wall ÷ fault-free',
        value: median(rough) / median(calm),
        atMost: 1.5,
        note: `${faults} faults`,
      },
      { what: 'cases lost', value: lost, atMost: 0, unit: '' },
      { what: 'outputs answered twice', value: duplicated, atMost: 0, unit: '' },
    ];
  },
};
