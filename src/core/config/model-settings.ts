import { type Place, RatchetErrors } from '../errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { namesSecret } from '../redact.ts';
import type { Price } from '../suite.ts';
import { type AddressedFile, sourceError, valueAtKey } from './addressed-file.ts';
import { problemsFromIssues } from './issues.ts';
import { modelName, provider as providerSchema } from './parts.ts';
import type { PromptTargetFile } from './schema.ts';
import { type ModelEntry, modelEntrySchema } from './target-schema.ts';

/** What a suite says about its model, with everything that it takes from other files filled in. */
export interface ModelSettings {
  model?: string | undefined;
  provider?: string | undefined;
  /** Tools and response format among them, under the API's names. */
  parameters: JsonObject;
  price?: Price | undefined;
}

interface Reference {
  from: string;
  key?: string | undefined;
  name?: string | undefined;
}

/** A parameter `{ from, key }` stands for the value at that key; no parameter of any API looks like this. */
function isReference(value: unknown): value is { from: string; key: string } {
  return (
    isJsonObject(value) &&
    Object.keys(value).sort().join() === 'from,key' &&
    Object.values(value).every((member) => typeof member === 'string')
  );
}

/** The files that a target takes values from, as written. */
export function referencedFiles(target: PromptTargetFile): string[] {
  const { model, provider, parameters, tools } = target;
  const places = [model, provider, tools, target['response-format']].flatMap((value) =>
    isJsonObject(value) && typeof value['from'] === 'string' ? [value['from']] : [],
  );
  const members: readonly unknown[] = isReference(parameters)
    ? [parameters]
    : Object.values(parameters ?? {});
  return [...new Set([...places, ...members.filter(isReference).map(({ from }) => from)])];
}

/**
 * Fills in what a target takes from other files. What the suite says itself goes before what a named model says.
 * @param fileOf gives a file by its path as {@link referencedFiles} names it
 * @throws RatchetError E_MODEL_CONFIG
 */
export function resolveModelSettings(
  target: PromptTargetFile,
  suitePath: string,
  fileOf: (from: string) => AddressedFile,
): ModelSettings {
  const place = { path: suitePath };
  const at = ({ from, key = '' }: Reference) => valueAtKey(fileOf(from), key, place);
  const { model } = target;
  const named =
    typeof model === 'object' && model.name !== undefined
      ? entryOf(fileOf(model.from), model.name, place)
      : {};
  const whole = target.parameters;
  const own = isReference(whole)
    ? objectAt(at(whole), whole.key)
    : Object.fromEntries(
        Object.entries(whole ?? {}).map(([name, value]) => [
          name,
          isReference(value) ? parameterAt(at(value)) : value,
        ]),
      );
  const tools = listed(target.tools, at) ?? named.tools;
  const format = formatted(target['response-format'], at) ?? named['response-format'];
  return {
    model:
      typeof model === 'string' || model === undefined
        ? model
        : (named.model ?? textAt(at(model), modelName, 'a model name')),
    provider:
      typeof target.provider === 'object'
        ? textAt(at(target.provider), providerSchema, 'a provider')
        : (target.provider ?? named.provider),
    parameters: {
      ...named.parameters,
      ...(tools ? { tools } : {}),
      ...(format ? { response_format: format } : {}),
      ...own,
    },
    price: target.price ?? named.price,
  };
}

interface Found {
  value: Json;
  place: Place;
}

function entryOf(file: AddressedFile, name: string, place: Place): ModelEntry {
  const { value } = valueAtKey(file, 'models', place);
  const names = isJsonObject(value) ? Object.keys(value) : [];
  if (!isJsonObject(value) || !Object.hasOwn(value, name)) {
    throw sourceError(
      file.placeOf(['models']),
      `${file.path} has no model named ${name}.`,
      names.length > 0
        ? `It has ${names.slice(0, 20).join(', ')}.`
        : `Add it:\n  models:\n    ${name}:\n      model: …`,
    );
  }
  const entry = value[name];
  const parsed = modelEntrySchema.safeParse(entry);
  if (parsed.success) return refuseSecrets(parsed.data, file.placeOf(['models', name]));
  const placed = {
    value: entry,
    placeOf: (path: readonly (string | number)[]) => file.placeOf(['models', name, ...path.map(String)]),
  };
  throw new RatchetErrors(
    problemsFromIssues(parsed.error, {
      schema: modelEntrySchema,
      file: placed,
      code: 'E_MODEL_CONFIG',
      help: 'A model has `model` and may have `provider`, `parameters`, `tools`, `response-format` and `price`.',
    }),
  );
}

function refuseSecrets(entry: ModelEntry, place: Place): ModelEntry {
  objectAt({ value: entry.parameters ?? {}, place }, 'parameters');
  return entry;
}

function wrong({ place }: Found, expected: string): Error {
  return sourceError(
    place,
    `The value that a suite takes from ${place.path} is not ${expected}.`,
    `Make it ${expected}, or address another key.`,
  );
}

function textAt(found: Found, schema: typeof modelName, expected: string): string {
  const parsed = schema.safeParse(found.value);
  // The value is not quoted: somebody may have addressed a key of a provider by mistake.
  if (!parsed.success || /^(sk-|ghp_|gsk_|AIza|xox)/.test(parsed.data)) throw wrong(found, expected);
  return parsed.data;
}

/** An `.env` file has texts only: a number or a truth value in one is meant as such. */
function parameterAt(found: Found): Json {
  const { value, place } = found;
  if (isJsonObject(value)) return objectAt(found, 'a parameter');
  if (typeof value !== 'string' || !/(^|[./])env($|\.)/i.test(place.path)) return value;
  if (/^(true|false)$/.test(value)) return value === 'true';
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(value) ? Number(value) : value;
}

function objectAt(found: Found, what: string): JsonObject {
  if (!isJsonObject(found.value)) throw wrong(found, 'a mapping');
  const secret = Object.keys(found.value).find(namesSecret);
  if (secret === undefined) return found.value;
  throw sourceError(
    found.place,
    `${what} has the member ${secret}, which looks like a secret's, so it is not read.`,
    'Address the parameters one by one, or keep the secret elsewhere.',
  );
}

function listed(
  value: PromptTargetFile['tools'],
  at: (reference: Reference) => Found,
): readonly Json[] | undefined {
  if (value === undefined || Array.isArray(value)) return value as readonly Json[] | undefined;
  const found = at(value as Reference);
  if (!Array.isArray(found.value) || !found.value.every(isJsonObject)) throw wrong(found, 'a list of tools');
  return found.value;
}

function formatted(
  value: PromptTargetFile['response-format'],
  at: (reference: Reference) => Found,
): JsonObject | undefined {
  if (value === undefined || typeof value['from'] !== 'string') return value as JsonObject | undefined;
  const found = at(value as unknown as Reference);
  if (!isJsonObject(found.value)) throw wrong(found, 'a response format');
  return found.value;
}
