import * as z from 'zod';

/** `max-cost=5, max-calls=200`: several settings in one text, as an action input or a flag gives them. */
function readSettings(text: unknown, context: z.core.$RefinementCtx): unknown {
  if (typeof text !== 'string' || text === 'on') return {};
  const entries = text
    .split(/[\s,]+/)
    .filter((part) => part !== '')
    .map((part) => /^([a-z-]+)=(.+)$/.exec(part)?.slice(1, 3) ?? []);
  const names = entries.map(([name]) => name);
  if (names.includes(undefined)) {
    context.addIssue('expected settings such as `name=value`, separated by commas');
    return z.NEVER;
  }
  if (new Set(names).size < names.length) {
    context.addIssue('a setting is given twice');
    return z.NEVER;
  }
  return Object.fromEntries(entries);
}

const above = (what: string) => z.coerce.number(`expected ${what}`).positive(`expected ${what}`);

/** What a run may use at most; an absent member is no limit. */
export interface Budget {
  maxCostUsd?: number | undefined;
  maxCalls?: number | undefined;
  maxMinutes?: number | undefined;
}

export const budgetSetting = z
  .preprocess(
    readSettings,
    z.strictObject({
      'max-cost': above('US dollars above 0').optional(),
      'max-calls': above('a whole number above 0').int('expected a whole number above 0').optional(),
      'max-minutes': above('minutes above 0').max(10_000, 'expected at most 10000 minutes').optional(),
    }),
  )
  .transform(
    (set): Budget => ({
      maxCostUsd: set['max-cost'],
      maxCalls: set['max-calls'],
      maxMinutes: set['max-minutes'],
    }),
  );

/** How long answers may be used again, and how much of them is kept. */
export interface CacheSetting {
  maxAgeHours: number;
  maxMegabytes: number;
}

/**
 * Half a day: a base that was measured longer ago was measured under another load and perhaps another snapshot, and
 * would be compared with a head that was not. See docs/decisions/0023.
 */
export const CACHE_DEFAULTS: CacheSetting = { maxAgeHours: 12, maxMegabytes: 256 };

export const cacheSetting = z.union([
  // `undefined` would be taken for an absent setting.
  z.literal('off').transform(() => false as const),
  z
    .preprocess(
      readSettings,
      z.strictObject({
        'max-age': z
          .string()
          .regex(/^\d{1,4}h$/, 'expected hours, such as max-age=12h')
          .transform((text) => Number.parseInt(text, 10))
          .optional(),
        'max-mb': above('megabytes above 0').max(10_000, 'expected at most 10000 megabytes').optional(),
      }),
    )
    .transform(
      (set): CacheSetting => ({
        maxAgeHours: set['max-age'] ?? CACHE_DEFAULTS.maxAgeHours,
        maxMegabytes: set['max-mb'] ?? CACHE_DEFAULTS.maxMegabytes,
      }),
    ),
]);
