import { canonicalJson, isJsonObject, type Json } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';
import { renderJson } from './json-template.ts';
import type { Check } from './scorer.ts';
import { quoted, renderValue, unknown, verdict } from './value.ts';

/**
 * 1 when one of the answer's calls is of the tool and, where arguments are given, has them: these and no others with
 * `exact`, these among others with `subset`, at any depth. Lists have to be equal item by item.
 */
export const toolCall: Check<'tool-call'> = (spec, input) => {
  if (input.answer === undefined) return unknown('which tools the answer calls');
  const tool = renderValue(spec.tool, input);
  if (!tool.ok) return tool;
  const wanted = spec.arguments === undefined ? undefined : renderJson(spec.arguments, input);
  if (wanted?.ok === false) return wanted;
  const calls = input.answer.toolCalls ?? [];
  const named = calls.filter(({ name }) => name === tool.text);
  if (named.length === 0) {
    const others =
      calls.length === 0
        ? 'no tool'
        : calls
            .slice(0, 5)
            .map(({ name }) => quoted(name))
            .join(', ');
    return verdict(false, '', `${quoted(tool.text)} is not called; the answer calls ${others}`);
  }
  if (wanted === undefined) return verdict(true, `${quoted(tool.text)} is called`, '');
  const holds = named.some(({ arguments: text }) => {
    const given = parseJson(text.trim() === '' ? '{}' : text);
    if (!given.ok) return false;
    return spec.match === 'exact'
      ? canonicalJson(given.value) === canonicalJson(wanted.value)
      : includes(given.value, wanted.value);
  });
  const first = quoted(named[0]?.arguments ?? '');
  return verdict(
    holds,
    `${quoted(tool.text)} is called with these arguments`,
    `${quoted(tool.text)} is called with ${first}`,
  );
};

/** Whether every member of `part` is in `whole`, at any depth of objects. */
function includes(whole: Json, part: Json): boolean {
  if (!isJsonObject(part) || !isJsonObject(whole)) return canonicalJson(whole) === canonicalJson(part);
  return Object.entries(part).every(([name, member]) => {
    const other = Object.hasOwn(whole, name) ? whole[name] : undefined;
    return other !== undefined && includes(other, member);
  });
}
