import { startServer } from '../measure.ts';
import type { Item, Line } from '../run.ts';
import { compareOnce, createWorkload } from '../workload.ts';

const LIMIT = 20;

/** Under a limit that binds: how near to it, and how often it is run into. */
export const item: Item = {
  title: `${LIMIT} requests a second, concurrency 32, 50 ms`,
  async run(): Promise<Line[]> {
    const lines: Line[] = [];
    await using workload = await createWorkload(100);
    for (const tells of [true, false]) {
      await using server = await startServer({ latencyMs: 50, limit: LIMIT, tells });
      const { wallMs, report } = await compareOnce(workload, server, 32);
      const { requests, limited, answered } = await server.counts();
      // A second's worth may come at once.
      const bound = ((workload.calls - LIMIT) / LIMIT) * 1000;
      const how = tells ? 'limit told' : 'limit not told, only when to come back';
      lines.push(
        { what: `wall ÷ bound, ${how}`, value: wallMs / bound, atMost: 1.1 },
        {
          what: `  answered 429, ${how}`,
          value: (100 * limited) / requests,
          unit: '%',
          atMost: tells ? 2 : 7,
          note: `${limited} of ${requests}`,
        },
        {
          what: `  calls lost, ${how}`,
          value: report.totals.failedCalls + workload.calls - answered,
          atMost: 0,
          unit: '',
        },
      );
    }
    return lines;
  },
};
