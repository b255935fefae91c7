import { isJsonObject, type Json } from '../core/json.ts';
import type { ScoreFailure } from '../core/trial.ts';
import type { ScoreInput } from './scorer.ts';
import { renderValue, soleJson } from './value.ts';

/** A JSON value with its texts rendered, at any depth; a text that is one placeholder becomes what it stands for. */
export function renderJson(value: Json, input: ScoreInput): { ok: true; value: Json } | ScoreFailure {
  if (typeof value === 'string') {
    const whole = soleJson(value, input);
    if (whole !== undefined) return { ok: true, value: whole };
    const rendered = renderValue(value, input);
    return rendered.ok ? { ok: true, value: rendered.text } : rendered;
  }
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const item of value as Json[]) {
      const made = renderJson(item, input);
      if (!made.ok) return made;
      items.push(made.value);
    }
    return { ok: true, value: items };
  }
  if (!isJsonObject(value)) return { ok: true, value };
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    const made = renderJson(member, input);
    if (!made.ok) return made;
    members.push([name, made.value]);
  }
  return { ok: true, value: Object.fromEntries(members) };
}
