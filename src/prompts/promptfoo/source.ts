import { type Place, type Problem, problemsOf } from '../../core/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { normalizePath } from '../../core/paths.ts';
import type { CheckSpec } from '../../core/suite.ts';
import { parseYaml } from '../../core/yaml.ts';

export type Path = readonly (string | number)[];

/** The files that a config may name: those of the repository at one commit. */
export interface Files {
  list(glob: string): Promise<readonly string[]>;
  read(path: string): Promise<string | undefined>;
}

/** Something of the config with the place where it stands, which may be in another file. */
export interface Placed<Value = Json> {
  value: Value;
  at: Place;
  /** Place of what a path inside it leads to. */
  placeOf(path: Path): Place;
}

/** What is read while a config is, and what is found that is not done here. */
export interface Reading {
  /** Path of the config. */
  path: string;
  root: JsonObject;
  files: Files;
  /** Notes what the config asks for and is not done. */
  gap(message: string, help: string, at: Place): void;
  /** Why a check cannot be used, such as a pattern that does not compile. */
  faultOf(spec: CheckSpec): Promise<string | undefined>;
}

/** The problem of something that is not done. */
export function gapOf(message: string, help: string, place: Place): Problem {
  return { code: 'E_PROMPTFOO', message, help, place };
}

/** What a path inside something placed leads to. */
export function inside(of: Placed<Json>, ...path: Path): Placed {
  let value: Json = of.value;
  for (const step of path) {
    if (isJsonObject(value)) value = Object.hasOwn(value, step) ? (value[step] ?? null) : null;
    else if (isList(value) && typeof step === 'number') value = value[step] ?? null;
    else value = null;
  }
  return { value, at: of.placeOf(path), placeOf: (rest) => of.placeOf([...path, ...rest]) };
}

/** The items of a list with their places; something else counts as a list of one, nothing as an empty one. */
export function itemsOf(of: Placed<Json>): Placed[] {
  if (of.value === null) return [];
  if (!isList(of.value)) return [of];
  return of.value.map((_, index) => inside(of, index));
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function textIn(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Endings of files that are programs. None is ever run. */
const PROGRAMS = /\.(?:[cm]?[jt]sx?|py|rb|sh|bash|pl|ps1|exe|bat|cmd|go|lua)(?::[\w.]+)?$/i;

/** Whether a text names a program: a file of source code, or a command. */
export function isProgram(text: string): boolean {
  return PROGRAMS.test(text.trim()) || /^(?:exec|python|package|golang|ruby):/.test(text.trim());
}

/** The path in the repository of what a config calls `file://…` or by its bare name. */
export function pathOf(reading: Reading, written: string): string {
  return normalizePath(written.replace(/^file:\/\//, ''), reading.path);
}

/** The same, and `undefined` when no file of the repository can be called that. */
export function possiblePath(reading: Reading, written: string): string | undefined {
  try {
    return pathOf(reading, written);
  } catch (error) {
    if (problemsOf(error)) return undefined;
    throw error;
  }
}

/** A file of YAML or JSON, with its places. */
export function placedYaml(path: string, text: string): Placed {
  const { value, placeOf } = parseYaml({ path, text }, 'E_CONFIG_SYNTAX', MOST_CHARACTERS);
  return { value, at: placeOf([]), placeOf };
}

const MOST_CHARACTERS = 8 << 20;
