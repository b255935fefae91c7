import type { Json } from '../../core/json.ts';
import { LIQUID_LIST_FILTERS } from './liquid-list-filters.ts';
import { LIQUID_TEXT_FILTERS } from './liquid-text-filters.ts';
import { isList } from './liquid-values.ts';
import { type Run, TemplateFault } from './run.ts';

/** What a filter is given beside its value. */
export interface LiquidCall {
  args: readonly Json[];
  run: Run;
  at: number;
}

export type LiquidFilterFunction = (value: Json, call: LiquidCall) => Json;

export const LIQUID_FILTER_NAMES: readonly string[] = [
  'default',
  ...Object.keys(LIQUID_TEXT_FILTERS),
  ...Object.keys(LIQUID_LIST_FILTERS),
];

/** Applies any filter but `default`, which alone can do something with an absent value. */
export function callLiquidFilter(name: string, value: Json, call: LiquidCall): Json {
  const { run, at } = call;
  const filter = Object.hasOwn(LIQUID_TEXT_FILTERS, name)
    ? LIQUID_TEXT_FILTERS[name]
    : Object.hasOwn(LIQUID_LIST_FILTERS, name)
      ? LIQUID_LIST_FILTERS[name]
      : undefined;
  if (filter === undefined) throw new TemplateFault(`The filter \`${name}\` is not known.`, at, 'Remove it.');
  const result = filter(value, call);
  if (typeof result === 'string') run.charge(result.length, at);
  if (isList(result)) run.step(at, result.length);
  return result;
}
