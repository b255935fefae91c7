// JSON Schema (the subset hosted "structured outputs" take) to a llama.cpp grammar. Properties come in the
// order in which the schema lists them, so a judge that lists its reasons first has to write them first.

export class SchemaError extends Error {}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

const BASE: Record<string, string> = {
  char: String.raw`[^"\\\x7F\x00-\x1F] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F]{4})`,
  string: String.raw`"\"" char* "\""`,
  integer: '"-"? ("0" | [1-9] [0-9]{0,15})',
  number: 'integer ("." [0-9]{1,16})? ([eE] [-+]? [0-9]{1,3})?',
  boolean: '"true" | "false"',
  null: '"null"',
  value: 'anyobject | anyarray | string | number | boolean | null',
  anyobject: `"{" (string ": " value (", " string ": " value)*)? "}"`,
  anyarray: '"[" (value (", " value)*)? "]"',
};

/** The longest run of integers spelled out one by one when a schema gives both bounds. */
const MAX_SPELLED = 256;

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const literal = (value: Json): string => JSON.stringify(JSON.stringify(value));
const count = (value: Json | undefined, fallback: number | ''): number | '' =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : fallback;

/** The grammar of any JSON object, for `response_format: {type: "json_object"}`. */
export const jsonObjectGrammar = (): string => print({ ...BASE, root: 'anyobject' });

export function schemaGrammar(schema: unknown, strict: boolean): string {
  const rules: Record<string, string> = { ...BASE };
  const root = schema as Json;
  const defs = new Map<string, string>();
  let next = 0;

  const define = (body: string): string => {
    const name = `r${next++}`;
    rules[name] = body;
    return name;
  };

  function reference(ref: string, at: string): string {
    const known = defs.get(ref);
    if (known !== undefined) return known;
    let target: Json | undefined = root;
    for (const key of ref.split('/').slice(1)) target = isObject(target) ? target[key] : undefined;
    if (!ref.startsWith('#') || target === undefined)
      throw new SchemaError(`In ${at}, '${ref}' cannot be resolved.`);
    const name = `r${next++}`;
    defs.set(ref, name);
    rules[name] = visit(target, ref);
    return name;
  }

  function object(node: JsonObject, at: string): string {
    const properties = node['properties'];
    if (!isObject(properties)) {
      if (strict) throw new SchemaError(`In ${at}, 'properties' is required.`);
      return 'anyobject';
    }
    const names = Object.keys(properties);
    const required = Array.isArray(node['required']) ? node['required'] : [];
    if (strict && node['additionalProperties'] !== false)
      throw new SchemaError(`In ${at}, 'additionalProperties' is required to be supplied and to be false.`);
    if (strict && names.some((name) => !required.includes(name)))
      throw new SchemaError(`In ${at}, 'required' must list every key in properties.`);
    const pairs = names.map((name) => {
      const value = define(visit(properties[name] as Json, `${at}.${name}`));
      return `${JSON.stringify(`${JSON.stringify(name)}: `)} ${value}`;
    });
    return ['"{"', pairs.join(' ", " '), '"}"'].filter((part) => part !== '').join(' ');
  }

  function array(node: JsonObject, at: string): string {
    const item = node['items'] === undefined ? 'value' : define(visit(node['items'], `${at}[]`));
    const min = Number(count(node['minItems'], 0));
    const max = count(node['maxItems'], '');
    if (max === 0) return '"[]"';
    const more = `(", " ${item}){${Math.max(min - 1, 0)},${max === '' ? '' : max - 1}}`;
    return min > 0 ? `"[" ${item} ${more} "]"` : `"[" (${item} ${more})? "]"`;
  }

  function integer(node: JsonObject): string {
    const { minimum, maximum } = node;
    if (typeof minimum !== 'number' || typeof maximum !== 'number') return 'integer';
    const first = Math.ceil(minimum);
    const size = Math.floor(maximum) - first + 1;
    if (size < 1 || size > MAX_SPELLED) return 'integer';
    return Array.from({ length: size }, (_, index) => `"${first + index}"`).join(' | ');
  }

  function string(node: JsonObject): string {
    const min = count(node['minLength'], 0);
    const max = count(node['maxLength'], '');
    return min === 0 && max === '' ? 'string' : String.raw`"\"" char{${min},${max}} "\""`;
  }

  function visit(node: Json, at: string): string {
    if (!isObject(node)) throw new SchemaError(`In ${at}, a schema must be an object.`);
    if (typeof node['$ref'] === 'string') return reference(node['$ref'], at);
    if (node['const'] !== undefined) return literal(node['const']);
    if (Array.isArray(node['enum'])) return node['enum'].map((value) => literal(value)).join(' | ');
    const union = node['anyOf'] ?? (strict ? undefined : node['oneOf']);
    if (Array.isArray(union)) return union.map((branch) => define(visit(branch, at))).join(' | ');
    const type = node['type'];
    if (Array.isArray(type)) return type.map((one) => define(visit({ ...node, type: one }, at))).join(' | ');
    if (type === 'object') return object(node, at);
    if (type === 'array') return array(node, at);
    if (type === 'string') return string(node);
    if (type === 'integer') return integer(node);
    if (type === 'number' || type === 'boolean' || type === 'null') return type;
    if (type === undefined && !strict) return 'value';
    throw new SchemaError(`In ${at}, schema must have a 'type' key.`);
  }

  if (strict && (!isObject(root) || root['type'] !== 'object'))
    throw new SchemaError(`schema must be a JSON Schema of 'type: "object"'.`);
  rules['root'] = visit(root, 'root');
  return print(rules);
}

const print = (rules: Record<string, string>): string =>
  `${Object.entries(rules)
    .map(([name, body]) => `${name} ::= ${body}`)
    .join('\n')}\n`;
