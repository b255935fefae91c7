import {
  calcPrice,
  findProvider,
  type MatchLogic,
  type ModelInfo,
  type Provider,
  waitForUpdate,
} from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPriceList, type ListedCall } from '../../src/adapters/model/price-list.ts';
import { listedProvider, publicPrices } from '../../src/adapters/model/public-prices.ts';

const providers = (await waitForUpdate()) ?? [];
const list = createPriceList(await publicPrices());
const NOW = new Date('2026-06-01T12:00:00Z');

/** What the library says, where it has both prices: adding up those it has would give 0 for what is unknown. */
function libraryPrice({ provider, model, inputTokens, outputTokens, at }: ListedCall): number | undefined {
  const usage = { input_tokens: inputTokens, output_tokens: outputTokens };
  const found = calcPrice(usage, model, { providerId: provider, timestamp: at });
  const { input_mtok, output_mtok } = found?.model_price ?? {};
  return input_mtok === undefined || output_mtok === undefined ? undefined : found?.total_price;
}

function expectSame(call: ListedCall): void {
  const [ours, theirs] = [list.priceOf(call), libraryPrice(call)];
  // Both multiply and divide by a million, not in the same order.
  const same = theirs === undefined || ours === undefined ? ours === theirs : isNear(ours, theirs);
  if (!same) expect({ ...call, price: ours }).toEqual({ ...call, price: theirs });
}

const isNear = (left: number, right: number) => Math.abs(left - right) <= 1e-12 * Math.max(left, right);

function textsIn(match: MatchLogic | undefined): string[] {
  if (!match) return [];
  if ('or' in match) return match.or.flatMap(textsIn);
  if ('and' in match) return [...match.and.flatMap(textsIn), match.and.flatMap(textsIn).join('-')];
  return Object.values(match);
}

/** The names that a model is tested for, and what comes near them. */
const namesOf = ({ id, match }: ModelInfo) => [id, ...textsIn(match)];
const near = (name: string) => [name, name.toUpperCase(), `x-${name}`, `${name}-20250731`];

/** The moments at which a price of a model begins or ends, and the ones before and after. */
function momentsOf({ prices }: ModelInfo): Date[] {
  const changes = (Array.isArray(prices) ? prices : []).flatMap(({ constraint }) => {
    if (!constraint) return [];
    if (constraint.type === 'start_date') return [Date.parse(constraint.start_date)];
    return [constraint.start_time, constraint.end_time].map((time) => Date.parse(`2026-05-05T${time}`));
  });
  return changes.flatMap((moment) => [moment - 1, moment, moment + 1]).map((moment) => new Date(moment));
}

describe('the list of public prices', () => {
  it('prices every model of every provider as the library does', () => {
    let known = 0;
    for (const { id: provider, models } of providers) {
      for (const model of new Set(models.flatMap(namesOf).flatMap(near))) {
        const call = { provider, model, inputTokens: 1_000, outputTokens: 300, at: NOW };
        expectSame(call);
        if (list.priceOf(call) !== undefined) known += 1;
      }
    }
    expect(known).toBeGreaterThan(3_000);
  });

  it('changes prices at the same moments', () => {
    let moments = 0;
    for (const { id: provider, models } of providers) {
      for (const model of models) {
        for (const at of momentsOf(model)) {
          moments += 1;
          for (const name of namesOf(model)) {
            expectSame({ provider, model: name, inputTokens: 1_000, outputTokens: 300, at });
          }
        }
      }
    }
    expect(moments).toBeGreaterThan(50);
  });

  it('knows where prices go up with the number of tokens', () => {
    const tiers = providers.flatMap(({ id, models }) =>
      models.flatMap(({ id: model, prices }) =>
        (Array.isArray(prices) ? prices.map((one) => one.prices) : [prices]).flatMap((price) =>
          Object.values(price).flatMap((rate) =>
            typeof rate === 'object' ? rate.tiers.map(({ start }) => ({ provider: id, model, start })) : [],
          ),
        ),
      ),
    );
    expect(tiers.length).toBeGreaterThan(50);
    for (const { provider, model, start } of tiers) {
      for (const inputTokens of [start - 1, start, start + 1]) {
        expectSame({ provider, model, inputTokens, outputTokens: 500, at: NOW });
      }
    }
  });

  it('reads what the list might say one day as the library does', () => {
    const constraint = { type: 'time_of_date', start_time: '22:00:00+01:00', end_time: '05:30:00Z' } as const;
    const later = { type: 'start_date', start_date: '2026-06-01' } as const;
    const tiers = [
      { start: 2_000, price: 4 },
      { start: 1_000, price: 2 },
    ];
    const provider: Provider = {
      id: 'new',
      name: 'New',
      api_pattern: 'x',
      models: [
        {
          id: 'night',
          match: { equals: 'night' },
          prices: [
            { constraint: later, prices: { input_mtok: 5, output_mtok: 6 } },
            { constraint, prices: { input_mtok: 1, output_mtok: { base: 1, tiers } } },
          ],
        },
      ],
    };
    const ours = createPriceList([listedProvider(provider)]);
    for (const time of ['20:59:59', '21:00:00', '23:59:59', '00:00:00', '05:29:59', '05:30:00', '12:00:00']) {
      for (const day of ['2026-05-31', '2026-06-01']) {
        for (const inputTokens of [500, 1_500, 2_500]) {
          const at = new Date(`${day}T${time}Z`);
          const usage = { input_tokens: inputTokens, output_tokens: 1_000 };
          const theirs = calcPrice(usage, 'night', { provider, timestamp: at })?.total_price;
          const call = { provider: 'new', model: 'night', inputTokens, outputTokens: 1_000, at };
          expect([at, inputTokens, ours.priceOf(call)]).toEqual([
            at,
            inputTokens,
            expect.closeTo(theirs ?? 0, 12),
          ]);
        }
      }
    }
  });

  it('knows the same providers under the same names', () => {
    const names = providers.flatMap(({ id, provider_match }) => [id, ...textsIn(provider_match)]);
    for (const name of names.flatMap((one) => [one, one.toUpperCase(), ` ${one} `, `my-${one}`, `${one}x`])) {
      expect([name, list.has(name)]).toEqual([name, findProvider({ providerId: name }) !== undefined]);
      expectSame({
        provider: name,
        model: 'gpt-4o',
        inputTokens: 9,
        outputTokens: 9,
        at: NOW,
      });
    }
  });

  it('agrees with the library on names that are made up of pieces of its own', () => {
    const pieces = [
      ...new Set(
        providers.flatMap(({ models }) => models.flatMap(namesOf)).flatMap((name) => name.split(/[-/:.@]/)),
      ),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...providers.map(({ id }) => id)),
        fc.array(fc.constantFrom(...pieces, '20241022', '20250230', ''), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('-', '/', ':', '.'),
        fc.date({ min: new Date('2023-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
        fc.nat(1_000_000),
        (provider, parts, joint, at, inputTokens) =>
          expectSame({ provider, model: parts.join(joint), at, inputTokens, outputTokens: 10 }),
      ),
      { numRuns: 2_000 },
    );
  });
});
