import { describe, expect, test } from 'vitest';
import { markerOf } from '../../src/adapters/github/marker.ts';
import { criteriaIn, OVERALL } from '../../src/core/criterion.ts';
import { boxesOf } from '../../src/core/label-boxes.ts';
import { readLabelData } from '../../src/core/label-data.ts';
import { type MeasuredSuite, type Report, reportSchema } from '../../src/core/report.ts';
import { outputKey, type PairLabel, printLabel } from '../../src/human/label.ts';
import { DRAWN, labelPopulation } from '../../src/human/offers.ts';
import { selectForLabels } from '../../src/human/select.ts';
import { compare } from '../../src/pipeline.ts';
import type { Clock, Log, Tree } from '../../src/ports.ts';
import { renderComment } from '../../src/render/comment.ts';
import { explainReport } from '../../src/render/explain.ts';
import { renderSummary } from '../../src/render/summary.ts';
import { JUDGE_YAML, labelFiles } from '../support/labels.ts';

const CASES = 30;
const DROPPED = 10;
const clock: Clock = {
  now: () => '2026-01-01T00:00:00.000Z',
  monotonic: () => 0,
  sleep: async () => undefined,
};
const log: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  progress: () => undefined,
};

const treeOf = (files: Readonly<Record<string, string>>, letter: string): Tree => ({
  sha: letter.repeat(40),
  list: async () => Object.keys(files).filter((path) => path.endsWith('.yml')),
  read: async (path) => files[path],
  fingerprint: async () => letter,
});

interface RunOptions {
  /** What stands in the ledger's label file. */
  ledger?: string;
  policy?: string;
  atHead?: Readonly<Record<string, string>>;
  /** Text that the target adds to the answer of the last case. */
  tail?: string;
}

/** A pull request after which the target answers BAD to the first ten cases; the judge says of an output what its word is. */
async function run({ ledger, policy = '', atHead = {}, tail = '' }: RunOptions = {}) {
  const rows = Array.from({ length: CASES }, (_, index) =>
    JSON.stringify({ id: `c${index}`, input: `m${index}` }),
  );
  const base = {
    'evals/s.yml': `target: { prompt: p.md, model: m, parameters: { temperature: 0 } }\ndataset: d.jsonl\nscorers:\n${JUDGE_YAML}policy:\n  confirm-trials: 0\n${policy}`,
    'evals/p.md': 'Old {{input}}',
    'evals/d.jsonl': rows.join('\n'),
    ...labelFiles([20, 0, 0, 20]),
  };
  const report: Report = await compare({
    source: { repository: 'acme/prompts', pullRequest: 1 },
    toolVersion: '0.0.0',
    secrets: [],
    base: { label: 'main', tree: treeOf(base, 'a') },
    head: { label: 'change', tree: treeOf({ ...base, 'evals/p.md': 'New {{input}}', ...atHead }, 'b') },
    config: ['evals/*.yml'],
    model: {
      ask: async ({ messages }, { scorer }) => {
        const text = messages.at(-1)?.content ?? '';
        const reply = { ok: true, finish: 'stop', latencyMs: 1, replayed: false } as const;
        if (scorer !== undefined) {
          return {
            ...reply,
            text: JSON.stringify({ reasoning: 'r', verdict: /\nGOOD/.test(text) ? '1' : '0' }),
          };
        }
        const [side, id = ''] = text.split(' m');
        const word = side === 'New' && Number(id) < DROPPED ? 'BAD' : 'GOOD';
        return { ...reply, text: `${word} ${side} ${id}${Number(id) === CASES - 1 ? tail : ''}` };
      },
    },
    priceOf: () => undefined,
    clock,
    log,
    concurrency: 4,
    signal: new AbortController().signal,
    labelLedger: { read: async (path) => (path === 'evals/labels/s.jsonl' ? ledger : undefined) },
    untrustedReplay: false,
  });
  reportSchema.parse(JSON.parse(JSON.stringify(report)));
  const suite = report.suites[0] as MeasuredSuite;
  const comparison = suite.comparisons[0];
  if (!comparison) throw new Error('no comparison');
  return { report, suite, comparison };
}

/** A label of a case's two outputs, as a command records it: `worse` says whether people find head worse. */
function labelled(index: number, worse: boolean, version: string): PairLabel {
  const vars = { input: `m${index}` };
  const word = index < DROPPED ? 'BAD' : 'GOOD';
  return {
    kind: 'pair',
    case: `c${index}`,
    criterion: 'helpful',
    criterionVersion: version,
    rater: 'ada',
    blind: true,
    probability: DRAWN / CASES,
    at: '2026-01-01T00:00:00Z',
    a: outputKey(vars, `${word} New ${index}`),
    b: outputKey(vars, `GOOD Old ${index}`),
    verdict: worse ? 'b' : 'tie',
  };
}

const version = async () => (await run()).suite.criteria?.[0]?.version ?? '';
const ledgerOf = async (indices: readonly number[], worse: (index: number) => boolean) => {
  const now = await version();
  return indices.map((index) => printLabel(labelled(index, worse(index), now))).join('');
};
/** What was drawn, in the order of the draw. */
const { suite: drawnFrom } = await run();
const DRAWN_CASES = selectForLabels(labelPopulation(drawnFrom), {
  criterion: criteriaIn(drawnFrom)[0] ?? OVERALL,
  mode: 'pair',
  size: DRAWN,
  seed: `${'a'.repeat(40)}/${'b'.repeat(40)}`,
}).drawn.map((candidate) => Number(candidate.case.slice(1)));

describe('cases that a comment asks about', () => {
  test('are few, whole, drawn with a known chance, and shown without saying which side is which', async () => {
    const { report } = await run();
    expect(report.offers).toHaveLength(4);
    const comment = renderComment(report);
    const data = readLabelData(`${markerOf({ id: 1, attempt: 1 })}\n${comment}`);
    expect(data).toMatchObject({ head: 'b'.repeat(40) });
    for (const [index, offer] of (data?.offers ?? []).entries()) {
      const told = report.offers?.[index];
      expect(outputKey(offer.vars, offer.a)).toBe(told?.a.key);
      expect(outputKey(offer.vars, offer.b)).toBe(told?.b.key);
      expect(offer.probability).toBeGreaterThan(0);
      expect(JSON.stringify(offer)).not.toMatch(/"(?:base|head|side)"/);
      expect(comment).toContain(`/ratchet label ${offer.code} a`);
      const moved = Number(offer.case.slice(1)) < DROPPED;
      expect(offer.blind).toBe(!moved);
    }
    expect(new Set(report.offers?.map(({ a }) => a.side)).size).toBeGreaterThan(0);
    expect(renderSummary(report)).not.toContain('/ratchet label');
    // Everybody is asked about the same cases.
    expect((await run()).report.offers).toEqual(report.offers);
  });

  test('have four boxes each, and no text can bring its own', async () => {
    const tail = '\n- [ ] <!-- label 0a1b2c3d a -->A is better\n- [x] <!-- label 0a1b2c3d b -->';
    const { report } = await run({ tail });
    const comment = renderComment(report);
    const boxes = comment.split('\n').filter((line) => /^\s*[-*+] \[/.test(line));
    expect(boxes).toEqual((report.offers ?? []).flatMap(({ code }) => boxesOf(code).split('\n')));
    expect(boxes).toHaveLength(16);
  });

  test('are others once these are labelled', async () => {
    const first = (await run()).report.offers ?? [];
    const ids = first.map((offer) => Number(offer.case.slice(1)));
    const { report } = await run({ ledger: await ledgerOf(ids, () => false) });
    const codes = new Set(first.map(({ code }) => code));
    expect(report.offers).toHaveLength(4);
    expect(report.offers?.filter(({ code }) => codes.has(code))).toEqual([]);
  });
});

describe('labels of this pull request’s outputs', () => {
  test('correct the judge from 20 on, where it says something about people, and that is said', async () => {
    const { report, comparison } = await run({ ledger: await ledgerOf(DRAWN_CASES, (index) => index < 5) });
    expect(comparison.delta).toBeCloseTo(-DROPPED / CASES);
    expect(comparison.people).toMatchObject({
      method: 'corrected',
      decides: true,
      labels: 24,
      cases: 30,
      margin: 0.05,
    });
    expect(comparison.people?.delta).toBeGreaterThan(comparison.delta ?? 0);
    const [reason] = report.decision.reasons;
    expect(reason?.actual).toBe(comparison.people?.delta);
    expect(renderComment(report)).toContain('The verdict hangs on this and not on the judge’s own change');
    const explained = explainReport(report);
    expect(explained).toContain('the rule is held against this');
    expect(explained).not.toContain('differs');
  });

  test('are shown beside the judge where it says nothing about people', async () => {
    const { report, comparison } = await run({
      ledger: await ledgerOf(DRAWN_CASES, (index) => index % 7 === 0),
    });
    expect(comparison.people).toMatchObject({ method: 'labels-only', decides: false });
    expect(comparison.verdict).toBe('regressed');
    expect(renderComment(report)).toContain('It is shown; the judge’s own change decides.');
  });

  test('are shown beside the judge while there are fewer than 20', async () => {
    const { comparison } = await run({
      ledger: await ledgerOf(DRAWN_CASES.slice(0, 12), (index) => index < 5),
    });
    expect(comparison.people).toMatchObject({ method: 'labels-only', decides: false, labels: 12 });
  });

  test('count up to the first drawn case that nobody labelled: those behind it wait, and that is said', async () => {
    const [first, second, third] = DRAWN_CASES;
    const { report, comparison } = await run({
      ledger: await ledgerOf(
        DRAWN_CASES.filter((index) => index !== third),
        (index) => index < 5,
      ),
    });
    expect(comparison.people).toMatchObject({
      method: 'labels-only',
      labels: 2,
      waiting: 21,
      decides: false,
    });
    expect(renderComment(report)).toContain(
      '21 more labels will count once the cases drawn before have one.',
    );
    expect(explainReport(report)).toContain('(21 behind a gap of the draw do not count)');
    expect(report.offers?.map((offer) => Number(offer.case.slice(1)))).toEqual([third]);
    const { comparison: none } = await run({
      ledger: await ledgerOf(
        DRAWN_CASES.filter((index) => index !== first && index !== second),
        (index) => index < 5,
      ),
    });
    expect(none.people).toBeUndefined();
  });

  test('do not decide where the policy says so, or where a case could not be asked about', async () => {
    const ledger = await ledgerOf(DRAWN_CASES, (index) => index < 5);
    const shown = await run({ ledger, policy: '  judges: { correction: show }\n' });
    expect(shown.comparison.people).toMatchObject({ method: 'corrected', decides: false });
    const all = Array.from({ length: CASES }, (_, index) => index);
    const partly = await run({ ledger: await ledgerOf(all, (index) => index < 5), tail: 'x'.repeat(900) });
    expect(partly.comparison.people).toMatchObject({ decides: false, cases: 29 });
  });

  test('of other outputs, of an earlier wording, or in the pull request itself count for nothing', async () => {
    const now = await version();
    const other = DRAWN_CASES.map((index) =>
      printLabel({ ...labelled(index, true, now), a: outputKey({}, String(index)) }),
    ).join('');
    expect((await run({ ledger: other })).comparison.people).toBeUndefined();
    const old = DRAWN_CASES.map((index) => printLabel(labelled(index, true, 'f'.repeat(64)))).join('');
    expect((await run({ ledger: old })).comparison.people).toBeUndefined();
    const brought = { 'evals/labels/s.jsonl': await ledgerOf(DRAWN_CASES, (index) => index < 5) };
    expect((await run({ atHead: brought })).comparison.people).toBeUndefined();
  });

  test('that nobody drew are no sample', async () => {
    const now = await version();
    const chosen = DRAWN_CASES.map((index) => {
      const { probability: _drawn, ...label } = labelled(index, index < 5, now);
      return printLabel(label);
    }).join('');
    expect((await run({ ledger: chosen })).comparison.people).toBeUndefined();
  });

  test('that cannot be looked up correct nothing', async () => {
    const { comparison } = await run({ ledger: 'no label\n' });
    expect(comparison.people).toBeUndefined();
    expect(comparison.verdict).toBe('regressed');
  });
});
