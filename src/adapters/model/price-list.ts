/** Says whether a name is meant: `=` equals, `^` starts with, `$` ends with, `~` contains, `/` matches, before the text. */
export type NameTest = string | { any: readonly NameTest[] } | { all: readonly NameTest[] };

/** Dollars for a million tokens; or so many up to a number of input tokens, and others above it. */
export type Rate = number | { base: number; above: readonly { tokens: number; rate: number }[] };

/** What a model costs while a condition holds. */
export interface ListedPrice {
  /** Absent: the list does not say. */
  in?: Rate;
  out?: Rate;
  /** Dollars of a thousand requests, besides. */
  calls?: number;
  /** Milliseconds since 1970 from which it holds. */
  since?: number;
  /** Hours of the day in which it holds, as seconds since midnight, UTC; the end is left out, and may be the next day's. */
  daily?: readonly [from: number, to: number];
}

/** Names that mean a model, and its prices; of those that hold, the last counts. */
export type ListedModel = readonly [test: NameTest, ...prices: readonly [ListedPrice, ...ListedPrice[]]];

/** A provider's prices. */
export interface ListedProvider {
  id: string;
  /** Other names that mean it. */
  test?: NameTest;
  /** Providers whose models it passes on. */
  passesOn?: readonly string[];
  /** {@link ListedModel}s, as JSON: most runs ask for the models of one provider. */
  models: string;
}

/** Public prices, looked up as `@pydantic/genai-prices` does it. */
export interface PriceList {
  has(provider: string): boolean;
  /** US dollars of one call; `undefined` where the list has no such model, or not both prices of it. */
  priceOf(call: ListedCall): number | undefined;
}

export interface ListedCall {
  provider: string;
  model: string;
  inputTokens: number;
  outputTokens: number;
  at: Date;
}

export function createPriceList(providers: readonly ListedProvider[]): PriceList {
  const read = new Map<string, readonly ListedModel[]>();
  const byId = (id: string) => providers.find((provider) => provider.id === id);
  const modelsOf = (id: string) => {
    const known = read.get(id) ?? (JSON.parse(byId(id)?.models ?? '[]') as ListedModel[]);
    read.set(id, known);
    return known;
  };
  const providerOf = (name: string) => {
    const meant = normal(name);
    return byId(meant) ?? providers.find(({ test }) => test !== undefined && isMeant(test, meant));
  };
  const find = (provider: ListedProvider, model: string) => {
    for (const id of [provider.id, ...(provider.passesOn ?? [])]) {
      const found = modelsOf(id).find(([test]) => isMeant(test, model));
      if (found) return found;
    }
    return undefined;
  };
  return {
    has: (provider) => providerOf(provider) !== undefined,
    priceOf({ provider: name, model, inputTokens, outputTokens, at }) {
      const provider = providerOf(name);
      if (provider === undefined) return undefined;
      const meant = normal(model);
      const [, ...prices] = find(provider, meant) ?? find(provider, withDashedDate(meant)) ?? [];
      const price = prices.findLast((one) => holds(one, at)) ?? prices[0];
      if (price?.in === undefined || price.out === undefined) return undefined;
      const dollars = (rate: Rate, tokens: number) => (rateAt(rate, inputTokens) * tokens) / 1_000_000;
      return dollars(price.in, inputTokens) + dollars(price.out, outputTokens) + (price.calls ?? 0) / 1000;
    },
  };
}

const normal = (name: string) => name.toLowerCase().trim();

function isMeant(test: NameTest, name: string): boolean {
  if (typeof test !== 'string') {
    return 'any' in test
      ? test.any.some((one) => isMeant(one, name))
      : test.all.every((one) => isMeant(one, name));
  }
  const text = test.slice(1);
  switch (test[0]) {
    case '=':
      return name === text;
    case '^':
      return name.startsWith(text);
    case '$':
      return name.endsWith(text);
    case '~':
      return name.includes(text);
    default:
      return new RegExp(text).test(name);
  }
}

/** Some providers write a model's date as one number where others have dashes. */
function withDashedDate(name: string): string {
  return name.replaceAll(/-(20\d\d)(\d\d)(\d\d)(?=-|:|$)/g, (written, year, month, day) => {
    const dashed = `${year}-${month}-${day}`;
    const date = new Date(`${dashed}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(dashed) ? `-${dashed}` : written;
  });
}

function holds({ since, daily }: ListedPrice, at: Date): boolean {
  if (since !== undefined) return at.getTime() >= since;
  if (!daily) return true;
  const [from, to] = daily;
  const now = (at.getTime() / 1000) % 86_400;
  return to < from ? now >= from || now < to : now >= from && now < to;
}

function rateAt(rate: Rate, inputTokens: number): number {
  if (typeof rate === 'number') return rate;
  return rate.above.findLast(({ tokens }) => inputTokens > tokens)?.rate ?? rate.base;
}
