import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../../src/core/hash.ts';
import { type Label, outputKey, printLabel } from '../../../src/human/label.ts';
import { readLabels } from '../../../src/human/label-file.ts';
import { standingLabels } from '../../../src/human/standing.ts';

const VERSION = sha256('criterion');
const CRITERION = { name: 'helpful', version: VERSION };

function vote(over: Partial<Extract<Label, { kind: 'output' }>> = {}): Label {
  return {
    kind: 'output',
    case: 'c1',
    criterion: 'helpful',
    criterionVersion: VERSION,
    rater: 'ada',
    blind: true,
    at: '2026-01-01T10:00:00Z',
    output: outputKey({ q: 'hi' }, 'ho'),
    verdict: 'pass',
    ...over,
  };
}

const withdrawn = (at: string, outputs: string[]): Label => ({
  kind: 'withdrawn',
  case: 'c1',
  criterion: 'helpful',
  criterionVersion: VERSION,
  rater: 'ada',
  at,
  outputs,
});

describe('a label file', () => {
  test('gives back what was printed', () => {
    const labels = [
      vote({ note: 'a “quoted” note\nof two lines', seconds: 4.2, probability: 0.25 }),
      vote({ verdict: 0.5 }),
      withdrawn('2026-01-02T00:00:00+01:00', [sha256('x')]),
    ];
    const text = labels.map(printLabel).join('');
    expect(text.split('\n')).toHaveLength(4);
    expect(readLabels({ path: 'l.jsonl', text })).toEqual({ labels, problems: [] });
    expect(
      readLabels({ path: 'l.jsonl', text: `\uFEFF${text.replaceAll('\n', '\r\n')}\r\n\r\n` }).labels,
    ).toEqual(labels);
  });
  test.each([
    ['<<<<<<< HEAD', 'this is a conflict marker of a merge'],
    ['{"kind":', 'this is not JSON'],
    ['[]', 'this is no label'],
    [JSON.stringify({ ...vote(), verdict: 'maybe' }), 'verdict'],
    [JSON.stringify({ ...vote(), probability: 0 }), 'probability'],
    [JSON.stringify({ ...vote(), rater: 'ada lovelace' }), 'rater'],
    [JSON.stringify({ ...vote(), rater: '../../x' }), 'rater'],
    [JSON.stringify({ ...vote(), case: 'two\nlines' }), 'case'],
    [JSON.stringify({ ...vote(), at: 'yesterday' }), 'at'],
    [JSON.stringify({ ...vote(), sudo: true }), 'sudo'],
    [JSON.stringify(vote()).replace('"kind"', '"kind":"pair","kind"'), 'twice'],
  ])('a line %j is a problem and no label, and the others count', (line, what) => {
    const text = `${printLabel(vote())}${line}\n${printLabel(vote({ verdict: 'fail' }))}`;
    const { labels, problems } = readLabels({ path: 'l.jsonl', text });
    expect(labels).toHaveLength(2);
    expect(problems).toEqual([
      expect.objectContaining({ code: 'E_LABEL_INVALID', place: { path: 'l.jsonl', line: 2, column: 1 } }),
    ]);
    expect(problems[0]?.message).toContain(what);
  });
  test('does not list a thousand problems', () => {
    const { problems } = readLabels({ path: 'l.jsonl', text: 'x\n'.repeat(1000) });
    expect(problems).toHaveLength(21);
    expect(problems.at(-1)?.message).toBe('980 more lines cannot be read.');
  });
});

describe('the labels that stand', () => {
  test('are the latest of each rater on each output', () => {
    const standing = standingLabels(
      [
        vote({ verdict: 'fail', at: '2026-01-02T00:00:00Z' }),
        vote({ at: '2026-01-01T23:30:00-02:00', verdict: 0.2 }),
        vote({ at: '2026-01-01T00:00:00Z' }),
        vote({ rater: 'bob', verdict: 'pass' }),
      ],
      CRITERION,
    );
    expect(standing.outputs.map(({ rater, verdict }) => [rater, verdict])).toEqual([
      ['bob', 'pass'],
      ['ada', 0.2],
    ]);
    // A change of mind is none.
    expect(standing.repeats).toEqual([]);
  });
  test('tell a silent repeat from a change of mind', () => {
    const [first, changed] = [vote({ verdict: 'fail' }), vote({ at: '2026-01-01T11:00:00Z' })];
    const again = vote({ at: '2026-01-01T12:00:00Z', verdict: 'fail', repeat: true });
    const standing = standingLabels([again, first, changed], CRITERION);
    expect(standing.repeats).toEqual([[changed, again]]);
    expect(standing.outputs).toEqual([again]);
  });
  test('expire when the criterion changes', () => {
    const standing = standingLabels([vote({ criterionVersion: sha256('older') }), vote()], CRITERION);
    expect(standing.outputs).toHaveLength(1);
    expect(standing.expired).toBe(1);
    expect(standingLabels([vote({ criterion: 'other' })], CRITERION)).toEqual({
      outputs: [],
      pairs: [],
      repeats: [],
      expired: 0,
    });
  });
  test('do not include what was taken back, unless it was given again', () => {
    const { output } = vote() as { output: string };
    const back = withdrawn('2026-01-01T11:00:00Z', [output]);
    expect(standingLabels([vote(), back], CRITERION).outputs).toEqual([]);
    const again = vote({ at: '2026-01-01T12:00:00Z', verdict: 'fail' });
    expect(standingLabels([again, vote(), back], CRITERION).outputs).toEqual([again]);
  });
  test('know a pair whichever side each output was shown on', () => {
    const [a, b] = [sha256('a'), sha256('b')];
    const pair = (over: object): Label =>
      ({
        ...(vote() as object),
        kind: 'pair',
        output: undefined,
        a,
        b,
        verdict: 'a',
        ...over,
      }) as unknown as Label;
    const [first, second] = [pair({}), pair({ a: b, b: a, verdict: 'tie', at: '2026-01-03T00:00:00Z' })];
    expect(standingLabels([second, first], CRITERION).pairs).toEqual([second]);
  });
  test('do not depend on the order of lines', () => {
    const labels = fc.array(
      fc.record({
        rater: fc.constantFrom('ada', 'bob'),
        verdict: fc.constantFrom('pass' as const, 'fail' as const, 0.5),
        at: fc.constantFrom('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'),
        output: fc.constantFrom(sha256('x'), sha256('y')),
        taken: fc.boolean(),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(labels, fc.string(), (given, seed) => {
        const all = given.map(({ taken, ...rest }) =>
          taken ? withdrawn(rest.at, [rest.output]) : vote({ ...rest }),
        );
        const shuffled = all.toSorted((left, right) =>
          sha256(seed + JSON.stringify(left)) < sha256(seed + JSON.stringify(right)) ? -1 : 1,
        );
        expect(standingLabels(shuffled, CRITERION)).toEqual(standingLabels(all, CRITERION));
      }),
    );
  });
});
