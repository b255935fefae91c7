import { format } from '@cfworker/json-schema';
import { cut } from '../core/cut.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { didYouMean } from '../core/suggest.ts';
import { compilePattern } from './regex.ts';
import { FORMATS, KEYWORDS, type KeywordKind, REFUSED_KEYWORDS } from './schema-keywords.ts';

const DEPTH = 100;
const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];
const PATTERN_FORMAT = 'pattern ';

/** Something about a schema that keeps it from being used. */
export interface SchemaFault {
  message: string;
  help: string;
}

/**
 * A copy of a schema that is safe to give to the validator, or everything that keeps it from being used.
 *
 * The validator runs `pattern` as a JavaScript regular expression, which can take exponential time on an output that a
 * model wrote. So each `pattern` becomes a `format` of our own that runs in linear time, and `patternProperties`, for
 * which there is no such way, is refused. Keywords that only describe are left out.
 */
export function prepareSchema(
  schema: JsonObject | boolean,
): { ok: true; schema: JsonObject | boolean } | { ok: false; faults: readonly SchemaFault[] } {
  const faults: SchemaFault[] = [];
  const prepared = prepare(schema, '#', 0, faults);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, schema: prepared };
}

/** The pattern behind a format that {@link prepareSchema} put in its place. */
export function patternBehind(name: string): string | undefined {
  return name.startsWith(PATTERN_FORMAT) ? name.slice(PATTERN_FORMAT.length) : undefined;
}

function prepare(schema: Json, at: string, depth: number, faults: SchemaFault[]): JsonObject | boolean {
  if (typeof schema === 'boolean') return schema;
  if (!isJsonObject(schema) || depth > DEPTH) {
    const message =
      depth > DEPTH ? `nested deeper than ${DEPTH} levels` : 'no schema: not an object or boolean';
    faults.push({ message: `${at}: ${message}`, help: 'Write an object such as `{ type: string }`.' });
    return true;
  }
  const members = new Map<string, Json>();
  for (const [keyword, value] of Object.entries(schema)) {
    const kind = Object.hasOwn(KEYWORDS, keyword) ? KEYWORDS[keyword] : undefined;
    if (kind === undefined) {
      faults.push(...unknownKeyword(keyword, at));
    } else if (!fits(value, kind)) {
      faults.push({ message: `${at}: \`${keyword}\` has a value of the wrong kind`, help: helpFor(kind) });
    } else if (keyword === 'format') {
      if (typeof value === 'string' && FORMATS.includes(value)) members.set(keyword, value);
      if (value === 'url') members.set(keyword, 'uri');
    } else if (keyword !== 'pattern') {
      members.set(keyword, subschemas(value, kind, { at: `${at}/${keyword}`, depth: depth + 1, faults }));
    }
  }
  const pattern = Object.hasOwn(schema, 'pattern') ? schema['pattern'] : undefined;
  if (typeof pattern === 'string') {
    const others = members.get('allOf');
    members.set('allOf', [...(Array.isArray(others) ? others : []), { format: registerPattern(pattern) }]);
  }
  return Object.fromEntries(members);
}

/** The validator's table of formats is its only door for a check of our own. The same name always means the same. */
function registerPattern(pattern: string): string {
  const name = `${PATTERN_FORMAT}${pattern}`;
  const compiled = compilePattern(pattern, false);
  format[name] = (text: string) => compiled.test(text);
  return name;
}

function subschemas(
  value: Json,
  kind: KeywordKind,
  { at, depth, faults }: { at: string; depth: number; faults: SchemaFault[] },
): Json {
  if (kind === 'schema' || (kind === 'schema-or-list' && !Array.isArray(value))) {
    return prepare(value, at, depth, faults);
  }
  if ((kind === 'schemas' || kind === 'schema-or-list') && Array.isArray(value)) {
    return value.map((item, index) => prepare(item, `${at}/${index}`, depth, faults));
  }
  if (kind === 'schema-map' && isJsonObject(value)) {
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, prepare(item, `${at}/${key}`, depth, faults)]),
    );
  }
  return value;
}

/** A misspelt keyword checks nothing, and so would let everything pass. Others are notes and left alone. */
function unknownKeyword(keyword: string, at: string): SchemaFault[] {
  const refused = Object.hasOwn(REFUSED_KEYWORDS, keyword) ? REFUSED_KEYWORDS[keyword] : undefined;
  if (refused !== undefined) return [{ message: `${at}: \`${keyword}\` is not supported`, help: refused }];
  const meant = keyword.startsWith('x-') ? undefined : didYouMean(keyword, Object.keys(KEYWORDS));
  if (meant === undefined) return [];
  const message = `${at}: \`${cut(keyword, 60)}\` is no keyword of JSON Schema`;
  return [{ message, help: `Did you mean \`${meant}\`?` }];
}

function fits(value: Json, kind: KeywordKind): boolean {
  if (kind === 'string' || kind === 'boolean' || kind === 'number') return typeof value === kind;
  if (kind === 'count') return typeof value === 'number' && Number.isInteger(value) && value >= 0;
  if (kind === 'list' || kind === 'schemas') return Array.isArray(value);
  if (kind === 'schema-map') return isJsonObject(value);
  if (kind === 'strings') return isStrings(value);
  if (kind === 'string-lists') return isJsonObject(value) && Object.values(value).every(isStrings);
  if (kind === 'type') return (isStrings(value) ? value : [value]).every((name) => isType(name));
  return true;
}

function isStrings(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isType(name: Json): boolean {
  return typeof name === 'string' && TYPES.includes(name);
}

function helpFor(kind: KeywordKind): string {
  if (kind === 'type') return `Use one of ${TYPES.join(', ')}, or a list of them.`;
  return `It takes ${kind === 'count' ? 'a whole number' : `a value of this kind: ${kind.replaceAll('-', ' ')}`}.`;
}
