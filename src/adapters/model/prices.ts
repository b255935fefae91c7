import type { Usage } from '../../core/model.ts';
import type { Price } from '../../core/suite.ts';
import { createPriceList } from './price-list.ts';

/** A model as far as its price goes. */
export interface PricedModel {
  provider: string;
  model: string;
  /** Wins over every list. */
  price?: Price | undefined;
}

/** What calls cost. */
export interface PriceBook {
  /** US dollars of one call; `undefined` when the price is unknown, which is not the same as 0. */
  priceOf(of: PricedModel, usage: Usage): number | undefined;
}

/** Providers that the list has under another name than their preset. */
const LISTED_AS: Readonly<Record<string, string>> = { gemini: 'google', 'azure-openai': 'azure' };

/** Under which names a model may be listed: as it is called, or without the publisher that gateways put in front. */
function names(
  { provider: named, model }: PricedModel,
  isListed: (provider: string) => boolean,
): [string, string][] {
  const provider = Object.hasOwn(LISTED_AS, named) ? (LISTED_AS[named] ?? named) : named;
  const slash = model.indexOf('/');
  const publisher = model.slice(0, Math.max(0, slash));
  const rest = model.slice(slash + 1);
  if (isListed(provider)) {
    return [
      [provider, model],
      [provider, rest],
    ];
  }
  // A gateway that is not listed passes calls on to the publisher; a bare name says nothing about who runs the model.
  return slash > 0 && isListed(publisher) ? [[publisher, rest]] : [];
}

/** US dollars of one call where the suite itself states the price, which takes no list. */
export function statedCost({ price }: PricedModel, { inputTokens, outputTokens }: Usage): number | undefined {
  return price && (inputTokens * price.input + outputTokens * price.output) / 1_000_000;
}

/**
 * Loads the list of public prices. They are looked up as of one moment, `at`: some change with the hour, and then base
 * and head would differ in cost for no reason of theirs.
 */
export async function createPriceBook(at: Date = new Date()): Promise<PriceBook> {
  // Loaded on use: a run whose suites all state their prices needs none.
  const { publicPrices } = await import('./public-prices.ts');
  const list = createPriceList(await publicPrices());
  // Going through the whole list for a model that is not on it takes as long as asking it does.
  const unlisted = new Set<string>();
  return {
    priceOf(of, { inputTokens, outputTokens }) {
      const stated = statedCost(of, { inputTokens, outputTokens });
      if (stated !== undefined) return stated;
      const name = `${of.provider}\n${of.model}`;
      if (unlisted.has(name)) return undefined;
      for (const [provider, model] of names(of, list.has)) {
        const found = list.priceOf({ provider, model, inputTokens, outputTokens, at });
        if (found !== undefined) return found;
      }
      unlisted.add(name);
      return undefined;
    },
  };
}
