import { hash } from 'node:crypto';
import { canonicalJson } from './json.ts';

/** SHA-256 of a text's UTF-8 bytes, 64 lower-case hex digits. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** SHA-256 of a value's canonical JSON: equal for equal values, whatever the order of their keys. */
export function contentHash(value: unknown): string {
  return sha256(canonicalJson(value));
}
