import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';

const SCALARS = ['any', 'boolean', 'integer', 'null', 'number', 'string'];

type Path = readonly (string | number)[];

/** Notes what is wrong at a path below the schema. */
export type SchemaReport = (path: Path, message: string, help: string) => void;

const HELP = 'Write types such as `name: string, what it is` or `items(array): string`.';

/** Turns Picoschema into JSON Schema. What is JSON Schema already stays as it is. */
export function expandPicoschema(schema: Json, report: SchemaReport): JsonObject {
  if (isJsonObject(schema)) {
    const { type } = schema;
    if (typeof type === 'string' && [...SCALARS, 'object', 'array'].includes(type)) return schema;
    if (isJsonObject(schema['properties'])) return { ...schema, type: 'object' };
  }
  return expand(schema, [], report);
}

function expand(schema: Json, path: Path, report: SchemaReport): JsonObject {
  if (typeof schema === 'string') return scalar(schema, path, report);
  if (isJsonObject(schema)) return object(schema, path, report);
  report(path, 'A schema is made of texts and mappings.', HELP);
  return {};
}

function scalar(text: string, path: Path, report: SchemaReport): JsonObject {
  const [type, description] = described(text);
  if (!SCALARS.includes(type)) {
    report(
      path,
      `\`${type.slice(0, 40)}\` is no type; named schemas are not in the file.`,
      `Use one of ${SCALARS.join(', ')}.`,
    );
  }
  return { ...(type === 'any' ? {} : { type }), ...(description === undefined ? {} : { description }) };
}

function object(schema: JsonObject, path: Path, report: SchemaReport): JsonObject {
  const properties: [string, Json][] = [];
  const required: string[] = [];
  let additional: Json = false;
  for (const [key, value] of Object.entries(schema)) {
    const at = [...path, key];
    if (key === '(*)') {
      additional = expand(value, at, report);
      continue;
    }
    const [, named = key, kind] = /^([^(]*)\((.*)\)$/s.exec(key) ?? [];
    const isOptional = named.endsWith('?');
    const name = isOptional ? named.slice(0, -1) : named;
    if (!isOptional) required.push(name);
    properties.push([name, property(kind, value, isOptional, at, report)]);
  }
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: additional,
  };
}

/** A member: its kind is written in brackets behind its name, or it is a type. */
function property(
  kind: string | undefined,
  value: Json,
  isOptional: boolean,
  path: Path,
  report: SchemaReport,
): JsonObject {
  const [type, description] = kind === undefined ? [undefined, undefined] : described(kind);
  const more = description === undefined ? {} : { description };
  if (type === 'enum') {
    const values: readonly Json[] = Array.isArray(value) ? value : [];
    if (values.length === 0)
      report(path, 'An enum needs a list of values.', 'Write `mood(enum): [good, bad]`.');
    return { enum: isOptional && !values.includes(null) ? [...values, null] : values, ...more };
  }
  if (type === 'array') {
    return { type: isOptional ? ['array', 'null'] : 'array', items: expand(value, path, report), ...more };
  }
  if (type !== undefined && type !== 'object') {
    report(path, `\`(${type.slice(0, 40)})\` is not known.`, 'Use `(object)`, `(array)` or `(enum)`.');
  }
  const expanded = expand(value, path, report);
  const own = expanded['type'];
  return { ...expanded, ...(isOptional && typeof own === 'string' ? { type: [own, 'null'] } : {}), ...more };
}

/** `string, what it is` → type and description. */
function described(text: string): [string, string | undefined] {
  const comma = text.indexOf(',');
  if (comma === -1) return [text.trim(), undefined];
  return [text.slice(0, comma).trim(), text.slice(comma + 1).trim()];
}
