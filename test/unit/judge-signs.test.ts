import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/core/report.ts';
import { isSuspicious, lengthsOf } from '../../src/core/verbosity.ts';
import { judgeDoubts, judgeLines } from '../../src/render/judge-words.ts';
import { measuredOf } from '../support/build.ts';
import { answer, apart, output, planOf, run, verdict } from '../support/judged-run.ts';
import { pairwise, rubric } from './judges/specs.ts';

const LEVELS = rubric({ name: 'tone', criterion: 'Polite.', levels: ['Rude.', 'Polite.'] });
const quoting = (quote: string, value = '1') =>
  answer(JSON.stringify({ evidence: [quote], reasoning: 'why', verdict: value }));
const VOICE = { name: (text: string) => text, prose: (text: string) => text };

describe('outputs that say nothing', () => {
  it('score 0 without being asked about', async () => {
    const { calls, comparisons, measured } = await run(planOf([LEVELS]), {
      target: (_request, { variant, case: id }) =>
        answer(variant === 'base' ? `Thank you, ${id}.` : id === 'c0' ? ':' : 'Thought process:'),
      judge: () => answer(verdict('1')),
    });
    expect(calls.map(({ request }) => output(request))).toEqual(['Thank you, c0.', 'Thank you, c1.']);
    expect(comparisons[0]).toMatchObject({ base: 1, head: 0, pairs: 2, lost: 0 });
    expect(measured.cases[0]?.sides.head?.[0]?.scores.get('tone')).toMatchObject({
      ok: true,
      value: 0,
      reason: 'not asked: the output has no word in it',
      judge: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  it('are shown to a judge that wants to see everything', async () => {
    const { calls } = await run(planOf([{ ...LEVELS, prechecks: [] }], { cases: 1 }), {
      target: (_request, { variant }) => answer(variant === 'base' ? 'Well.' : ''),
      judge: () => answer(verdict('1')),
    });
    expect(calls).toHaveLength(2);
  });

  it.each([
    ['lose against one that says something', 'Good.', ':', 0],
    ['are beaten by one', ':', 'Good.', 1],
    ['are a tie among themselves', ':', '...', 0.5],
  ])('%s, as pairs', async (_title, base, head, worth) => {
    const { calls, comparisons } = await run(planOf([pairwise({ severity: 'info' })], { cases: 1 }), {
      target: (_request, { variant }) => answer(variant === 'base' ? base : head),
      judge: () => answer(verdict('1')),
    });
    expect(calls).toEqual([]);
    expect(comparisons[0]?.head).toBe(worth);
  });
});

describe('quotes', () => {
  it('are looked up in what the judge was shown, and counted where they are not there', async () => {
    const { comparisons, measured } = await run(planOf([LEVELS], { cases: 2 }), {
      target: apart,
      judge: (request) =>
        output(request) === 'head c1'
          ? quoting('as polite as can be')
          : quoting(output(request).toUpperCase()),
    });
    expect(comparisons[0]).toMatchObject({ quotes: { asked: 4, missing: 1 }, head: 1 });
    const quotes = (id: number) => {
      const score = measured.cases[id]?.sides.head?.[0]?.scores.get('tone');
      return score?.ok ? score.quotes : 'none';
    };
    expect([quotes(0), quotes(1)]).toEqual(['found', 'missing']);
    const [comparison] = comparisons;
    expect(comparison && judgeDoubts(comparison, VOICE)).toEqual([
      'tone quotes words that no text before it has, in 1 of 4 judgements with quotes.',
    ]);
    expect(comparison && judgeLines(comparison).join('\n')).toContain('4 judgements quote; 1 of them');
  });

  it('of a panel, of repeats and of both orders count together: one in vain is enough', async () => {
    const panel = [
      { provider: 'openai', model: 'a', parameters: {} },
      { provider: 'openai', model: 'b', parameters: {} },
    ];
    const { comparisons } = await run(
      planOf(
        [{ ...LEVELS, panel }, { ...LEVELS, name: 'twice', repeats: 2 }, pairwise({ severity: 'info' })],
        {
          cases: 1,
        },
      ),
      {
        target: apart,
        judge: ({ model }, { round, scorer }) =>
          quoting(
            model === 'b' || (scorer === 'twice' && round === 2) ? 'no such words' : 'c0',
            scorer === 'pairwise' ? 'tie' : '1',
          ),
      },
    );
    expect(comparisons.map(({ quotes }) => quotes)).toEqual([
      { asked: 2, missing: 2 },
      { asked: 2, missing: 2 },
      { asked: 2, missing: 0 },
    ]);
  });

  it('are nothing where none are given', async () => {
    const { comparisons } = await run(planOf([LEVELS]), { target: apart, judge: () => answer(verdict('1')) });
    expect(comparisons[0]).not.toHaveProperty('quotes');
  });
});

describe('length', () => {
  const rows = (deltas: readonly number[], lengths: readonly number[]) => {
    const suite = measuredOf(deltas.map((delta) => ({ base: [0.5], head: [0.5 + delta] })));
    return suite.cases.map((row, index) => ({
      ...row,
      sides: {
        base: row.sides.base?.map((one) => ({ ...one, units: 100 })) ?? [],
        head: row.sides.head?.map((one) => ({ ...one, units: 100 + (lengths[index] ?? 0) })) ?? [],
      },
    }));
  };
  const RISING = [-0.4, -0.3, -0.2, -0.1, 0.1, 0.2, 0.3, 0.4];
  const LONGER = [10, 20, 30, 40, 50, 60, 70, 80];

  it('is told by its means and by how the deltas go with it', () => {
    expect(lengthsOf(rows(RISING, LONGER), 'exact')).toEqual({ base: 100, head: 145, correlation: 1 });
    expect(lengthsOf(rows(RISING.toReversed(), LONGER), 'exact')).toMatchObject({ correlation: -1 });
    // Seven pairs are too few, and lengths that never change go with nothing.
    expect(lengthsOf(rows(RISING.slice(1), LONGER), 'exact')).not.toHaveProperty('correlation');
    expect(lengthsOf(rows(RISING, []), 'exact')).toEqual({ base: 100, head: 100 });
    expect(lengthsOf([], 'exact')).toBeUndefined();
  });

  it.each([
    [{ base: 100, head: 116, correlation: 0.51 }, true],
    [{ base: 100, head: 84, correlation: -0.51 }, true],
    [{ base: 100, head: 115, correlation: 0.9 }, false],
    [{ base: 100, head: 200, correlation: 0.5 }, false],
    [{ base: 100, head: 200 }, false],
  ])('%j: %s', (lengths, doubtful) => {
    expect(isSuspicious(lengths)).toBe(doubtful);
    const comparison = { scorer: 'tone', lengths } as Comparison;
    expect(judgeDoubts(comparison, VOICE).length).toBe(doubtful ? 1 : 0);
  });

  it('is said of judges alone', async () => {
    const { comparisons } = await run(
      planOf([LEVELS, { kind: 'check', check: 'json', name: 'json', threshold: 1, within: 'whole' }], {
        cases: 9,
      }),
      { target: apart, judge: () => answer(verdict('1')) },
    );
    expect(comparisons[0]?.lengths).toEqual({ base: 7, head: 7 });
    expect(comparisons[1]).not.toHaveProperty('lengths');
  });
});
