import * as z from 'zod';
import { fraction, modelName, parameters } from './parts.ts';

const amount = z.number().min(0);

/** What a search for a better target may do and use. */
export const optimizeSchema = z.strictObject({
  models: z.array(modelName).max(50).optional().describe('Models to try beside that of the target.'),
  parameters: z
    .array(parameters)
    .max(50)
    .optional()
    .describe('Sets of parameters to try, each laid over those of the target.'),
  demos: z
    .boolean()
    .optional()
    .describe('Whether cases may be shown to the model as examples. Default: true.'),
  objective: z
    .enum(['quality', 'cheapest', 'budget'])
    .optional()
    .describe(
      '`quality`: the best. `cheapest`: same quality, cheapest. `budget`: the best that costs at most `max-cost-per-case`. Default: `budget` where `max-cost-per-case` is given, else `quality`.',
    ),
  'max-cost-per-case': amount
    .optional()
    .describe('US dollars that one trial of the target may cost at most: the best under this budget.'),
  'max-cost-increase': amount.optional().describe('Largest relative increase of cost: 0.2 is +20 %.'),
  'min-quality': fraction.optional().describe('Smallest mean score in validation.'),
  'max-calls': z
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Hard cap on calls of all models together, with the test at the end. Default: 600.'),
  'max-cost': amount.optional().describe('Hard cap in US dollars. Default: 5.'),
  proposer: modelName
    .optional()
    .describe('Model that proposes texts, of the provider of the target. Default: the model of the target.'),
});

export type OptimizeFile = z.infer<typeof optimizeSchema>;
