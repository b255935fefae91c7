import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chain, lineOf, readLedger } from '../../../src/core/history.ts';
import { draftOf } from '../../../src/core/history-draft.ts';
import { GENESIS, type HistoryDraft, type HistoryEntry } from '../../../src/core/history-entry.ts';
import { trendsOf } from '../../../src/core/history-trend.ts';
import type { Report } from '../../../src/core/report.ts';
import { renderHistory } from '../../../src/render/history.ts';
import { unseen } from '../../support/live.ts';
import { anyReport } from '../../support/report-arbitrary.ts';
import { sampleReport, sampleSuite } from '../../support/sample-report.ts';

const HOSTILE = Object.values(
  JSON.parse(readFileSync('test/fixtures/hostile.json', 'utf8')) as Record<string, string>,
);

function ledgerOf(drafts: readonly HistoryDraft[]) {
  let previous = GENESIS;
  const entries = drafts.map((draft) => {
    const entry = chain(draft, previous);
    previous = entry.hash;
    return entry;
  });
  return readLedger([{ name: '2026-01.jsonl', text: entries.map(lineOf).join('') }]);
}

const at = (head: number, more: Partial<Report> = {}, judge = 'a'.repeat(64)): HistoryDraft =>
  draftOf(
    sampleReport({
      suites: [
        sampleSuite({
          comparisons: sampleSuite().comparisons.map((row) => ({ ...row, head })),
          provenance: {
            provider: { head: 'openai' },
            parameters: { head: {} },
            judges: [{ scorer: 'helpful', base: judge }],
          },
        }),
      ],
      ...more,
    }),
  );

const view = { width: 100, color: false, limit: 20 };

describe('history on a terminal', () => {
  it('shows the course of each scorer, the decisions and the end of the chain', () => {
    const ledger = ledgerOf([at(0.5), at(0.75), at(1, {}, 'b'.repeat(64))]);
    const text = renderHistory(ledger, view);
    expect(text).toContain('support  3 measurements');
    expect(text).toMatch(/mentions-policy +▁▅█ +50\.0 % +100 %/);
    // Another judge gives other scores: the line is not drawn through.
    expect(text).toMatch(/helpful +▁▅\|█/);
    expect(text.match(/✖ 2026-01-02 03:04/g)).toHaveLength(3);
    expect(text).toContain(`The chain of 3 entries holds. It ends in\n  ${ledger.entries[2]?.hash}`);
    expect(renderHistory(ledger, { ...view, limit: 1 })).toContain('and 2 older decisions');
    expect(renderHistory(ledger, { ...view, suite: 'other' })).toContain('No decision is recorded.');
  });

  it('says who accepted what, and why', () => {
    const decision = {
      ...sampleReport().decision,
      outcome: 'warn' as const,
      override: {
        by: 'maria',
        reason: 'The new refund policy is shorter on purpose.',
        commit: 'a'.repeat(40),
        at: '2026-01-02T03:00:00Z',
      },
    };
    const text = renderHistory(ledgerOf([at(0.5, { decision })]), view);
    expect(text).toContain('accepted by maria: The new refund policy is shorter on purpose.');
  });

  it('is inert, whatever a report or a ledger holds', { timeout: 60_000 }, () => {
    const inert = (text: string) => {
      const bare = stripVTControlCharacters(text);
      expect(unseen(bare)).toEqual([]);
      expect(bare).not.toMatch(/^\s*::/m);
      expect(bare).not.toContain('##[');
    };
    fc.assert(
      fc.property(anyReport, (report) => {
        const ledger = ledgerOf([draftOf(report)]);
        expect(ledger.faults).toEqual([]);
        inert(renderHistory(ledger, view));
        inert(renderHistory(ledger, { ...view, color: true }));
      }),
      { numRuns: 60 },
    );
    for (const text of HOSTILE) {
      const named = { ...at(0.5), base: { label: text }, scope: text };
      const [suite] = named.suites;
      if (suite)
        Object.assign(suite, {
          name: text,
          comparisons: suite.comparisons.map((row) => ({ ...row, scorer: text })),
        });
      inert(renderHistory(ledgerOf([named]), view));
    }
  });
});

describe('what is kept of a report', () => {
  it('has the hashes, the fingerprints and the numbers, and no text of a case', () => {
    const suite = sampleSuite();
    const report = sampleReport({
      suites: [
        {
          ...suite,
          files: [{ path: 'prompts/support.md', reasons: ['prompt'], base: 'b', head: 'h' }],
          cases: suite.cases.map((row) => ({
            ...row,
            head: row.head && {
              ...row.head,
              trials: row.head.trials.map((trial) =>
                trial.ok ? { ...trial, servedModel: 'small-model-2026', fingerprint: 'fp_1' } : trial,
              ),
            },
          })),
        },
      ],
    });
    const draft = draftOf(report);
    expect(draft.suites[0]).toMatchObject({
      files: [{ path: 'prompts/support.md', reasons: ['prompt'], base: 'b', head: 'h' }],
      served: { base: [], head: [{ model: 'small-model-2026', fingerprint: 'fp_1', trials: 3 }] },
      cases: { broke: 1 },
    });
    const outputs = suite.cases.flatMap(({ head }) => head?.trials ?? []);
    for (const trial of outputs) if (trial.ok) expect(JSON.stringify(draft)).not.toContain(trial.output);
  });

  it('is verified also where a newer version added members', () => {
    const entry = chain({ ...at(0.5), later: { anything: [1] } } as HistoryDraft, GENESIS);
    const text = lineOf(entry);
    expect(text).toContain('"later"');
    expect(readLedger([{ name: 'x.jsonl', text }]).faults).toEqual([]);
    const forged = text.replace('"anything":[1]', '"anything":[2]');
    expect(readLedger([{ name: 'x.jsonl', text: forged }]).faults).toMatchObject([{ kind: 'altered' }]);
  });

  it('gives trends that follow one scorer of one suite', () => {
    const { entries } = ledgerOf([at(0.5), at(0.75)]);
    const trends = trendsOf(entries as HistoryEntry[], 'support');
    expect(trends.map(({ scorer, points }) => [scorer, points.map(({ head }) => head)])).toEqual(
      sampleSuite().comparisons.map(({ scorer }) => [scorer, [0.5, 0.75]]),
    );
    expect(trendsOf(entries, 'other')).toEqual([]);
  });
});
