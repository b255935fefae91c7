import { describe, expect, it } from 'vitest';
import { bucket, fixedWindow, simulate, slidingWindow, type World } from '../support/limited-endpoint.ts';

const steady = (perSecond: number, burst: number) => bucket(() => perSecond, burst);
const at = (perSecond: number, calls: number, burst: number) => ((calls - burst) / perSecond) * 1_000;

/** A limit, the least time that it leaves, and how near to it and how seldom refused it has to be. */
const WORLDS: [string, World, { boundMs: number; atMost: number; refused: number }][] = [
  [
    '20 a second, told to the millisecond',
    { limit: steady(20, 20), says: 'milliseconds', calls: 400 },
    { boundMs: at(20, 400, 20), atMost: 1.05, refused: 0.05 },
  ],
  [
    '20 a second, told in whole seconds',
    { limit: steady(20, 20), says: 'seconds', calls: 400 },
    { boundMs: at(20, 400, 20), atMost: 1.1, refused: 0.05 },
  ],
  [
    '20 a second, not told at all',
    { limit: steady(20, 20), says: 'nothing', calls: 400 },
    { boundMs: at(20, 400, 20), atMost: 1.05, refused: 0.05 },
  ],
  [
    '20 a second, none of them saved up',
    { limit: steady(20, 1), says: 'milliseconds', calls: 1_000 },
    { boundMs: at(20, 1_000, 1), atMost: 1.3, refused: 0.05 },
  ],
  [
    'one a second with a large burst',
    { limit: steady(1, 60), says: 'seconds', calls: 400 },
    { boundMs: at(1, 400, 60), atMost: 1.05, refused: 0.06 },
  ],
  [
    '300 a second',
    { limit: steady(300, 300), says: 'seconds', calls: 6_000, bound: 64 },
    { boundMs: at(300, 6_000, 300), atMost: 1.1, refused: 0.02 },
  ],
  [
    '60 each minute',
    { limit: fixedWindow(60, 60_000), says: 'seconds', calls: 400 },
    { boundMs: 360_000, atMost: 1.1, refused: 0.05 },
  ],
  [
    '600 each minute',
    { limit: fixedWindow(600, 60_000), says: 'milliseconds', calls: 3_000 },
    { boundMs: 240_000, atMost: 1.15, refused: 0.02 },
  ],
  [
    '60 each minute, not told at all',
    { limit: fixedWindow(60, 60_000), says: 'nothing', calls: 600 },
    { boundMs: 540_000, atMost: 1.15, refused: 0.15 },
  ],
  [
    '100 in any ten seconds',
    { limit: slidingWindow(100, 10_000), says: 'seconds', calls: 1_000 },
    { boundMs: 90_000, atMost: 1.6, refused: 0.06 },
  ],
  [
    'a limit that falls to a quarter',
    { limit: bucket((now) => (now < 20_000 ? 20 : 5), 20), says: 'milliseconds', calls: 800 },
    { boundMs: 20_000 + at(5, 800, 420), atMost: 1.05, refused: 0.05 },
  ],
  [
    'a limit that rises to three times as much',
    { limit: bucket((now) => (now < 20_000 ? 20 : 60), 20), says: 'milliseconds', calls: 3_000 },
    { boundMs: 20_000 + at(60, 3_000, 420), atMost: 1.1, refused: 0.03 },
  ],
  [
    'a limit that goes away',
    { limit: bucket((now) => (now < 10_000 ? 20 : 1e9), 20), says: 'milliseconds', calls: 20_000 },
    { boundMs: 10_000 + (20_000 * 56) / 32, atMost: 1.2, refused: 0.005 },
  ],
  [
    'a limit that two processes share',
    { limit: steady(20, 20), says: 'milliseconds', calls: 400, processes: 2 },
    { boundMs: at(20, 800, 20), atMost: 1.2, refused: 0.08 },
  ],
  [
    'answers that take a second, over a slow network',
    { limit: steady(20, 20), says: 'milliseconds', calls: 400, bound: 64, latencyMs: 1_000, travelMs: 100 },
    { boundMs: at(20, 400, 20) + 1_000, atMost: 1.2, refused: 0.07 },
  ],
];

describe('a limit that is never told', () => {
  it.each(WORLDS)('is found and kept to: %s', async (_name, world, { boundMs, atMost, refused }) => {
    const { ms, refusedShare } = await simulate(world);
    expect(ms / boundMs).toBeLessThanOrEqual(atMost);
    expect(refusedShare).toBeLessThanOrEqual(refused);
  });

  it('costs nothing where there is none', async () => {
    const { ms, refusedShare } = await simulate({ limit: () => undefined, says: 'seconds', calls: 2_000 });
    expect(refusedShare).toBe(0);
    expect(ms).toBeLessThanOrEqual(((2_000 * 56) / 32) * 1.1);
  });
});
