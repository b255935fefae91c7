import { parse, TomlDate, TomlError } from 'smol-toml';
import { isJsonObject, type Json } from '../json.ts';
import type { TomlReader } from './addressed-file.ts';

/** {@link TomlReader}. Dates become text, and what JSON cannot hold (`nan`, `inf`) becomes its name. */
export const readToml: TomlReader = (text) => {
  try {
    return { value: jsonOf(parse(text.replace(/^\uFEFF/, ''), { maxDepth: 100 })) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return { line: error.line, column: error.column };
  }
};

function jsonOf(value: unknown): Json {
  if (value instanceof TomlDate) return value.toISOString();
  if (Array.isArray(value)) return value.map(jsonOf);
  if (isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, jsonOf(member)]));
  }
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number'
    ? value
    : String(value);
}
