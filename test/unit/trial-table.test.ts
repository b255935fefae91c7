import { describe, expect, it } from 'vitest';
import type { MeasuredTrial } from '../../src/core/measurement.ts';
import type { Score, Trial } from '../../src/core/trial.ts';
import { createTrialTable } from '../../src/stages/trial-table.ts';

const PLACE = { offset: 5_000_000_000, length: 70 };

const answered: Trial = {
  ok: true,
  output: '',
  finish: 'length',
  usage: { inputTokens: 9, outputTokens: 1 },
  costUsd: 0.000_001_3,
  latencyMs: 12.3,
  servedModel: 'm-1',
  replayed: true,
};
const unpriced: Trial = {
  ...answered,
  usage: undefined,
  costUsd: undefined,
  latencyMs: 0,
  fingerprint: 'fp_2',
};
const failed: Trial = { ok: false, code: 'timeout', message: 'no whole answer within the time limit' };

const jurors = [{ model: 'j', order: 'base-first' as const, value: 0.5, reason: '' }];
const scores = new Map<string, Score>([
  ['exact', { ok: true, value: 1 / 3, reason: '' }],
  ['judge', { ok: true, value: 0, reason: '', judge: 'abc', jurors, repeats: [0, 0.25] }],
  ['other', { ok: false, code: 'judge-failed', message: 'it did not answer' }],
]);

/** A trial as whoever looks at it sees it. */
function seen({ trial, scores: found, place }: MeasuredTrial) {
  return { trial, scores: [...found], size: found.size, place };
}

describe('a table of trials', () => {
  it('gives back what it was given, thousands of trials on', () => {
    const table = createTrialTable();
    const given: MeasuredTrial[] = [
      { trial: answered, scores },
      { trial: unpriced, scores: new Map() },
      { trial: failed, scores: new Map() },
    ];
    const held = Array.from({ length: 9_000 }, (_, row) => {
      const one = given[row % 3];
      if (!one) throw new Error('no such trial');
      return { one, row: table.add(one, PLACE) };
    });
    for (const { one, row } of [...held.slice(0, 6), ...held.slice(-6)]) {
      expect(seen(row)).toEqual(seen({ ...one, place: PLACE }));
      for (const name of ['exact', 'judge', 'other', 'none']) {
        expect(row.scores.get(name)).toEqual(one.scores.get(name));
        expect(row.scores.has(name)).toBe(one.scores.has(name));
      }
      expect([...row.scores.keys()]).toEqual([...one.scores.keys()]);
      expect([...row.scores.values()]).toEqual([...one.scores.values()]);
    }
  });

  it('holds no text that only one trial has', () => {
    const table = createTrialTable();
    const reason = 'words of a judge';
    const row = table.add(
      {
        trial: { ...answered, output: 'words of a model', toolCalls: [{ name: 'f', arguments: '{}' }] },
        scores: new Map([['judge', { ok: true, value: 1, reason, jurors: [{ model: 'j', reason }] }]]),
      },
      PLACE,
    );
    expect(JSON.stringify(seen(row))).not.toMatch(/words|toolCalls/);
  });
});
