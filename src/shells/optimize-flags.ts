import * as z from 'zod';
import type { Wanted } from '../compose-optimize.ts';
import { type Problem, RatchetErrors } from '../core/errors.ts';

/** Flags of optimize, beside those of every run. */
export const OPTIMIZE_FLAGS = {
  models: 'Models to try beside that of the suite, separated by commas.',
  parameters: 'Sets of parameters to try, as a JSON list: `[{"temperature": 0}]`.',
  objective:
    '`quality`: the best. `cheapest`: same quality, cheapest. `budget`: the best that costs at most `--max-cost-per-case`. Default: budget where that is given, else quality.',
  'max-cost-per-case': 'The best under this budget: US dollars that one trial of the target may cost.',
  'max-cost-increase': 'Largest relative increase of cost: 0.2 is +20 %.',
  'min-quality': 'Smallest mean score in validation, 0 to 1.',
  'max-calls': 'Hard cap on calls of all models together, with the test at the end. Default: 600.',
  'max-cost': 'Hard cap in US dollars. Default: 5.',
  proposer: 'Model that proposes texts, of the provider of the suite. Default: the model of the suite.',
  seed: 'Makes the search repeatable, and the splits. Default: the name of the suite.',
  state:
    'Where answers are kept, so that a search that was stopped goes on. Default: `.prompt-ratchet/optimize/SUITE`.',
} as const;

/** Switches of optimize. */
export const OPTIMIZE_SWITCHES = {
  'no-demos': 'Show no cases as examples.',
  write: 'Write the winning files into the work tree, when the test proved them.',
} as const;

const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));
const amount = z.string().transform(number).pipe(z.number('expected a number').min(0, 'expected 0 or more'));
const parameterSets = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'expected a JSON list' });
      return z.NEVER;
    }
  })
  .pipe(z.array(z.record(z.string(), z.json())).max(50));

const schema = z.object({
  models: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    )
    .pipe(z.array(z.string().max(200)).max(50)),
  parameters: parameterSets.default([]),
  objective: z.enum(['quality', 'cheapest', 'budget']).optional(),
  'max-cost-per-case': amount.optional(),
  'max-cost-increase': amount.optional(),
  'min-quality': amount.pipe(z.number().max(1, 'expected at most 1')).optional(),
  'max-calls': z
    .string()
    .transform(number)
    .pipe(z.int('expected a whole number').min(1).max(1_000_000))
    .optional(),
  'max-cost': amount.optional(),
  proposer: z.string().max(200).optional(),
  seed: z.string().max(200).optional(),
});

/**
 * Reads what is asked of a search.
 * @throws RatchetErrors E_USAGE, one problem for each value that is not understood
 */
export function wantedOf(suite: string, values: Readonly<Record<string, string>>, demos: boolean): Wanted {
  const parsed = schema.safeParse(values);
  if (!parsed.success) {
    throw new RatchetErrors(
      parsed.error.issues.map((issue): Problem => {
        const name = String(issue.path[0] ?? '');
        const help = Object.entries(OPTIMIZE_FLAGS).find(([flag]) => flag === name)?.[1];
        return {
          code: 'E_USAGE',
          message: `--${name}: ${issue.message}.`,
          help: help ?? 'prompt-ratchet --help lists the options.',
        };
      }),
    );
  }
  const { seed, ...flags } = parsed.data;
  return {
    suite,
    // What is not given stays as the suite's file says.
    asked: {
      ...flags,
      ...(values['models'] === undefined ? { models: undefined } : {}),
      ...(values['parameters'] === undefined ? { parameters: undefined } : {}),
      demos: demos ? undefined : false,
    },
    seed: seed ?? suite,
  };
}
