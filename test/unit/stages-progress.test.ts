import { describe, expect, it } from 'vitest';
import type { Progress } from '../../src/ports.ts';
import { createProgress, createWaits, NO_PROGRESS } from '../../src/stages/progress.ts';

function setUp() {
  const clock = { now: 0, monotonic: () => clock.now };
  const waits = createWaits();
  const shown: Progress[] = [];
  const update = createProgress({
    clock,
    waits,
    start: { ...NO_PROGRESS, total: 100 },
    show: (progress) => shown.push(progress),
  });
  const at = (ms: number, done: number) => {
    clock.now = ms;
    update({ ...NO_PROGRESS, total: 100, done });
    return shown.at(-1);
  };
  return { at, waits, shown, clock };
}

describe('progress', () => {
  it('tells the rate and what is left of the time', () => {
    const { at } = setUp();
    expect(at(2_000, 10)).toMatchObject({ perSecond: 5, leftMs: 18_000 });
  });

  it('tells neither before anything is done', () => {
    const { at } = setUp();
    expect(at(2_000, 0)).not.toHaveProperty('perSecond');
    expect(at(0, 0)).not.toHaveProperty('leftMs');
  });

  it('follows a rate that changes', () => {
    const { at } = setUp();
    for (let second = 1; second <= 40; second += 1) at(second * 1_000, second);
    for (let second = 41; second <= 80; second += 1) at(second * 1_000, 40 + (second - 40) / 2);
    expect(at(81_000, 60.5)?.perSecond).toBeCloseTo(0.5, 1);
  });

  it('shows what is waited for as soon as that is known, also before anything is done', () => {
    const { waits, shown } = setUp();
    waits.set({ for: 'acme/small', ms: 3_000 });
    waits.set(undefined);
    expect(shown).toEqual([
      { ...NO_PROGRESS, total: 100, waiting: { for: 'acme/small', ms: 3_000 } },
      { ...NO_PROGRESS, total: 100 },
    ]);
  });
});
