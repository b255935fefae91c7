import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createCuts } from '../../src/adapters/model/cut.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const forever = Number.POSITIVE_INFINITY;

test('what takes too long is ended', () => {
  const cut = createCuts().begin(new AbortController().signal, () => 2_500, forever);
  vi.advanceTimersByTime(2_499);
  expect(cut.signal.aborted).toBe(false);
  vi.advanceTimersByTime(1);
  expect(cut.signal.aborted).toBe(true);
  expect(cut.isLate()).toBe(true);
});

test('a limit that becomes shorter holds for what is under way', () => {
  let limit = 120_000;
  const cut = createCuts().begin(new AbortController().signal, () => limit, forever);
  vi.advanceTimersByTime(1_500);
  limit = 1_200;
  vi.advanceTimersByTime(500);
  expect(cut.isLate()).toBe(true);
});

test('what goes on has its time anew, though not for ever', () => {
  const cut = createCuts().begin(new AbortController().signal, () => 2_000, 10_000);
  for (let second = 1; second < 10; second += 1) {
    vi.advanceTimersByTime(1_000);
    expect(cut.signal.aborted).toBe(false);
    cut.renew();
  }
  vi.advanceTimersByTime(1_000);
  expect(cut.isLate()).toBe(true);
});

test('a run that is stopped ends everything that hangs on it, late or not', () => {
  const run = new AbortController();
  const cuts = createCuts();
  const [first, second] = [1, 2].map(() => cuts.begin(run.signal, () => 2_000, forever));
  second?.[Symbol.dispose]();
  run.abort();
  expect([first?.signal.aborted, first?.isLate(), second?.signal.aborted]).toEqual([true, false, false]);
});

test('what has ended leaves no timer behind', () => {
  createCuts()
    .begin(new AbortController().signal, () => 2_000, forever)
    [Symbol.dispose]();
  expect(vi.getTimerCount()).toBe(0);
});
