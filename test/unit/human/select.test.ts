import { describe, expect, test } from 'vitest';
import { criteriaIn, criteriaOf, criterionOf, OVERALL } from '../../../src/core/criterion.ts';
import type { JudgeSpec } from '../../../src/core/suite.ts';
import { outputKey } from '../../../src/human/label.ts';
import { labelPathOf } from '../../../src/human/label-path.ts';
import { expectedError, selectForLabels } from '../../../src/human/select.ts';
import { failed, measured, row, said, side } from '../../support/report-builder.ts';

const JUDGE: JudgeSpec = {
  kind: 'judge',
  name: 'helpful',
  threshold: 0.5,
  asks: { provider: 'openai', model: 'small', parameters: {} },
  judge: 'rubric',
  criterion: 'Does it help?',
  levels: ['no', 'partly', 'yes'],
};
const CRITERION = criterionOf(JUDGE);

describe('a criterion', () => {
  test('has a version of what is asked, and not of who is asked or under what name', () => {
    const other = { ...JUDGE, name: 'useful', threshold: 0.9, asks: { ...JUDGE.asks, model: 'large' } };
    expect(criterionOf(other).version).toBe(CRITERION.version);
    expect(criterionOf({ ...JUDGE, criterion: 'Does it help?!' }).version).not.toBe(CRITERION.version);
    expect(criterionOf({ ...JUDGE, levels: ['no', 'yes'] }).version).not.toBe(CRITERION.version);
    expect(CRITERION.scale).toEqual([
      { answer: 'no', score: 0 },
      { answer: 'partly', score: 0.5 },
      { answer: 'yes', score: 1 },
    ]);
  });
  test("keeps its name where head edits the judge, and is told from base's by its version", () => {
    const edited = { ...JUDGE, name: 'helpful (head)', criterion: 'Does it really help?' };
    const [before, after] = criteriaOf([JUDGE, edited]);
    expect([before?.name, after?.name, after?.scorer]).toEqual(['helpful', 'helpful', 'helpful (head)']);
    expect(after?.version).not.toBe(before?.version);
    expect(criteriaOf([])).toEqual([OVERALL]);
    expect(criteriaIn({})).toEqual([OVERALL]);
  });
});

describe('the file of labels', () => {
  test.each([
    [{ name: 'triage', path: 'evals/triage.yml' }, 'evals/labels/triage.jsonl'],
    [{ name: 'a b', path: 'x.yml' }, 'labels/a b.jsonl'],
  ])('lies beside the suite: %o', (suite, path) => {
    expect(labelPathOf(suite)).toBe(path);
  });
  test.each(['../../etc/passwd', '..', 'a/b', 'CON:x', '.git'])(
    'stays in its folder for the name %s',
    (name) => {
      const path = labelPathOf({ name, path: 'evals/x.yml' });
      expect(path).toMatch(/^evals\/labels\/[^/.][^/]*-[0-9a-f]{8}\.jsonl$/);
    },
  );
});

const answer = (text: string, ...scores: number[]) =>
  side(...scores.map((score) => said(text, { helpful: [score, 'because'] })));

describe('the expected error of a judge', () => {
  const of = (one: ReturnType<typeof side>) => expectedError(one, CRITERION);
  test('is whole where it could not judge, or the trial failed', () => {
    expect(of(side(said('x', { helpful: { code: 'cannot-judge' } })))).toBe(1);
    expect(of(side(said('x', { helpful: 1 }), failed('timeout', 'too slow')))).toBe(1);
  });
  test('grows with the spread between trials and towards the threshold', () => {
    expect(of(answer('x', 1, 1, 1))).toBe(0);
    expect(of(answer('x', 0.75))).toBeGreaterThan(of(answer('x', 0.9)));
    expect(of(answer('x', 1, 1, 0))).toBeGreaterThan(of(answer('x', 0.7, 0.7, 0.6)));
    expect(of(answer('x', 0, 1))).toBeLessThanOrEqual(0.5);
  });
});

describe('the selection', () => {
  const sure = Array.from({ length: 60 }, (_, index) =>
    row(`c${index}`, { n: index }, { base: answer(`b${index}`, 1), head: answer(`h${index}`, 0) }),
  );
  const unsure = row(
    'unsure',
    { n: -1 },
    { base: answer('b', 1), head: side(said('h', { helpful: { code: 'cannot-judge' } })) },
  );
  const suite = measured('support', {
    cases: [
      ...sure,
      unsure,
      row('same', { n: -2 }, { base: answer('alike', 1), head: answer('alike', 1) }),
      row(
        'long',
        { n: -3 },
        { base: answer('b', 1), head: side(said('h', { helpful: 1 }, { cutFrom: 60_000 })) },
      ),
      row('new', { n: -4 }, { base: answer('b', 1), head: answer('h', 1) }, { origin: 'added' }),
    ],
  });
  const options = { criterion: CRITERION, mode: 'pair', size: 12, seed: 'report' } as const;

  test('draws with a known chance, the doubtful for certain, and leaves out what cannot be or need not be judged', () => {
    const { drawn, rest, cut, equal } = selectForLabels(suite, options);
    expect(drawn).toHaveLength(12);
    expect(drawn.find((one) => one.case === 'unsure')?.probability).toBe(1);
    expect(drawn.every(({ probability = 0 }) => probability > 0 && probability <= 1)).toBe(true);
    const sum = drawn.reduce((all, { probability = 1 }) => all + 1 / probability, 0);
    expect(sum).toBeCloseTo(61, 6);
    expect(rest).toHaveLength(49);
    expect(rest.every(({ probability }) => probability === undefined)).toBe(true);
    expect({ cut, equal }).toEqual({ cut: ['long'], equal: ['same'] });
    expect([...drawn, ...rest].some((one) => one.case === 'new')).toBe(false);
  });
  test('is the same for everybody, and another one for another report', () => {
    expect(selectForLabels(suite, options)).toEqual(selectForLabels(suite, options));
    const other = selectForLabels(suite, { ...options, seed: 'another' });
    expect(other.drawn.map((one) => one.case)).not.toEqual(
      selectForLabels(suite, options).drawn.map((one) => one.case),
    );
  });
  test('binds to the input and the whole output', () => {
    const { drawn } = selectForLabels(suite, options);
    const one = drawn.find(({ case: id }) => id === 'unsure');
    expect(one?.outputs.map(({ key }) => key)).toEqual([
      outputKey({ n: -1 }, 'b'),
      outputKey({ n: -1 }, 'h'),
    ]);
  });
  test('offers single outputs of either side, each text once', () => {
    const { drawn, rest } = selectForLabels(suite, { ...options, mode: 'output', size: 500 });
    expect(rest).toEqual([]);
    // 61 pairs, one text that both sides have, and the base of the case whose head is cut.
    expect(drawn).toHaveLength(61 * 2 + 1 + 1);
    expect(drawn.every(({ probability }) => probability === 1)).toBe(true);
  });
});
