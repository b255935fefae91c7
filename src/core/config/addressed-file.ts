import { type Place, problemsOf, RatchetError } from '../errors.ts';
import { isJsonObject, type Json } from '../json.ts';
import { parseJson } from '../json-parse.ts';
import { lineIndex } from '../lines.ts';
import { namesSecret } from '../redact.ts';
import { parseYaml } from '../yaml.ts';
import { parseEnvFile } from './env-file.ts';

type Path = readonly string[];

/** A configuration file of the user's, of which single values are taken. */
export interface AddressedFile {
  path: string;
  value: Json;
  placeOf(path: Path): Place;
}

/** Reads TOML as JSON, or says where it is malformed. Given by the caller: few runs need it. */
export type TomlReader = (text: string) => { value: Json } | { line: number; column: number };

/**
 * Reads a file by its name's ending. What is wrong is said without quoting the file, which may hold secrets.
 * @throws RatchetError E_MODEL_CONFIG
 */
export function parseAddressed(
  { path, text }: { path: string; text: string },
  readToml: TomlReader,
): AddressedFile {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (isEnvName(name)) return envFile(path, text);
  if (name.endsWith('.json')) return jsonFile(path, text);
  if (/\.ya?ml$/.test(name)) return yamlFile(path, text);
  if (name.endsWith('.toml')) {
    const read = readToml(text);
    if ('value' in read) return { path, value: read.value, placeOf: () => ({ path }) };
    throw malformed('TOML', { path, ...read });
  }
  throw sourceError(
    { path },
    `${path} is of no kind that values can be read from.`,
    'Name a `.json`, `.yml`, `.yaml`, `.toml` or `.env` file.',
  );
}

function isEnvName(name: string): boolean {
  return name === '.env' || name.startsWith('.env.') || name.endsWith('.env');
}

function envFile(path: string, text: string): AddressedFile {
  const variables = parseEnvFile(text);
  return {
    path,
    value: Object.fromEntries([...variables].map(([name, variable]) => [name, variable.text])),
    placeOf: ([name = '']) => ({ path, line: variables.get(name)?.line }),
  };
}

function jsonFile(path: string, text: string): AddressedFile {
  const plain = text.replace(/^\uFEFF/, '');
  const parsed = parseJson(plain);
  if (!parsed.ok) throw malformed('JSON', { path, ...lineIndex(plain)(parsed.offset) });
  // JSON is YAML, whose reader knows lines; where it disagrees (tabs), the file alone is the place.
  const placeOf = (steps: Path): Place => {
    try {
      return parseYaml({ path, text }, 'E_MODEL_CONFIG').placeOf(stepsIn(parsed.value, steps));
    } catch {
      return { path };
    }
  };
  return { path, value: parsed.value, placeOf };
}

function yamlFile(path: string, text: string): AddressedFile {
  try {
    const { value, placeOf } = parseYaml({ path, text }, 'E_MODEL_CONFIG');
    return { path, value, placeOf: (steps) => placeOf(stepsIn(value, steps)) };
  } catch (error) {
    const [problem] = problemsOf(error) ?? [];
    if (problem?.code !== 'E_MODEL_CONFIG') throw error;
    throw malformed('YAML', problem.place ?? { path });
  }
}

/** Steps into a list are numbers for whoever looks for places. */
function stepsIn(value: Json, steps: Path): (string | number)[] {
  let at: Json | undefined = value;
  return steps.map((step) => {
    const result = Array.isArray(at) ? Number(step) : step;
    at = memberOf(at, step);
    return result;
  });
}

function malformed(language: string, place: Place): RatchetError {
  return sourceError(
    place,
    `${place.path} is not well-formed ${language}.`,
    'Mend the file: a suite takes its model or parameters from it.',
  );
}

export function sourceError(place: Place, message: string, help: string): RatchetError {
  return new RatchetError({ code: 'E_MODEL_CONFIG', message, help, place });
}

/** `llm.models.0."gpt-4.1"` → its steps. A step with dots in it stands in double quotes. */
export function keySteps(key: string): string[] {
  return [...key.matchAll(/"([^"]*)"|[^."]+/g)].map(([all, quoted]) => quoted ?? all);
}

/**
 * The value that a key leads to.
 * @throws RatchetError E_MODEL_CONFIG: no such key, or one that looks like a secret's
 */
export function valueAtKey(file: AddressedFile, key: string, place: Place): { value: Json; place: Place } {
  const env = isEnvName(file.path.slice(file.path.lastIndexOf('/') + 1).toLowerCase());
  const steps = env ? [key] : keySteps(key);
  const secret = steps.find(namesSecret);
  if (secret !== undefined) {
    throw sourceError(
      place,
      `The key ${key} of ${file.path} looks like that of a secret, so it is not read.`,
      'A suite takes models and parameters from files; keys of providers come from the environment.',
    );
  }
  let at: Json = file.value;
  for (const [index, step] of steps.entries()) {
    const next = memberOf(at, step);
    if (next === undefined) {
      throw sourceError(
        file.placeOf(steps.slice(0, index)),
        `${file.path} has no key ${steps.slice(0, index + 1).join('.')}.`,
        `The suite ${place.path} takes a value from there: mend its \`key\`, or add the key to the file.`,
      );
    }
    at = next;
  }
  return { value: at, place: file.placeOf(steps) };
}

function memberOf(value: Json | undefined, step: string): Json | undefined {
  if (Array.isArray(value)) return /^\d+$/.test(step) ? (value[Number(step)] as Json | undefined) : undefined;
  return isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
}
