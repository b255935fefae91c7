import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { compare } from '../../src/pipeline.ts';
import type { Model, Tree } from '../../src/ports.ts';
import { forEachLimited } from '../../src/stages/pool.ts';

describe('work that waits for nothing', () => {
  it('lets whatever else waits have its turn', async () => {
    let done = 0;
    let heardAt: number | undefined;
    setImmediate(() => {
      heardAt = done;
    });
    await forEachLimited(Array(10_000).keys(), 8, async () => {
      done += 1;
    });
    expect(done).toBe(10_000);
    expect(heardAt).toBeLessThan(1_000);
  });
});

describe('a run whose answers are all at hand', () => {
  const CASES = 2_000;
  const rows = Array.from(
    { length: CASES },
    (_, row) => `{"id":"c${row}","input":"m ${row}","expected":"yes"}`,
  );
  const treeOf = (word: string): Tree => {
    const files = new Map([
      [
        'evals/s.yml',
        'target: { prompt: ../p.md, model: m }\ndataset: d.jsonl\nscorers: [{ check: exact }]\n',
      ],
      ['evals/d.jsonl', rows.join('\n')],
      ['p.md', `${word} {{input}}\n`],
    ]);
    return {
      sha: word.padEnd(40, '0'),
      list: async () => ['evals/s.yml'],
      read: async (path) => files.get(path),
      fingerprint: async () => word,
    };
  };

  it('hears that it is to stop, and reports what it has until then', async () => {
    const controller = new AbortController();
    const model: Model = {
      async ask(_request, _purpose, signal) {
        if (signal.aborted) return { ok: false, code: 'cancelled', message: 'stopped', attempts: 0 };
        return { ok: true, text: 'yes', finish: 'stop', latencyMs: 1, replayed: true };
      },
    };
    let begun = false;
    const report = await compare({
      source: {},
      toolVersion: '0',
      secrets: [],
      base: { label: 'base', tree: treeOf('Old') },
      head: { label: 'head', tree: treeOf('New') },
      config: ['evals/*.yml'],
      model,
      priceOf: () => undefined,
      clock: systemClock,
      log: {
        info() {},
        warn() {},
        error() {},
        progress() {
          // As a signal of the system arrives: when the loop of events turns, and not before.
          if (!begun) setImmediate(() => controller.abort());
          begun = true;
        },
      },
      concurrency: 8,
      signal: controller.signal,
      untrustedReplay: false,
    });
    const { targetCalls, stopped } = report.totals;
    expect(targetCalls).toBeGreaterThan(0);
    expect(targetCalls).toBeLessThan(2 * CASES);
    expect(stopped).toMatchObject({ code: 'cancelled', calls: expect.any(Number) });
    expect(report.decision.reasons[0]).toMatchObject({ code: 'run-stopped', kind: 'unmeasured' });
  });
});
