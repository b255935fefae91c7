/** What the value of a JSON Schema keyword may be. `schema` also means `true` and `false`. */
export type KeywordKind =
  | 'schema'
  | 'schemas'
  | 'schema-map'
  | 'schema-or-list'
  | 'type'
  | 'list'
  | 'strings'
  | 'string-lists'
  | 'string'
  | 'count'
  | 'number'
  | 'boolean'
  | 'anything';

/** The keywords that are understood, draft 2020-12 and what earlier drafts called the same things. */
export const KEYWORDS: Readonly<Record<string, KeywordKind>> = {
  additionalProperties: 'schema',
  unevaluatedProperties: 'schema',
  propertyNames: 'schema',
  items: 'schema-or-list',
  additionalItems: 'schema',
  unevaluatedItems: 'schema',
  contains: 'schema',
  not: 'schema',
  if: 'schema',
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, in a table that nobody awaits
  then: 'schema',
  else: 'schema',
  contentSchema: 'schema',
  prefixItems: 'schemas',
  allOf: 'schemas',
  anyOf: 'schemas',
  oneOf: 'schemas',
  $defs: 'schema-map',
  definitions: 'schema-map',
  properties: 'schema-map',
  dependentSchemas: 'schema-map',
  type: 'type',
  enum: 'list',
  const: 'anything',
  default: 'anything',
  examples: 'anything',
  example: 'anything',
  required: 'strings',
  dependentRequired: 'string-lists',
  $id: 'string',
  $ref: 'string',
  $anchor: 'string',
  $schema: 'string',
  $comment: 'string',
  title: 'string',
  description: 'string',
  format: 'string',
  pattern: 'string',
  minLength: 'count',
  maxLength: 'count',
  minItems: 'count',
  maxItems: 'count',
  minContains: 'count',
  maxContains: 'count',
  minProperties: 'count',
  maxProperties: 'count',
  minimum: 'number',
  maximum: 'number',
  exclusiveMinimum: 'number',
  exclusiveMaximum: 'number',
  multipleOf: 'number',
  uniqueItems: 'boolean',
  deprecated: 'boolean',
  readOnly: 'boolean',
  writeOnly: 'boolean',
  contentEncoding: 'string',
  contentMediaType: 'string',
};

/** Keywords that would be ignored or run as a backtracking regular expression, with what to write instead. */
export const REFUSED_KEYWORDS: Readonly<Record<string, string>> = {
  patternProperties:
    'Use `propertyNames: { pattern: … }` with `additionalProperties`, or list the `properties`.',
  $dynamicRef: 'Use `$ref`.',
  $dynamicAnchor: 'Use `$anchor` and `$ref`.',
  $recursiveRef: 'Use `$ref: "#"`.',
  $recursiveAnchor: 'Use `$anchor` and `$ref`.',
  dependencies: 'Use `dependentRequired` or `dependentSchemas`.',
  id: 'Use `$id`.',
};

/**
 * Formats that are checked. Others, as the standard has it, only describe. Left out on purpose: `url`, whose regular
 * expression in the validator backtracks without end on a long host name; `uri` is the standard's own.
 */
export const FORMATS: readonly string[] = [
  'date',
  'time',
  'date-time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uri-reference',
  'uri-template',
  'uuid',
  'json-pointer',
  'relative-json-pointer',
];
