import type { Json } from '../../core/json.ts';
import type { Filter, FilterCall } from './jinja-filters.ts';
import { formatted } from './jinja-format.ts';
import { jinjaJson } from './jinja-json.ts';
import { titled } from './jinja-methods.ts';
import { isDict, isList, kindOf, pythonText } from './jinja-values.ts';
import { TemplateFault } from './run.ts';
import { capitalised, htmlEscaped, joined, repeated, replaced, urlEncoded, withoutTags } from './texts.ts';

const number = (call: FilterCall, index: number, name: string, fallback: number): number => {
  const value = call.arg(index, name);
  return typeof value === 'number' ? value : fallback;
};
const onText =
  (change: (text: string, call: FilterCall) => Json): Filter =>
  (value, call) =>
    change(pythonText(value), call);
const escaped = onText(htmlEscaped);

/** Filters that make a text, or something of a text or number. */
export const TEXT_FILTERS: Readonly<Record<string, Filter>> = {
  upper: onText((text) => text.toUpperCase()),
  lower: onText((text) => text.toLowerCase()),
  capitalize: onText(capitalised),
  title: onText(titled),
  trim: onText((text, call) => {
    const signs = call.arg(0, 'chars');
    if (signs === undefined) return text.trim();
    const set = new Set(pythonText(signs));
    let [from, to] = [0, text.length];
    while (from < to && set.has(text.charAt(from))) from += 1;
    while (to > from && set.has(text.charAt(to - 1))) to -= 1;
    return text.slice(from, to);
  }),
  striptags: onText((text) => withoutTags(text).split(/\s+/).filter(Boolean).join(' ')),
  escape: escaped,
  e: escaped,
  forceescape: escaped,
  safe: (value) => value,
  string: onText((text) => text),
  urlencode: onText((text) => urlEncoded(text).replaceAll('%2F', '/')),
  wordcount: onText((text) => text.split(/\s+/).filter(Boolean).length),
  replace: onText((text, call) => {
    const most = call.arg(2, 'count');
    const from = pythonText(call.arg(0, 'old') ?? '');
    const to = pythonText(call.arg(1, 'new') ?? '');
    return replaced(text, { from, to, ...(typeof most === 'number' ? { most } : {}) }, call.run, call.at);
  }),
  format: onText((text, call) => {
    const values: Json[] = [];
    for (let value = call.arg(0, ''); value !== undefined; value = call.arg(values.length, ''))
      values.push(value);
    return formatted(text, values, call.run, call.at);
  }),
  truncate: onText((text, call) => {
    const length = number(call, 0, 'length', 255);
    const end = pythonText(call.arg(2, 'end') ?? '...');
    const leeway = number(call, 3, 'leeway', 5);
    if (text.length <= length + leeway) return text;
    const start = text.slice(0, Math.max(0, length - end.length));
    if (call.arg(1, 'killwords') === true) return start + end;
    const space = start.lastIndexOf(' ');
    return (space === -1 ? start : start.slice(0, space)) + end;
  }),
  center: onText((text, call) => {
    const width = number(call, 0, 'width', 80);
    const left = Math.max(0, Math.floor((width - text.length) / 2));
    const padded = repeated(' ', left, call.run, call.at) + text;
    return padded + repeated(' ', width - padded.length, call.run, call.at);
  }),
  indent: onText((text, call) => {
    const width = call.arg(0, 'width') ?? 4;
    const pad = typeof width === 'string' ? width : repeated(' ', Number(width), call.run, call.at);
    const blank = call.arg(2, 'blank') === true;
    const lines = text.split('\n').map((line, index) => {
      const wanted = index === 0 ? call.arg(1, 'first') === true : blank || line !== '';
      return wanted ? [pad, line] : [line];
    });
    call.run.charge(lines.length * pad.length, call.at);
    return joined(
      lines.map((parts) => parts.join('')),
      '\n',
      call.run,
      call.at,
    );
  }),
  tojson: (value, call) => jinjaJson(value, number(call, 0, 'indent', 0)),
  int: (value, call) => {
    const parsed = typeof value === 'string' ? parseNumber(value) : Number(value);
    return Number.isFinite(parsed) && !isList(value) && !isDict(value) && value !== null
      ? Math.trunc(parsed)
      : number(call, 0, 'default', 0);
  },
  float: (value, call) => {
    const parsed = typeof value === 'string' ? parseNumber(value) : Number(value);
    const usable = Number.isFinite(parsed) && !isList(value) && !isDict(value) && value !== null;
    return usable ? parsed : number(call, 0, 'default', 0);
  },
  abs: (value, { at }) => Math.abs(numeric(value, at)),
  round: (value, call) => {
    const digits = Math.min(15, Math.max(0, number(call, 0, 'precision', 0)));
    const method = call.arg(1, 'method') ?? 'common';
    const scale = 10 ** digits;
    const scaled = numeric(value, call.at) * scale;
    const rounded =
      method === 'ceil' ? Math.ceil(scaled) : method === 'floor' ? Math.floor(scaled) : half(scaled);
    return rounded / scale;
  },
};

/** Python rounds halves to the even neighbour. */
function half(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(value);
}

function parseNumber(text: string): number {
  return /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/.test(text) ? Number(text) : Number.NaN;
}

function numeric(value: Json, at: number): number {
  if (typeof value === 'number') return value;
  throw new TemplateFault(
    `${kindOf(value)} is no number.`,
    at,
    'Turn it into one with `| int` or `| float`.',
  );
}
