import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { spoolBeside } from '../../src/adapters/spool.ts';
import { printReport } from '../../src/core/print-report.ts';
import { type MeasuredSuite, type Report, reportSchema } from '../../src/core/report.ts';
import { WHOLE_CASES } from '../../src/core/whole-cases.ts';
import { compare } from '../../src/pipeline.ts';
import type { Model, Tree } from '../../src/ports.ts';
import { explainReport } from '../../src/render/explain.ts';

const SECRET = 'sk-never-to-be-shown';
const SUITE = `target: { prompt: ../p.md, model: m, parameters: { temperature: 0 } }
dataset: d.jsonl
scorers: [{ check: exact }]
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompt-ratchet-large-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function treeOf(word: string, count: number): Tree {
  const rows = Array.from({ length: count }, (_, row) =>
    JSON.stringify({ id: `c${row}`, input: `message ${row}`, expected: 'yes' }),
  );
  const files = new Map([
    ['evals/s.yml', SUITE],
    ['evals/d.jsonl', `${rows.join('\n')}\n`],
    ['p.md', `${word} {{input}}\n`],
  ]);
  return {
    sha: word.toLowerCase().padEnd(40, '0'),
    list: async () => ['evals/s.yml'],
    read: async (path) => files.get(path),
    fingerprint: async () => word,
  };
}

/** At head, the first thirty cases are answered wrong, in words that hold a secret. */
const model: Model = {
  async ask({ messages }) {
    const [, word, row] = /^(\w+) message (\d+)/.exec(messages[0]?.content ?? '') ?? [];
    const text = word === 'New' && Number(row) < 30 ? `no, ${SECRET}, to ${row}` : 'yes';
    return { ok: true, text, finish: 'stop', latencyMs: 1, replayed: false };
  },
};

async function run(count: number, path?: string): Promise<Report> {
  const spool = path === undefined ? undefined : await spoolBeside(path);
  const report = await compare({
    source: {},
    toolVersion: '0',
    secrets: [SECRET],
    base: { label: 'base', tree: treeOf('Old', count) },
    head: { label: 'head', tree: treeOf('New', count) },
    config: ['evals/*.yml'],
    model,
    priceOf: () => undefined,
    clock: systemClock,
    log: { info() {}, warn() {}, error() {}, progress() {} },
    concurrency: 8,
    signal: new AbortController().signal,
    untrustedReplay: false,
    spool,
  });
  spool?.close();
  return report;
}

function suiteIn(report: Report): MeasuredSuite {
  const [suite] = report.suites;
  if (suite?.state !== 'touched') throw new Error('not measured');
  return suite;
}

describe('a run of very many cases', () => {
  it('finds what it finds with all of it in memory, holds whole what moved, and the rest on disk', async () => {
    const count = WHOLE_CASES + 50;
    const path = join(folder, 'report.json');
    const [held, spooled] = [await run(count), await run(count, path)];
    const [whole, brief] = [suiteIn(held), suiteIn(spooled)];
    expect(brief.comparisons).toEqual(whole.comparisons);
    expect(brief.metrics).toEqual(whole.metrics);
    expect(spooled.decision).toEqual(held.decision);
    expect(brief.cases.map(({ id, outcome, delta }) => [id, outcome, delta])).toEqual(
      whole.cases.map(({ id, outcome, delta }) => [id, outcome, delta]),
    );
    const moved = brief.cases.filter((row) => !row.brief);
    expect(moved).toHaveLength(30);
    expect(moved).toEqual(whole.cases.filter(({ outcome }) => outcome !== 'same'));
    expect(JSON.stringify(moved[0]?.head)).toContain('no, [redacted], to 0');

    const text = printReport(spooled);
    expect(text.length).toBeLessThan(printReport(held).length / 3);
    const read = reportSchema.parse(JSON.parse(text));
    // Cost and latency are worked out again from trials that a bounded report does not hold.
    const rest = (lines: string) => lines.replaceAll(/^ {2}(?:failed|cost|latency) .*\n/gm, '');
    expect(rest(explainReport(read))).toBe(rest(explainReport(held)));
    expect(explainReport(read)).not.toContain('differs');

    const results = await readFile(join(folder, 'report.results.jsonl'), 'utf8');
    expect(results).not.toContain(SECRET);
    const lines = results
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const planned = lines.filter(({ confirming }) => !confirming);
    expect(planned).toHaveLength(2 * count);
    expect(planned.find((line) => line['case'] === 'c7' && line['variant'] === 'head')).toMatchObject({
      suite: brief.name,
      index: 0,
      trial: { ok: true, output: 'no, [redacted], to 7' },
      scores: { exact: { ok: true, value: 0 } },
    });
  });

  it('is the only one that leaves a results file, and removes an earlier one', async () => {
    const path = join(folder, 'report.json');
    await run(WHOLE_CASES + 1, path);
    expect(await readdir(folder)).toEqual(['report.results.jsonl']);
    expect(suiteIn(await run(20, path)).cases.some(({ brief }) => brief)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
  });
});
