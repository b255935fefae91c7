import { type Json, type JsonObject, textOf } from '../core/json.ts';

/**
 * A placeholder is a plain name between double braces, dots leading into members: `{{ question }}`, `{{user.name}}`,
 * `{{items.0.title}}`. Anything else between braces (helpers, filters, blocks, calls) is no placeholder but text.
 */
const PLACEHOLDER =
  /\{\{[ \t]*([\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]*(?:\.[\p{L}\p{N}_][\p{L}\p{M}\p{N}_-]*)*)[ \t]*\}\}/gu;

/** A rendered template. */
export interface Rendered {
  text: string;
  /** Names without a variable, each once, in order of appearance. Their placeholders stand in `text` as written. */
  missing: readonly string[];
}

/**
 * Replaces every placeholder by its variable's text (strings as they are, everything else as JSON), in one pass:
 * what a value contains is never rendered again. Nothing is ever executed, and only own members are reachable.
 */
export function renderTemplate(template: string, vars: JsonObject): Rendered {
  const missing = new Set<string>();
  const text = replacePlaceholders(template, (name, asWritten) => {
    const value = lookUp(vars, name);
    if (value !== undefined) return textOf(value);
    missing.add(name);
    return asWritten;
  });
  return { text, missing: [...missing] };
}

/** The names a template mentions, each once, in order of appearance. */
export function templateVariables(template: string): string[] {
  const names = new Set<string>();
  replacePlaceholders(template, (name, asWritten) => {
    names.add(name);
    return asWritten;
  });
  return [...names];
}

/** The one name a template consists of, spaces around it allowed; `undefined` when there is more or less in it. */
export function soleVariable(template: string): string | undefined {
  const [name, ...others] = templateVariables(template);
  const rest = replacePlaceholders(template, () => '\0').trim();
  return others.length === 0 && rest === '\0' ? name : undefined;
}

/** The template with each placeholder replaced by what `replace` makes of its name, in one pass. */
export function replacePlaceholders(
  template: string,
  replace: (name: string, asWritten: string) => string,
): string {
  return template.replace(PLACEHOLDER, (asWritten: string, name: string) => replace(name, asWritten));
}

/**
 * The value that a name leads to. A variable whose own name has dots in it (a CSV column `user.name`) comes first,
 * then the path through own members and list positions.
 */
export function lookUp(vars: JsonObject, name: string): Json | undefined {
  if (Object.hasOwn(vars, name)) return vars[name];
  let value: Json | undefined = vars;
  for (const step of name.split('.')) {
    if (value === undefined || value === null || typeof value !== 'object') return undefined;
    if (isList(value)) value = /^(?:0|[1-9]\d*)$/.test(step) ? value[Number(step)] : undefined;
    else value = Object.hasOwn(value, step) ? value[step] : undefined;
  }
  return value;
}

/** `Array.isArray` does not narrow a read-only array away. */
function isList(value: readonly Json[] | JsonObject): value is readonly Json[] {
  return Array.isArray(value);
}
