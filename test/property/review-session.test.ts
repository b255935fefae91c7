import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type PairLabel, printLabel } from '../../src/human/label.ts';
import { readLabels } from '../../src/human/label-file.ts';
import { type ReviewSet, reviewData } from '../../src/human/review-data.ts';
import { isOpen, judgeOf, runningOf } from '../../src/human/running.ts';
import { targetOf } from '../../src/human/said.ts';
import {
  actsByTask,
  resumed,
  type SessionState,
  skipped,
  tasksOf,
  undone,
  voted,
} from '../../src/human/session.ts';
import { standingLabels } from '../../src/human/standing.ts';
import { reviewReport } from '../support/review-report.ts';

const data = reviewData(reviewReport(12));
const [set] = data?.sets ?? [];
if (!data || !set) throw new Error('There is nothing to label.');
const [rater, now] = ['ada', '2026-01-01T00:00:00.000Z'];
const tasks = tasksOf(set, rater);
const NEW: SessionState = { acts: [], lines: [], written: 0 };

type Step =
  | { do: 'vote'; task: number; verdict: 'a' | 'b' | 'tie' | 'both-bad' }
  | { do: 'skip'; task: number }
  | { do: 'undo' }
  | { do: 'export' };
const task = fc.nat({ max: tasks.length - 1 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('vote' as const),
        task,
        verdict: fc.constantFrom('a', 'b', 'tie', 'both-bad'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('skip' as const), task }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('undo' as const, 'export' as const) }) },
  ),
  { maxLength: 30 },
);

/** The state after some steps. The clock stands still, as it may between two quick votes. */
function stateOf(list: readonly Step[], of: ReviewSet): SessionState {
  let state = NEW;
  for (const step of list) state = acted(state, step, of);
  return state;
}

function acted(state: SessionState, step: Step, of: ReviewSet): SessionState {
  if (step.do === 'undo') return undone(state, now);
  if (step.do === 'export') return { ...state, written: state.lines.length };
  const shown = tasks[step.task];
  if (!shown) throw new RangeError('There is no such task.');
  if (step.do === 'skip') return skipped(state, shown);
  return voted(state, of, shown, { case: 'c', rater, verdict: step.verdict, blind: true, seconds: 1, now });
}

/** The better output of each pair, or the word, whatever side it was on. */
const said = (label: { a: string; b: string; verdict: string }) =>
  label.verdict === 'a' ? label.a : label.verdict === 'b' ? label.b : label.verdict;

describe('a review session', () => {
  test('writes lines of which exactly that stands which the rater last said and did not take back', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const state = stateOf(list, set);
        const text = state.lines.map(printLabel).join('');
        const { labels } = readLabels({ path: 'x', text });
        const standing = new Map(
          standingLabels(labels, set.criterion).pairs.map((label) => [targetOf(label), said(label)]),
        );
        const expected = new Map(
          state.acts.flatMap(({ label }) =>
            label?.kind === 'pair' ? [[targetOf(label), said(label)] as const] : [],
          ),
        );
        expect(standing).toEqual(expected);
      }),
    );
  });

  test('never changes a line that was written', () => {
    fc.assert(
      fc.property(steps, steps, (first, rest) => {
        const before = stateOf([...first, { do: 'export' }], set);
        const later = stateOf([...first, { do: 'export' }, ...rest], set);
        expect(later.lines.slice(0, before.lines.length)).toEqual(before.lines);
      }),
    );
  });

  test('is taken up again from its lines as it was left', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const state = stateOf(list, set);
        const again = resumed(state.lines, tasks);
        const [before, now] = [actsByTask(state), actsByTask(again)];
        const votes = (acts: typeof before) =>
          new Map([...acts].flatMap(([id, label]) => (label ? [[id, said(label as PairLabel)]] : [])));
        for (const [id, word] of votes(before)) expect(votes(now).get(id)).toBe(word);
        // A file does not know that something was skipped after a vote on it.
        for (const id of votes(now).keys()) expect(before.has(id)).toBe(true);
        expect(again.lines).toEqual(state.lines);
        expect(again.written).toBe(state.lines.length);
      }),
    );
  });

  test('shows the same order and sides to the same rater, and others to others', () => {
    expect(tasksOf(set, rater)).toEqual(tasks);
    const orders = ['ada', 'bob', 'eve'].map((name) => tasksOf(set, name).map(({ keys }) => keys.join(' ')));
    expect(new Set(orders.map((order) => order.join('|'))).size).toBe(3);
  });

  test('repeats a tenth with sides changed, never at once, and tells nothing of the judge in between', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,12}$/), fc.integer({ min: 1, max: 40 }), (name, count) => {
        const whole = reviewData(reviewReport(40), { size: count })?.sets[0];
        if (!whole) throw new Error('There is nothing to label.');
        const shown = tasksOf(whole, name);
        const drawn = whole.items.filter(({ probability }) => probability !== undefined).length;
        const repeats = shown.filter(({ repeat }) => repeat);
        expect(repeats.length).toBe(drawn < 5 ? 0 : Math.max(1, Math.round(drawn / 10)));
        expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length);
        for (const again of repeats) {
          const first = shown.findIndex(({ item, repeat }) => item === again.item && !repeat);
          expect(shown.indexOf(again) - first).toBeGreaterThan(2);
          expect(again.keys).toEqual(shown[first]?.keys.toReversed());
          expect(isOpen(again, shown, new Map([[shown[first]?.id ?? '', null]]))).toBe(false);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('marks the votes on what came again, so that they are known as repeats wherever the lines go', () => {
    const votes = tasks.map((_, index) => ({ do: 'vote' as const, task: index, verdict: 'tie' as const }));
    const { lines } = stateOf([...votes, { do: 'vote', task: 0, verdict: 'a' }], set);
    const { repeats } = standingLabels(lines, set.criterion);
    expect(repeats).toHaveLength(tasks.filter(({ repeat }) => repeat).length);
    for (const [first, again] of repeats) expect([first.repeat, again.repeat]).toEqual([undefined, true]);
  });

  test('counts how often rater and judge agree', () => {
    const votes = tasks.map((one, index) => ({
      do: 'vote' as const,
      task: index,
      verdict: judgeOf(set, one),
    }));
    const agreeing = votes.map((vote) => ({ ...vote, verdict: (vote.verdict ?? 'tie') as 'a' }));
    const running = runningOf(set, tasks, stateOf(agreeing, set));
    expect(running).toMatchObject({ done: tasks.length, total: tasks.length, skipped: 0 });
    expect(running.agree).toBe(running.compared);
    expect(running.same).toBe(running.twice);
    const against = agreeing.map((vote) => ({
      ...vote,
      verdict: vote.verdict === 'a' ? ('b' as const) : ('a' as const),
    }));
    expect(runningOf(set, tasks, stateOf(against, set)).agree).toBe(0);
  });
});

describe('the data of the page', () => {
  test('does not say which output is base’s, and has room for the drawn ones first', () => {
    const shownFirst = set.items.map(({ outputs }) =>
      data.outputs[outputs[0]?.key ?? '']?.includes('two days'),
    );
    expect(new Set(shownFirst).size).toBe(2);
    expect(JSON.stringify(data)).not.toMatch(/"(?:base|head|delta|outcome)"/);
    const tight = reviewData(reviewReport(60), { room: 0 });
    expect(tight?.sets[0]?.items.every(({ probability }) => probability !== undefined)).toBe(true);
    expect(tight?.sets[0]?.more).toBe(40);
    expect(reviewData({ ...reviewReport(1), suites: [] })).toBeUndefined();
  });
});
