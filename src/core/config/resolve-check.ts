import type { CheckParts, OverlapCheck, Templates } from '../check-spec.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { CheckSpec } from '../suite.ts';
import type { CheckFile } from './checks.ts';
import { SUITE_DEFAULTS } from './defaults.ts';

/** JSON Schemas by the path as the suite writes it. */
export type Schemas = ReadonlyMap<string, JsonObject | boolean>;

/** A check with every default applied. */
export function resolveCheck(file: CheckFile, name: string, schemas: Schemas): CheckSpec {
  const not = (file.not ?? false) !== (file.check === 'not-contains');
  return {
    kind: 'check',
    name,
    threshold: file.threshold ?? defaultThreshold(file),
    ...(file['max-drop'] === undefined ? {} : { maxDrop: file['max-drop'] }),
    ...(file.severity === undefined ? {} : { severity: file.severity }),
    ...(file.weight === undefined ? {} : { weight: file.weight }),
    ...(not ? { not: true as const } : {}),
    ...partsOf(file, schemas),
  };
}

/** Path of the schema file that a check names, if it names one. */
export function schemaPath(file: object): string | undefined {
  return 'check' in file && 'schema' in file && typeof file.schema === 'string' ? file.schema : undefined;
}

/** A degree of likeness is hardly ever 1; everything else is yes or no. */
function defaultThreshold(file: CheckFile): number {
  const graded =
    isOverlap(file.check) ||
    file.check === 'similar' ||
    (file.check === 'levenshtein' && file['max-distance'] === undefined);
  if (!graded) return SUITE_DEFAULTS.checkThreshold;
  return file.not
    ? Number((1 - SUITE_DEFAULTS.similarityThreshold).toFixed(9))
    : SUITE_DEFAULTS.similarityThreshold;
}

function isOverlap(check: string): check is OverlapCheck {
  return ['rouge-l', 'rouge-n', 'token-f1', 'bleu', 'gleu'].includes(check);
}

function partsOf(file: CheckFile, schemas: Schemas): CheckParts {
  const ignoreCase = ('ignore-case' in file ? file['ignore-case'] : undefined) ?? false;
  const value: string = SUITE_DEFAULTS.value;
  const list = (given: Templates | undefined): Templates => given ?? value;
  switch (file.check) {
    case 'exact':
      return { check: file.check, value: file.value ?? value, ignoreCase, trim: file.trim ?? true };
    case 'not-contains':
      return { check: 'contains', value: file.value ?? value, ignoreCase };
    case 'contains':
    case 'starts-with':
    case 'ends-with':
      return { check: file.check, value: file.value ?? value, ignoreCase };
    case 'contains-all':
    case 'contains-any':
    case 'one-of':
      return { check: file.check, values: list(file.values), ignoreCase };
    case 'regex':
      return { check: file.check, pattern: file.pattern, ignoreCase };
    case 'json':
      return {
        check: file.check,
        within: file.within ?? 'whole',
        ...(file.schema === undefined ? {} : { schema: schemaOf(file.schema, schemas) }),
      };
    case 'json-schema':
      return { check: file.check, schema: schemaOf(file.schema, schemas) };
    case 'json-path':
      return {
        check: file.check,
        path: file.path,
        ...(file.value === undefined ? {} : { value: file.value }),
        match: file.match ?? 'all',
      };
    case 'xml':
      return { check: file.check, within: file.within ?? 'whole', elements: file.elements ?? [] };
    case 'html':
      return { check: file.check, within: file.within ?? 'whole' };
    case 'number':
      return {
        check: file.check,
        value: file.value ?? value,
        tolerance: file.tolerance ?? 0,
        relativeTolerance: file['relative-tolerance'] ?? 0,
        find: file.find ?? 'whole',
      };
    case 'length':
      return {
        check: file.check,
        unit: file.unit ?? 'characters',
        ...(file.min === undefined ? {} : { min: file.min }),
        ...(file.max === undefined ? {} : { max: file.max }),
      };
    case 'levenshtein':
      return {
        check: file.check,
        value: list(file.value),
        ignoreCase,
        ...(file['max-distance'] === undefined ? {} : { maxDistance: file['max-distance'] }),
      };
    case 'rouge-l':
    case 'rouge-n':
    case 'token-f1':
      return {
        check: file.check,
        value: list(file.value),
        ignoreCase: file['ignore-case'] ?? true,
        n: file.n ?? 1,
      };
    case 'bleu':
    case 'gleu':
      return { check: file.check, value: list(file.value), ignoreCase, n: file.n ?? 4 };
    case 'similar':
      return {
        check: file.check,
        value: list(file.value),
        asks: {
          provider: file.provider ?? SUITE_DEFAULTS.provider,
          model: file.model,
          parameters: file.parameters ?? {},
          ...(file.price ? { price: file.price } : {}),
        },
      };
    case 'tool-call':
      return {
        check: file.check,
        tool: file.tool,
        ...(file.arguments ? { arguments: file.arguments } : {}),
        match: file.match ?? 'subset',
      };
    case 'tool-call-f1':
      return { check: file.check, values: list(file.values) };
    case 'tool-calls-valid':
    case 'refusal':
      return { check: file.check };
    case 'finish':
      return { check: file.check, reasons: file.reasons };
    case 'latency':
      return { check: file.check, maxMs: file['max-ms'] };
    case 'cost':
      return { check: file.check, maxUsd: file['max-usd'] };
  }
}

/** A path whose file was not read cannot come here; were it to, nothing would follow the schema. */
function schemaOf(schema: unknown, schemas: Schemas): JsonObject | boolean {
  if (typeof schema === 'string') return schemas.get(schema) ?? false;
  return isJsonObject(schema) ? schema : false;
}
