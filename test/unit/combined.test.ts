import { describe, expect, it } from 'vitest';
import { combineScores } from '../../src/core/combined.ts';
import type { MeasuredSuite, Report } from '../../src/core/report.ts';
import { reportSchema } from '../../src/core/report.ts';
import type { Score } from '../../src/core/trial.ts';
import { compare } from '../../src/pipeline.ts';
import type { CallPurpose, Clock, Log, Tree } from '../../src/ports.ts';

type Files = Readonly<Record<string, string>>;
type Row = Record<string, unknown>;

it('a combination that lacks a pair because the other side failed is no loss of its own', () => {
  const spec = { kind: 'combined', name: 'all', method: 'weighted-mean', threshold: 0.5 } as const;
  const of = ['better', 'exact'].map((name) => ({ name, weight: 1, threshold: 0.5 }));
  const codeOf = (exact: Score) =>
    combineScores(
      { ...spec, of },
      new Map<string, Score>([
        ['better', { ok: false, code: 'unpaired', message: '' }],
        ['exact', exact],
      ]),
    );
  expect(codeOf({ ok: true, value: 1, reason: '' })).toMatchObject({ ok: false, code: 'unpaired' });
  expect(codeOf({ ok: false, code: 'check-failed', message: '' })).toMatchObject({ code: 'check-failed' });
});

const clock: Clock = {
  now: () => '2026-01-01T00:00:00.000Z',
  monotonic: () => 0,
  sleep: async () => undefined,
};
const nothing = () => undefined;
const log: Log = { info: nothing, warn: nothing, error: nothing, progress: nothing };

function treeOf(files: Files, letter: string): Tree {
  return {
    sha: letter.repeat(40),
    list: async () => Object.keys(files).filter((path) => path.endsWith('.yml')),
    fingerprint: async () => '',
    read: async (path) => files[path],
  };
}

const ROWS: Row[] = Array.from({ length: 10 }, (_, at) => ({
  id: `c${at}`,
  vars: { input: `m${at}` },
  expected: 'yes',
}));
const suiteOf = (rest: string) =>
  `target: { prompt: p.md, model: m, parameters: { temperature: 0 } }\ndataset: d.jsonl\n${rest}`;

/** Base answers `yes please`, head what `says` gives. The target is the only thing that changes. */
async function line(
  rest: string,
  rows: Row[] = ROWS,
  says: (id: string) => string = () => 'yes please',
  vectors?: number[][],
): Promise<{
  report: Report;
  suite: MeasuredSuite;
  embeds: number;
  embedPrice: CallPurpose['price'];
}> {
  const files = {
    'evals/s.yml': suiteOf(rest),
    'evals/d.jsonl': rows.map((row) => JSON.stringify(row)).join('\n'),
  };
  let embeds = 0;
  let embedPrice: CallPurpose['price'];
  const report = await compare({
    source: {},
    toolVersion: '0.0.0',
    secrets: [],
    base: { label: 'main', tree: treeOf({ ...files, 'evals/p.md': 'Old {{input}}' }, 'a') },
    head: { label: 'change', tree: treeOf({ ...files, 'evals/p.md': 'New {{input}}' }, 'b') },
    config: ['evals/*.yml'],
    model: {
      ask: async ({ operation }, { variant, case: id, price }: CallPurpose) => {
        const answer = { ok: true, finish: 'stop', latencyMs: 1, replayed: false } as const;
        if (operation === 'embed') {
          embeds += 1;
          embedPrice = price;
          return { ...answer, text: '', vectors, usage: { inputTokens: 5, outputTokens: 0 } };
        }
        return { ...answer, text: variant === 'base' ? 'yes please' : says(id) };
      },
    },
    priceOf: (_of, { inputTokens }) => inputTokens / 1000,
    clock,
    log,
    concurrency: 2,
    signal: new AbortController().signal,
    untrustedReplay: false,
  });
  const [suite] = report.suites;
  if (suite?.state !== 'touched') throw new Error(JSON.stringify(suite));
  expect(() => reportSchema.parse(report)).not.toThrow();
  return { report, suite, embeds, embedPrice };
}

const TWO =
  'scorers:\n  - { check: contains, name: has, weight: 3, severity: info }\n  - { check: exact, name: same, severity: info }\n';
const row = (suite: MeasuredSuite, name: string) => suite.comparisons.find(({ scorer }) => scorer === name);

describe('one score of all', () => {
  it.each([
    ['weighted-mean', 0.75],
    ['all', 0],
    ['min', 0],
  ])('%s', async (method, base) => {
    const { suite } = await line(`${TWO}combine: { method: ${method} }\n`);
    expect(row(suite, 'combined')).toMatchObject({
      kind: 'combined',
      gating: true,
      base,
      head: base,
      pairs: 10,
    });
  });
  it('gates when it falls, though the others are informational, and is confirmed by fresh trials', async () => {
    const { report, suite } = await line(
      `${TWO}combine: { method: weighted-mean, name: quality }\n`,
      ROWS,
      () => 'no',
    );
    expect(row(suite, 'quality')).toMatchObject({ verdict: 'regressed', head: 0 });
    expect(report.decision.outcome).toBe('fail');
    expect(suite.cases[0]).toMatchObject({ outcome: 'broke', confirmation: { verdict: 'broke' } });
  });
  it('is missing where one of its scores is, never 0', async () => {
    const scorers =
      'scorers:\n  - { check: contains, severity: info }\n  - { check: cost, max-usd: 1, severity: info }\n';
    const { report, suite } = await line(`${scorers}combine: { method: min }\n`);
    expect(row(suite, 'combined')).toMatchObject({ lost: 10, pairs: 0, verdict: 'inconclusive' });
    expect(report.decision.outcome).toBe('fail');
  });
  it('refuses a weight that nothing weighs', async () => {
    await expect(line('scorers:\n  - { check: contains, weight: 2 }\n')).rejects.toThrow(
      'and the suite has no `combine`',
    );
  });
});

describe("a case's own checks", () => {
  const own = (checks: Row[], more: Row = {}) =>
    ROWS.map((one, at) => (at < 6 ? { ...one, checks, ...more } : one));
  const SUITE = 'scorers: [{ check: contains }]\n';
  it('are one scorer, over the cases that have some', async () => {
    const { suite } = await line(
      SUITE,
      own([
        { check: 'starts-with', value: 'yes' },
        { check: 'contains', value: 'no', not: true },
      ]),
    );
    expect(row(suite, 'case checks')).toMatchObject({ gating: true, pairs: 6, lost: 0, base: 1, head: 1 });
    expect(row(suite, 'contains')).toMatchObject({ pairs: 10 });
  });
  it('block when they fail', async () => {
    const { report, suite } = await line(
      SUITE,
      own([{ check: 'length', max: 10 }]),
      () => 'yes, at great length',
    );
    expect(row(suite, 'case checks')).toMatchObject({ verdict: 'regressed' });
    expect(report.decision.outcome).toBe('fail');
  });
  it('pass by their weighted mean where the row has a threshold', async () => {
    const checks = [
      { check: 'contains', value: 'yes', weight: 3 },
      { check: 'contains', value: 'never' },
    ];
    const strict = await line(SUITE, own(checks));
    expect(row(strict.suite, 'case checks')?.base).toBeLessThan(1);
    const lenient = await line(SUITE, own(checks, { threshold: 0.7 }));
    expect(row(lenient.suite, 'case checks')).toMatchObject({ base: 1, head: 1 });
  });
  it('take part in the combination', async () => {
    const { suite } = await line(
      'scorers: [{ check: contains }]\ncombine: { method: min }\n',
      own([{ check: 'exact', value: 'x' }]),
    );
    expect(row(suite, 'combined')?.head).toBeCloseTo(0.4, 9);
  });
  it.each<[Row, string]>([
    [{ checks: [{ check: 'contain' }] }, 'checks[0].check: expected one of'],
    [{ checks: [{ check: 'regex', pattern: '(' }] }, 'Case c0: Scorer'],
    [{ checks: [{ check: 'exact', severity: 'warn' }] }, 'has `severity`'],
    [{ checks: [{ check: 'json-schema', schema: 'a.json' }] }, 'names a schema file'],
    [{ threshold: 0.5 }, 'a `threshold` and no `checks`'],
    [{ checks: [{ check: 'exact', weight: 0 }] }, 'would decide nothing'],
  ])('%j is refused', async (more, message) => {
    await expect(line(SUITE, [{ ...ROWS[0], ...more }])).rejects.toThrow(message);
  });
});

describe('nearness in meaning', () => {
  const SIMILAR = 'scorers: [{ check: similar, model: e }]\n';
  it('is the cosine; its calls are counted and priced', async () => {
    const { report, suite, embeds } = await line(SIMILAR, ROWS, () => 'yes please', [
      [3, 4],
      [4, 3],
    ]);
    expect(row(suite, 'similar')?.head).toBeCloseTo(0.96, 9);
    expect(embeds).toBe(20);
    expect(report.totals).toMatchObject({ judgeCalls: 20, inputTokens: 100 });
    expect(report.totals.costUsd).toBeCloseTo(0.1, 9);
  });
  it('is asked for with the price that the suite states, so that a budget counts with it', async () => {
    const priced = SIMILAR.replace('model: e', 'model: e, price: { input: 3, output: 0 }');
    const { embedPrice } = await line(priced, ROWS, () => 'yes please', [
      [3, 4],
      [4, 3],
    ]);
    expect(embedPrice).toEqual({ input: 3, output: 0 });
  });
  it('has no score without vectors, and an empty output scores 0 without a call', async () => {
    const { suite, embeds } = await line(SIMILAR, ROWS, () => '');
    expect(row(suite, 'similar')).toMatchObject({ pairs: 0, lost: 10 });
    expect(embeds).toBeGreaterThan(0);
    expect(suite.cases[0]?.head?.trials[0]).toMatchObject({ scores: [{ ok: true, value: 0 }] });
  });
});
