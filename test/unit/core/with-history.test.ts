import { describe, expect, it } from 'vitest';
import { chain, lineOf, readLedger } from '../../../src/core/history.ts';
import { draftOf } from '../../../src/core/history-draft.ts';
import { GENESIS, type HistoryDraft } from '../../../src/core/history-entry.ts';
import { type Report, reportSchema } from '../../../src/core/report.ts';
import { TREND_POINTS } from '../../../src/core/report-history.ts';
import { withHistory } from '../../../src/core/with-history.ts';
import { compared, measured, reportOf, untouched } from '../../support/report-builder.ts';

const SECRET = 'ghp_0123456789abcdef';

/** A run of the suite `support`, a day after the one before. */
function runOn(day: number, head: number, judge = 'a'.repeat(64)): Report {
  return reportOf(
    { outcome: 'pass', reasons: [{ code: 'unchanged', severity: 'info', kind: 'quality' }] },
    [
      measured('support', {
        comparisons: [compared('tone', [0.9, head], [-0.1, 0.1], 'unchanged', { kind: 'judge' })],
        provenance: {
          provider: { head: 'openai' },
          parameters: {},
          judges: [{ scorer: 'tone', base: judge }],
        },
      }),
      untouched('classify'),
    ],
    { createdAt: new Date(Date.UTC(2026, 0, day)).toISOString() },
  );
}

function ledgerOf(drafts: readonly HistoryDraft[]) {
  let previous = GENESIS;
  const text = drafts.map((draft) => {
    const entry = chain(draft, previous);
    previous = entry.hash;
    return lineOf(entry);
  });
  return { name: '2026-01.jsonl', text: text.join('') };
}

const earlier = (runs: readonly Report[]) => readLedger([ledgerOf(runs.map(draftOf))]);

describe('a report with its history', () => {
  it('has the course of its suites, its own measurement last, and says where another judge took over', () => {
    const now = runOn(3, 0.5, 'b'.repeat(64));
    const report = reportSchema.parse(withHistory(now, earlier([runOn(1, 0.7), runOn(2, 0.8)])));
    expect(report.history).toEqual({
      faults: 0,
      trends: [
        {
          suite: 'support',
          scorer: 'tone',
          points: [
            expect.objectContaining({
              at: '2026-01-01T00:00:00.000Z',
              head: 0.7,
              base: 0.9,
              pullRequest: 42,
            }),
            expect.objectContaining({ head: 0.8 }),
            expect.objectContaining({ head: 0.5, now: true, newJudge: true }),
          ],
        },
      ],
    });
    expect(report.history?.trends[0]?.points.filter((point) => point.now)).toHaveLength(1);
    expect({ ...report, history: undefined }).toEqual({ ...now, history: undefined });
  });

  it('is as it was where the ledger knows none of its suites', () => {
    const now = runOn(3, 0.5);
    expect(withHistory(now, readLedger([]))).toBe(now);
    const other = reportOf(now.decision, [untouched('another')]);
    expect(withHistory(other, earlier([runOn(1, 0.7)]))).toBe(other);
  });

  it('shows what an untouched suite did before, and marks nothing of it as this run', () => {
    const idle = reportOf(runOn(1, 1).decision, [untouched('support')]);
    const { history } = withHistory(idle, earlier([runOn(1, 0.7), runOn(2, 0.8)]));
    expect(history?.trends[0]?.points.map(({ head, now }) => [head, now])).toEqual([
      [0.7, undefined],
      [0.8, undefined],
    ]);
  });

  it('is bounded, leaves out what is no score, and holds no secret', () => {
    const many = Array.from({ length: 90 }, (_none, at) => draftOf(runOn(at + 1, at / 100)));
    const [first] = many;
    const [suite] = first?.suites ?? [];
    const [row] = suite?.comparisons ?? [];
    if (!first || !suite || !row) throw new Error('There is a comparison.');
    const strange = { ...first, suites: [{ ...suite, comparisons: [{ ...row, head: 7, base: -1 }] }] };
    const leaking = { ...first, head: { label: 'x', sha: SECRET } };
    const ledger = readLedger([ledgerOf([...many, strange, leaking])]);
    const report = reportSchema.parse(withHistory(runOn(99, 0.99), ledger, [SECRET]));
    const points = report.history?.trends[0]?.points ?? [];
    expect(points).toHaveLength(TREND_POINTS);
    expect(points.at(-1)).toMatchObject({ head: 0.99, now: true });
    expect(points.at(-2)?.sha).toBe('[redacted]');
    expect(points.at(-3)?.head).toBe(0.89);
  });

  it('counts the faults of the ledger, and takes the newest months for no fault', () => {
    const whole = ledgerOf([runOn(1, 0.7), runOn(2, 0.8), runOn(3, 0.9)].map(draftOf));
    const newest = { ...whole, text: whole.text.split('\n').slice(1).join('\n') };
    expect(readLedger([newest]).faults).toHaveLength(1);
    expect(readLedger([newest], { after: true }).faults).toEqual([]);
    const altered = { ...whole, text: whole.text.replace('"head":0.8', '"head":0.1') };
    const report = withHistory(runOn(4, 0.9), readLedger([altered], { after: true }));
    expect(report.history?.faults).toBe(1);
  });
});
