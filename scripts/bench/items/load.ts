import { median, startServer } from '../measure.ts';
import type { Item, Line } from '../run.ts';
import { bareOnce, compareOnce, createWorkload } from '../workload.ts';

const LATENCY_MS = 50;

/** How near a run comes to what latency and concurrency allow, and what it costs beside the bare SDK. */
export const item: Item = {
  title: '2 variants × 1,000 cases × (1 output + 1 judge), 50 ms',
  async run({ repeats }): Promise<Line[]> {
    await using workload = await createWorkload(1000);
    const lines: Line[] = [];
    for (const concurrency of [32, 128]) {
      const latencies: number[] = [];
      const [ours, bare] = [[], []] as [
        Awaited<ReturnType<typeof compareOnce>>[],
        Awaited<ReturnType<typeof bareOnce>>[],
      ];
      for (let index = 0; index < repeats; index += 1) {
        await using server = await startServer({ latencyMs: LATENCY_MS });
        ours.push(await compareOnce(workload, server, concurrency));
        const { latencyMs, answered } = await server.counts();
        latencies.push(latencyMs / answered);
        bare.push(await bareOnce(workload, server, concurrency));
      }
      // As long as the answers took: timers are late by a part of a millisecond, and more on a busy machine.
      const latency = median(latencies);
      const ideal = (workload.calls * latency) / concurrency;
      const wall = median(ours.map(({ wallMs }) => wallMs));
      const toReport = median(ours.map(({ reportMs }) => reportMs));
      const bareWall = median(bare.map(({ wallMs }) => wallMs));
      const cpu = median(ours.map(({ cpuMs }) => cpuMs)) / workload.calls;
      const bareCpu = median(bare.map(({ cpuMs }) => cpuMs)) / workload.calls;
      const at = `at ${concurrency}`;
      lines.push(
        {
          what: `wall ÷ ideal ${at}, to the written report`,
          value: toReport / ideal,
          ...(concurrency === 32 ? { atMost: 1.08 } : {}),
        },
        { what: '  to the end, pages and all', value: wall / ideal },
        { what: "  the bare loop's own", value: bareWall / ideal },
        {
          what: `wall ÷ the bare loop's ${at}`,
          value: wall / bareWall,
          ...(concurrency === 128 ? { atMost: 1.3 } : {}),
        },
        {
          what: `CPU a call ÷ the bare loop's ${at}`,
          value: cpu / bareCpu,
          atMost: 1.5,
          note: `${cpu.toFixed(2)} and ${bareCpu.toFixed(2)} ms`,
        },
        {
          what: `peak memory ${at}`,
          value: Math.max(...ours.map(({ peakMb }) => peakMb)),
          atMost: 250,
          unit: 'MB',
          note: `bare ${Math.max(...bare.map(({ peakMb }) => peakMb)).toFixed(0)} MB`,
        },
        {
          what: `calls that failed ${at}`,
          value: Math.max(...ours.map(({ report }) => report.totals.failedCalls)),
          atMost: 0,
          unit: '',
        },
      );
    }
    return lines;
  },
};
