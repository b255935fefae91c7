import type { Json } from '../../core/json.ts';
import type { LiquidCall, LiquidFilterFunction } from './liquid-filters.ts';
import { isList, liquidNumber, liquidText } from './liquid-values.ts';
import { TemplateFault } from './run.ts';
import { htmlEscaped, joined, replaced, urlEncoded, withoutTags } from './texts.ts';

const onText =
  (change: (text: string, call: LiquidCall) => Json): LiquidFilterFunction =>
  (value, call) =>
    change(liquidText(value), call);
const word = ({ args }: LiquidCall, index: number): string => liquidText(args[index] ?? '');
const onNumbers =
  (change: (left: number, right: number) => number): LiquidFilterFunction =>
  (value, { args, at }) => {
    const result = change(liquidNumber(value), liquidNumber(args[0]));
    if (Number.isFinite(result)) return result;
    throw new TemplateFault(
      'The filter gives no number here.',
      at,
      'Do not divide by zero; keep numbers small.',
    );
  };
const whole = (value: Json | undefined) =>
  Number.isInteger(typeof value === 'string' ? Number(value) : value);

/** Replaces the last occurrence only. */
function lastReplaced(text: string, from: string, to: string): string {
  const at = text.lastIndexOf(from);
  return at === -1 ? text : text.slice(0, at) + to + text.slice(at + from.length);
}

/** Filters on texts and numbers. */
export const LIQUID_TEXT_FILTERS: Readonly<Record<string, LiquidFilterFunction>> = {
  append: onText((text, call) => joined([text, word(call, 0)], '', call.run, call.at)),
  prepend: onText((text, call) => joined([word(call, 0), text], '', call.run, call.at)),
  upcase: onText((text) => text.toUpperCase()),
  downcase: onText((text) => text.toLowerCase()),
  capitalize: onText((text) => text.slice(0, 1).toUpperCase() + text.slice(1).toLowerCase()),
  strip: onText((text) => text.trim()),
  lstrip: onText((text) => text.trimStart()),
  rstrip: onText((text) => text.trimEnd()),
  squish: onText((text) => text.trim().replace(/\s+/g, ' ')),
  strip_newlines: onText((text) => text.replace(/\r?\n/g, '')),
  newline_to_br: onText((text) => text.replace(/\r?\n/g, '<br />\n')),
  strip_html: onText(withoutTags),
  escape: onText(htmlEscaped),
  escape_once: onText((text) => htmlEscaped(text).replace(/&amp;(?=(?:[a-z]{2,8}|#\d{1,6});)/g, '&')),
  url_encode: onText((text) => urlEncoded(text).replaceAll('%20', '+')),
  replace: onText((text, call) =>
    replaced(text, { from: word(call, 0), to: word(call, 1) }, call.run, call.at),
  ),
  replace_first: onText((text, call) =>
    replaced(text, { from: word(call, 0), to: word(call, 1), most: 1 }, call.run, call.at),
  ),
  replace_last: onText((text, call) => lastReplaced(text, word(call, 0), word(call, 1))),
  remove: onText((text, call) => replaced(text, { from: word(call, 0), to: '' }, call.run, call.at)),
  remove_first: onText((text, call) =>
    replaced(text, { from: word(call, 0), to: '', most: 1 }, call.run, call.at),
  ),
  remove_last: onText((text, call) => lastReplaced(text, word(call, 0), '')),
  split: onText((text, call) => {
    const separator = word(call, 0);
    const parts = separator === ' ' ? text.split(/\s+/) : text.split(separator);
    while (parts.at(-1) === '') parts.pop();
    return parts;
  }),
  truncate: onText((text, { args: [length = 50, end = '...'] }) => {
    const most = Math.max(0, liquidNumber(length));
    const tail = liquidText(end);
    const signs = [...text];
    return signs.length <= most ? text : signs.slice(0, Math.max(0, most - [...tail].length)).join('') + tail;
  }),
  truncatewords: onText((text, { args: [count = 15, end = '...'] }) => {
    const words = text.split(/\s+/).filter(Boolean);
    const most = Math.max(1, liquidNumber(count));
    return words.length <= most ? text : words.slice(0, most).join(' ') + liquidText(end);
  }),
  slice: (value, { args: [from = 0, count = 1] }) => {
    const items: readonly Json[] = isList(value) ? value : [...liquidText(value)];
    const start = liquidNumber(from) < 0 ? items.length + liquidNumber(from) : liquidNumber(from);
    const part = start < 0 ? [] : items.slice(start, start + Math.max(0, liquidNumber(count)));
    return isList(value) ? part : part.join('');
  },
  json: (value) => JSON.stringify(value),
  abs: onNumbers(Math.abs),
  ceil: onNumbers(Math.ceil),
  floor: onNumbers(Math.floor),
  round: onNumbers((value, digits) => {
    const scale = 10 ** Math.min(15, Math.max(0, digits));
    return Math.round(value * scale) / scale;
  }),
  plus: onNumbers((left, right) => left + right),
  minus: onNumbers((left, right) => left - right),
  times: onNumbers((left, right) => left * right),
  divided_by: (value, call) =>
    onNumbers((left, right) =>
      whole(value) && whole(call.args[0]) ? Math.floor(left / right) : left / right,
    )(value, call),
  modulo: onNumbers((left, right) => left - right * Math.floor(left / right)),
  at_least: onNumbers(Math.max),
  at_most: onNumbers(Math.min),
};
