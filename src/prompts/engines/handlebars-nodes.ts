import { isJsonObject, type JsonObject } from '../../core/json.ts';
import type { HandlebarsValue } from './handlebars-tree.ts';

/** The name of a helper that a path could be. */
export function simpleName(value: HandlebarsValue): string | undefined {
  if (value.kind === 'literal') return value.name;
  const isSimple =
    value.kind === 'path' &&
    value.parts.length === 1 &&
    value.depth === 0 &&
    !value.isScoped &&
    !value.isData;
  return isSimple ? value.parts[0] : undefined;
}

/** An own member of a node of the parser's tree. */
export function part(node: unknown, key: string): unknown {
  const object: JsonObject | undefined = isJsonObject(node) ? node : undefined;
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}
