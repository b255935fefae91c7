import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { member, type Report, scalarText } from './github-file.ts';

type Path = readonly (string | number)[];

/** A described value: an input, an output, or a tool's parameter. */
export interface Property {
  name: string;
  /** Its description as it stands in the file. */
  given: JsonObject;
  path: Path;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'string',
  str: 'string',
  number: 'number',
  float: 'number',
  integer: 'integer',
  int: 'integer',
  boolean: 'boolean',
  bool: 'boolean',
  array: 'array',
  list: 'array',
  object: 'object',
  dict: 'object',
};

/**
 * Properties however they are written: a list with names, a mapping by name, or either under `properties`. A plain
 * value in a mapping is its own default.
 */
export function readProperties(value: Json | undefined, path: Path, report: Report): Property[] {
  if (value === undefined || value === null) return [];
  if (isJsonObject(value) && Object.hasOwn(value, 'properties')) {
    return readProperties(value['properties'], [...path, 'properties'], report);
  }
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index): Property[] => {
      const name = isJsonObject(item) ? scalarText(member(item, 'name')) : undefined;
      if (isJsonObject(item) && name !== undefined) return [{ name, given: item, path: [...path, index] }];
      report(
        [...path, index],
        'A property has no `name`.',
        'Write `- name: question` and under it `kind: string`.',
      );
      return [];
    });
  }
  if (isJsonObject(value)) {
    return Object.entries(value).map(([name, given]) => ({
      name,
      given: isJsonObject(given) ? given : { default: given },
      path: [...path, name],
    }));
  }
  report(path, 'Properties are neither a list nor a mapping.', 'Write `question: { type: string }`.');
  return [];
}

/** The kind of a property, under either generation's name for it. */
export function kindOf({ given }: Property): string {
  return scalarText(member(given, 'kind') ?? member(given, 'type')) ?? 'string';
}

/** Properties as a JSON Schema of an object. */
export function schemaOf(properties: readonly Property[], report: Report): JsonObject {
  const members = properties.map((property): [string, JsonObject] => [
    property.name,
    propertySchema(property, report),
  ]);
  const required = properties
    .filter(({ given }) => member(given, 'required') !== false)
    .map(({ name }) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(members),
    ...(required.length === 0 ? {} : { required }),
    additionalProperties: false,
  };
}

function propertySchema(property: Property, report: Report): JsonObject {
  const { given, path } = property;
  const kind = kindOf(property);
  const type = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (type === undefined) {
    report(
      path,
      `The kind \`${kind.slice(0, 40)}\` is not known here.`,
      `Use one of ${Object.keys(KINDS).join(', ')}.`,
    );
  }
  const description = scalarText(member(given, 'description'));
  const values = member(given, 'enumValues') ?? member(given, 'enum');
  const items = member(given, 'items');
  const inner =
    type === 'object'
      ? schemaOf(readProperties(member(given, 'properties'), [...path, 'properties'], report), report)
      : type === 'array' && isJsonObject(items)
        ? { type, items: propertySchema({ name: '', given: items, path: [...path, 'items'] }, report) }
        : { type: type ?? 'string' };
  return {
    ...inner,
    ...(description === undefined ? {} : { description }),
    ...(Array.isArray(values) ? { enum: values } : {}),
  };
}
