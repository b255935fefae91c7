import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { compileJinja } from '../engines/jinja.ts';
import { Run, TemplateFault } from '../engines/run.ts';
import { replacePlaceholders } from '../template.ts';
import { isList } from './source.ts';

/** Whether a text has anything in it that a template engine would act on. */
export function isTemplate(text: string): boolean {
  return /\{\{|\{%|\{#/.test(text);
}

/** Whether a template has plain placeholders only, which every engine here reads alike. */
export function isPlain(template: string): boolean {
  return !isTemplate(replacePlaceholders(template, () => ''));
}

/** A text rendered with variables; `undefined` when it cannot be, or names one that is not there. */
export function rendered(template: string, vars: JsonObject): string | undefined {
  if (!isTemplate(template)) return template;
  try {
    const { includes, render } = compileJinja(template);
    if (includes.length > 0) return undefined;
    const run = new Run();
    render(vars, run);
    return run.missing.size > 0 ? undefined : run.pieces.map(({ text }) => text).join('');
  } catch (error) {
    if (error instanceof TemplateFault || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Every text of a value rendered; what cannot be stays as it is written. */
export function renderedDeep(value: Json, vars: JsonObject): Json {
  if (typeof value === 'string') return rendered(value, vars) ?? value;
  if (isList(value)) return value.map((item) => renderedDeep(item, vars));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, renderedDeep(member, vars)]));
}
