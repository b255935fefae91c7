import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Outcome } from '../../src/adapters/model/lane.ts';
import { createLimiter, type Permit } from '../../src/adapters/model/limiter.ts';
import { createPace } from '../../src/adapters/model/pace.ts';
import { quotasOf } from '../../src/adapters/model/quota.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const quota = fc
  .record({ limit: fc.integer({ min: 1, max: 500 }), used: fc.nat(500), resetMs: fc.nat(120_000) })
  .map(({ limit, used, resetMs }) => ({ limit, remaining: Math.max(0, limit - used), resetMs }));
const quotas = fc.record(
  { requests: fc.option(quota, { nil: undefined }), tokens: fc.option(quota, { nil: undefined }) },
  { requiredKeys: [] },
);
const outcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record({ kind: fc.constant('answered' as const), quotas }),
  fc.record({ kind: fc.constant('failed' as const), quotas }),
  fc.record({
    kind: fc.constant('too-much' as const),
    waitMs: fc.option(fc.nat(60_000), { nil: undefined }),
    quotas,
  }),
);
const step = fc.oneof(
  fc.record({
    do: fc.constant('ask' as const),
    lane: fc.constantFrom('a/x', 'a/y', 'b/x'),
    tokens: fc.nat(2_000),
    isUrgent: fc.boolean(),
    run: fc.nat(2),
  }),
  fc.record({ do: fc.constant('end' as const), which: fc.nat(), outcome }),
  fc.record({ do: fc.constant('stop' as const), run: fc.nat(2) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.nat(10_000) }),
);

it('whatever happens, no more permits are out than the bound, and none is lost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 6 }),
      fc.array(step, { maxLength: 60 }),
      async (bound, steps) => {
        const clock = createVirtualClock();
        const limiter = createLimiter({ bound, clock });
        const runs = [new AbortController(), new AbortController(), new AbortController()];
        const held: Permit[] = [];
        let [asked, granted, refused] = [0, 0, 0];
        const check = () => {
          expect(held.length).toBeLessThanOrEqual(bound);
          expect(limiter.underWay()).toBe(held.length);
        };
        for (const one of steps) {
          if (one.do === 'ask') {
            asked += 1;
            const signal = runs[one.run]?.signal ?? new AbortController().signal;
            void limiter.acquire({ ...one, signal }).then((permit) => {
              if (!permit) refused += 1;
              else {
                granted += 1;
                held.push(permit);
              }
            });
          }
          if (one.do === 'end' && held.length > 0)
            held.splice(one.which % held.length, 1)[0]?.end(one.outcome);
          if (one.do === 'stop') runs[one.run]?.abort();
          await clock.advance(one.do === 'wait' ? one.ms : 0);
          check();
        }
        // In the end everybody who asked has an answer: waits are finite, and every permit that ends makes room.
        for (let turn = 0; turn < 2_000 && granted + refused < asked; turn += 1) {
          while (held.length > 0) held.pop()?.end({ kind: 'answered' });
          await clock.advance(1_000);
        }
        expect(granted + refused).toBe(asked);
        while (held.length > 0) held.pop()?.end({ kind: 'failed' });
        expect(limiter.underWay()).toBe(0);
      },
    ),
    { numRuns: 150 },
  );
});

it('a pace never waits for ever, and never makes what is known to be left wait', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ quota, amount: fc.integer({ min: 1, max: 600 }), ms: fc.nat(5_000) }), {
        minLength: 1,
        maxLength: 40,
      }),
      (events) => {
        const pace = createPace();
        let now = 0;
        for (const event of events) {
          const mark = pace.send(event.amount, now);
          now += event.ms;
          pace.learn(event.quota, mark, now);
          const wait = pace.waitMs(event.amount, now);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(wait)).toBe(true);
        }
      },
    ),
  );
});

it('no header whatever makes a limit that cannot be', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[0-9.msh-]{0,12}$/), fc.nat().map(String));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...HEADERS), text), (headers) => {
      const told = quotasOf(new Map(Object.entries(headers)), '2026-01-01T00:00:00.000Z');
      for (const { limit, remaining, resetMs } of Object.values(told).filter((one) => one !== undefined)) {
        expect(limit).toBeGreaterThan(0);
        expect(remaining).toBeGreaterThanOrEqual(0);
        expect(remaining).toBeLessThanOrEqual(limit);
        expect(resetMs).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(resetMs)).toBe(true);
      }
    }),
  );
});

const HEADERS = [
  'x-ratelimit-limit-requests',
  'x-ratelimit-remaining-requests',
  'x-ratelimit-reset-requests',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'anthropic-ratelimit-tokens-limit',
  'anthropic-ratelimit-tokens-remaining',
  'anthropic-ratelimit-tokens-reset',
];
