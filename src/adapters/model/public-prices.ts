import {
  type ConditionalPrice,
  type MatchLogic,
  type ModelInfo,
  type ModelPrice,
  type Provider,
  waitForUpdate,
} from '@pydantic/genai-prices';
import type { ListedModel, ListedPrice, ListedProvider, NameTest, Rate } from './price-list.ts';

/**
 * What a price takes of the public list, which is ten times as large. The build puts the result in this module's place:
 * a run reads it before its first call.
 */
export async function publicPrices(): Promise<readonly ListedProvider[]> {
  return ((await waitForUpdate()) ?? []).map(listedProvider);
}

/** A provider of the public list, as far as prices go. */
export function listedProvider({
  id,
  provider_match: test,
  fallback_model_providers,
  models,
}: Provider): ListedProvider {
  return {
    id,
    ...(test ? { test: nameTest(test) } : {}),
    ...(fallback_model_providers ? { passesOn: fallback_model_providers } : {}),
    models: JSON.stringify(models.map(listedModel)),
  };
}

function listedModel({ match, prices }: ModelInfo): ListedModel {
  const [first, ...rest] = (Array.isArray(prices) ? prices : [{ prices }]).map(listedPrice);
  return [nameTest(match), first ?? {}, ...rest];
}

function nameTest(match: MatchLogic): NameTest {
  if ('or' in match) return { any: match.or.map(nameTest) };
  if ('and' in match) return { all: match.and.map(nameTest) };
  if ('equals' in match) return `=${match.equals.toLowerCase()}`;
  if ('starts_with' in match) return `^${match.starts_with.toLowerCase()}`;
  if ('ends_with' in match) return `$${match.ends_with.toLowerCase()}`;
  if ('contains' in match) return `~${match.contains.toLowerCase()}`;
  return `/${match.regex}`;
}

function listedPrice({ constraint, prices }: ConditionalPrice): ListedPrice {
  const { input_mtok, output_mtok, requests_kcount } = prices;
  return {
    ...(input_mtok === undefined ? {} : { in: rate(input_mtok) }),
    ...(output_mtok === undefined ? {} : { out: rate(output_mtok) }),
    ...(typeof requests_kcount === 'number' ? { calls: requests_kcount } : {}),
    ...(constraint?.type === 'start_date' ? { since: Date.parse(constraint.start_date) } : {}),
    ...(constraint?.type === 'time_of_date'
      ? { daily: [secondsOf(constraint.start_time), secondsOf(constraint.end_time)] as const }
      : {}),
  };
}

function rate(price: NonNullable<ModelPrice[string]>): Rate {
  if (typeof price === 'number') return price;
  const above = price.tiers.toSorted((left, right) => left.start - right.start);
  return { base: price.base, above: above.map((tier) => ({ tokens: tier.start, rate: tier.price })) };
}

/** Seconds since midnight, UTC, of a time such as `16:30:00Z`. */
function secondsOf(time: string): number {
  const milliseconds = Date.parse(`1970-01-02T${time}`);
  if (Number.isNaN(milliseconds)) throw new RangeError(`${time} is no time of day.`);
  return (milliseconds / 1000) % 86_400;
}
