import type { ErrorCode } from '../core/errors.ts';
import type { Json, JsonObject } from '../core/json.ts';

type Path = readonly (string | number)[];

/** Notes a problem at a path of the file; E_PROMPT_INVALID unless another code is given. */
export type Report = (path: Path, message: string, help: string, code?: ErrorCode) => void;

/** An own member; `undefined` when it is absent or null, which YAML makes of a key without a value. */
export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
}

/** A text, or a number or boolean that YAML made of an unquoted one. */
export function scalarText(value: Json | undefined): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
