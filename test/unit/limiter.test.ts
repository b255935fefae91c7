import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/adapters/model/lane.ts';
import { createLimiter, type Limiter, type Permit } from '../../src/adapters/model/limiter.ts';
import { createPatience } from '../../src/adapters/model/patience.ts';
import type { Waiting } from '../../src/ports.ts';
import { createVirtualClock, type VirtualClock } from '../support/virtual-clock.ts';

const live = () => new AbortController().signal;
const WISH = { lane: 'acme/small', tokens: 100, isUrgent: false };

/** An endpoint with a bucket of its own: it answers after a while, or refuses. */
function endpoint(
  clock: VirtualClock,
  {
    perSecond,
    latencyMs = 50,
    tells,
  }: { perSecond: number; latencyMs?: number; tells: 'little' | 'window' | false },
) {
  let left = perSecond;
  let at = 0;
  const counts = { answered: 0, refused: 0, underWay: 0, most: 0 };
  function fill(): void {
    const now = clock.monotonic();
    if (tells === 'window') {
      if (Math.floor(now / 60_000) > Math.floor(at / 60_000)) left = perSecond * 60;
    } else left = Math.min(perSecond, left + ((now - at) / 1_000) * perSecond);
    at = now;
  }
  if (tells === 'window') left = perSecond * 60;
  return {
    counts,
    async ask(): Promise<Outcome> {
      fill();
      const refused = left < 1;
      if (!refused) left -= 1;
      const limit = tells === 'window' ? perSecond * 60 : perSecond;
      const resetMs =
        tells === 'window' ? 60_000 - (clock.monotonic() % 60_000) : ((limit - left) / perSecond) * 1_000;
      const quotas = tells ? { requests: { limit, remaining: Math.floor(left), resetMs } } : {};
      counts.underWay += 1;
      counts.most = Math.max(counts.most, counts.underWay);
      if (!refused) await clock.sleep(latencyMs, live());
      counts.underWay -= 1;
      counts[refused ? 'refused' : 'answered'] += 1;
      const waitMs = ((1 - left) / perSecond) * 1_000;
      return refused ? { kind: 'too-much', waitMs, quotas } : { kind: 'answered', quotas };
    },
  };
}

/** Makes so many calls, each as often as it takes; the time that it took. */
async function finish(
  limiter: Limiter,
  clock: VirtualClock,
  calls: number,
  ask: () => Promise<Outcome>,
  lane = WISH.lane,
): Promise<number> {
  let done = 0;
  const call = async () => {
    for (;;) {
      const permit = await limiter.acquire({ ...WISH, lane, signal: live() });
      const outcome = await ask();
      permit?.end(outcome);
      if (outcome.kind === 'answered') break;
    }
    done += 1;
  };
  for (let index = 0; index < calls; index += 1) void call();
  while (done < calls && (await clock.next()));
  expect(done).toBe(calls);
  return clock.monotonic();
}

describe('a limiter', () => {
  it('reaches the bound in a few rounds and never passes it', async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter({ bound: 64, clock });
    const { ask, counts } = endpoint(clock, { perSecond: 1e9, tells: false });
    const ms = await finish(limiter, clock, 1_000, ask);
    expect(counts.most).toBe(64);
    // 1,000 calls of 50 ms, 64 at a time; two rounds to get there.
    expect(ms).toBeLessThanOrEqual((1_000 / 64 + 2) * 50);
  });

  it.each([
    ['little', 20],
    ['little', 3],
    ['window', 5],
  ] as const)('keeps to a limit that it is told of: %s, %i a second', async (tells, perSecond) => {
    const clock = createVirtualClock();
    const limiter = createLimiter({ bound: 32, clock });
    const { ask, counts } = endpoint(clock, { perSecond, tells });
    const calls = 800;
    const ms = await finish(limiter, clock, calls, ask);
    const saved = tells === 'window' ? perSecond * 60 : perSecond;
    const boundMs = ((calls - saved) / perSecond) * 1_000;
    expect(counts.refused / calls).toBeLessThanOrEqual(0.02);
    expect(ms).toBeLessThanOrEqual(boundMs * (tells === 'window' ? 1.25 : 1.1) + 1_000);
  });

  it('shares a limit with others that draw on it', async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter({ bound: 32, clock });
    const { ask, counts } = endpoint(clock, { perSecond: 20, tells: 'little' });
    let done = 0;
    const loop = async (lane: string) => {
      for (let index = 0; index < 300; index += 1) {
        for (let isDone = false; !isDone; ) {
          const permit = await limiter.acquire({ ...WISH, lane, signal: live() });
          const outcome = await ask();
          permit?.end(outcome);
          isDone = outcome.kind === 'answered';
        }
      }
      done += 1;
    };
    const lanes = ['acme/a', 'acme/b', 'acme/a', 'acme/b'].map(loop);
    while (done < lanes.length && (await clock.next()));
    expect(counts.refused / counts.answered).toBeLessThanOrEqual(0.03);
    expect(clock.monotonic()).toBeLessThanOrEqual(60_000 * 1.15);
  });

  it('finds a limit that it is not told of, from refusals alone', async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter({ bound: 32, clock });
    const { ask, counts } = endpoint(clock, { perSecond: 20, tells: false });
    const ms = await finish(limiter, clock, 1_000, ask);
    expect(counts.refused / 1_000).toBeLessThanOrEqual(0.05);
    expect(ms).toBeLessThanOrEqual(50_000 * 1.05);
  });

  it('lets nothing of a lane begin while its endpoint wants a pause, and says so', async () => {
    const clock = createVirtualClock();
    const said: (Waiting | undefined)[] = [];
    const limiter = createLimiter({ bound: 4, clock, onWaiting: (waiting) => said.push(waiting) });
    const first = await limiter.acquire({ ...WISH, signal: live() });
    first?.end({ kind: 'too-much', waitMs: 3_000 });
    const second = limiter.acquire({ ...WISH, signal: live() });
    let begun: number | undefined;
    void second.then(() => {
      begun = clock.monotonic();
    });
    const other = await limiter.acquire({ ...WISH, lane: 'other/small', signal: live() });
    expect(other).toBeDefined();
    await clock.advance(2_999);
    expect(begun).toBeUndefined();
    await clock.advance(1);
    expect(begun).toBe(3_000);
    expect(said).toEqual([{ for: 'acme/small', ms: 3_000 }, { for: 'acme/small', ms: 3_000 }, undefined]);
  });

  it('waits as long as the bucket of tokens needs', async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter({ bound: 4, clock });
    const quotas = { tokens: { limit: 1_000, remaining: 50, resetMs: 9_500 } };
    (await limiter.acquire({ ...WISH, signal: live() }))?.end({ kind: 'answered', quotas });
    let begun: number | undefined;
    void limiter.acquire({ ...WISH, tokens: 150, signal: live() }).then(() => {
      begun = clock.monotonic();
    });
    await clock.advance(5_000);
    // 950 tokens come back in 9.5 s: the 100 that are lacking in one second.
    expect(begun).toBe(1_000);
  });

  it('sends what is larger than the whole limit when everything is back', async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter({ bound: 4, clock });
    const quotas = { tokens: { limit: 1_000, remaining: 0, resetMs: 10_000 } };
    (await limiter.acquire({ ...WISH, signal: live() }))?.end({ kind: 'answered', quotas });
    let begun: number | undefined;
    void limiter.acquire({ ...WISH, tokens: 5_000, signal: live() }).then(() => {
      begun = clock.monotonic();
    });
    await clock.advance(20_000);
    expect(begun).toBe(10_000);
  });

  it('lets what is urgent go first', async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter({ bound: 1, clock });
    const order: string[] = [];
    const first = await limiter.acquire({ ...WISH, signal: live() });
    const note = (name: string) => (permit: Permit | undefined) => {
      order.push(name);
      permit?.end({ kind: 'answered' });
    };
    const all = [
      limiter.acquire({ ...WISH, signal: live() }).then(note('output')),
      limiter.acquire({ ...WISH, isUrgent: true, signal: live() }).then(note('judgement')),
    ];
    first?.end({ kind: 'answered' });
    await Promise.all(all);
    expect(order).toEqual(['judgement', 'output']);
  });

  it('lets what is urgent go last once little is left: what follows from the others would end last', async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter({ bound: 4, clock });
    const order: string[] = [];
    const out = await Promise.all(
      Array.from({ length: 4 }, () => limiter.acquire({ ...WISH, signal: live() })),
    );
    const waiting = [
      ['judgement of one', true],
      ['judgement of two', true],
      ['judgement of three', true],
      ['output of four', false],
    ] as const;
    const all = waiting.map(([name, isUrgent]) =>
      limiter.acquire({ ...WISH, isUrgent, signal: live() }).then(() => order.push(name)),
    );
    for (const permit of out) permit?.end({ kind: 'answered' });
    await Promise.all(all);
    expect(order).toEqual(['judgement of one', 'judgement of two', 'output of four', 'judgement of three']);
  });

  it('gives nothing to who was stopped while waiting, and goes on with the others', async () => {
    const clock = createVirtualClock();
    const limiter = createLimiter({ bound: 1, clock });
    const first = await limiter.acquire({ ...WISH, signal: live() });
    const stopped = new AbortController();
    const gone = limiter.acquire({ ...WISH, signal: stopped.signal });
    const staying = limiter.acquire({ ...WISH, signal: live() });
    stopped.abort();
    expect(await gone).toBeUndefined();
    first?.end({ kind: 'failed' });
    first?.end({ kind: 'failed' });
    expect(await staying).toBeDefined();
    expect(limiter.underWay()).toBe(1);
  });
});

describe('patience', () => {
  it('is all that is allowed until the endpoint is known, and on the last attempt', () => {
    const patience = createPatience({ mostMs: 120_000, attempts: 6 });
    for (let index = 0; index < 49; index += 1) patience.note(100);
    expect(patience.limitMs(1)).toBe(120_000);
    patience.note(2_000);
    expect([1, 2, 3, 4, 5, 6].map(patience.limitMs)).toEqual([
      6_000, 12_000, 24_000, 48_000, 96_000, 120_000,
    ]);
  });

  it('is never so short that a pause of the machine would end it', () => {
    const patience = createPatience({ mostMs: 120_000, attempts: 6 });
    for (let index = 0; index < 100; index += 1) patience.note(1);
    expect(patience.limitMs(1)).toBe(1_000);
  });
});
