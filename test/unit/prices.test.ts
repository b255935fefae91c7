import { beforeAll, describe, expect, test } from 'vitest';
import { createPriceBook, type PriceBook } from '../../src/adapters/model/prices.ts';

const MILLION = { inputTokens: 1_000_000, outputTokens: 1_000_000 };

let book: PriceBook;
beforeAll(async () => {
  book = await createPriceBook(new Date('2026-01-01T12:00:00Z'));
});

describe('an explicit price', () => {
  test('wins over the list', () => {
    const price = { input: 3, output: 15 };
    const usage = { inputTokens: 1_000, outputTokens: 200 };
    expect(book.priceOf({ provider: 'openai', model: 'gpt-4o-mini', price }, usage)).toBeCloseTo(0.006, 12);
    expect(book.priceOf({ provider: 'local', model: 'my-model', price }, usage)).toBeCloseTo(0.006, 12);
  });

  test('may be nothing, which is a price', () => {
    expect(book.priceOf({ provider: 'local', model: 'm', price: { input: 0, output: 0 } }, MILLION)).toBe(0);
  });
});

describe('a listed price', () => {
  test('is found by provider and model', () => {
    expect(book.priceOf({ provider: 'openai', model: 'gpt-4o-mini' }, MILLION)).toBeCloseTo(0.75, 12);
    expect(book.priceOf({ provider: 'openai', model: 'gpt-4o-mini-2024-07-18' }, MILLION)).toBeCloseTo(
      0.75,
      12,
    );
    expect(
      book.priceOf({ provider: 'openai', model: 'gpt-4o-mini' }, { inputTokens: 1_000, outputTokens: 0 }),
    ).toBeCloseTo(0.00015, 12);
    expect(
      book.priceOf({ provider: 'openai', model: 'gpt-4o-mini' }, { inputTokens: 0, outputTokens: 0 }),
    ).toBe(0);
  });

  test.each([
    ['gemini', 'gemini-2.5-flash', 'google'],
    ['azure-openai', 'gpt-4o-mini', 'azure'],
  ])('of %s is the one that the list has under another name', (provider, model, listed) => {
    const price = book.priceOf({ provider, model }, MILLION);
    expect(price).toBeGreaterThan(0);
    expect(price).toBe(book.priceOf({ provider: listed, model }, MILLION));
  });

  test("is the gateway's own where that is listed", () => {
    expect(book.priceOf({ provider: 'openrouter', model: 'openai/gpt-4o-mini' }, MILLION)).toBeCloseTo(
      0.75,
      12,
    );
  });

  test.each(['github', 'my-gateway'])(
    "is the publisher's behind a gateway that is not listed: %s",
    (provider) => {
      expect(book.priceOf({ provider, model: 'openai/gpt-4o-mini' }, MILLION)).toBeCloseTo(0.75, 12);
    },
  );

  test('is found with a publisher in front of a model of its own', () => {
    expect(book.priceOf({ provider: 'openai', model: 'openai/gpt-4o-mini' }, MILLION)).toBeCloseTo(0.75, 12);
  });

  test('does not change with the hour of the call', async () => {
    const [night, day] = await Promise.all(
      ['2026-01-01T20:00:00Z', '2026-01-01T12:00:00Z'].map((at) => createPriceBook(new Date(at))),
    );
    const model = { provider: 'deepseek', model: 'deepseek-chat' };
    const costs = [night, day].map((one) => one?.priceOf(model, MILLION));
    // The provider has two prices; a book sticks to that of its own hour, so that base and head are priced alike.
    expect(costs[0]).not.toBe(costs[1]);
    expect(day?.priceOf(model, MILLION)).toBe(book.priceOf(model, MILLION));
  });
});

test.each([
  ['openai', 'no-such-model'],
  ['openai', ''],
  ['openai', '/'],
  ['openai', '__proto__'],
  // Somebody else's server may run a model under any name.
  ['my-server', 'gpt-4o-mini'],
  ['ollama', 'llama3'],
  ['my-server', 'no-publisher/gpt-4o-mini'],
  ['my-server', 'openai/no-such-model'],
  // Listed without a price, and with a price for input alone.
  ['cerebras', 'qwen-3-coder-480b'],
  ['openai', 'text-embedding-3-small'],
])('the price of %s %s is unknown, not nothing', (provider, model) => {
  expect(book.priceOf({ provider, model }, MILLION)).toBeUndefined();
});
