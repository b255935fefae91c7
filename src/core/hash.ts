import { createHash, hash } from 'node:crypto';
import { canonicalJson } from './json.ts';

/** SHA-256 of a text's UTF-8 bytes, 64 lower-case hex digits. */
export function sha256(text: string): string {
  return hash('sha256', text, 'hex');
}

/** Characters that are hashed in one go: of a large text, no second copy is made. */
const PART = 1 << 20;

/** {@link contentHash} of a text, however large. */
export function textHash(text: string): string {
  if (text.length <= PART) return contentHash(text);
  const parts = createHash('sha256').update('"');
  for (let start = 0; start < text.length; ) {
    // Half of a character would be written otherwise than the whole.
    const end = start + PART - (isHighSurrogate(text.charCodeAt(start + PART - 1)) ? 1 : 0);
    parts.update(JSON.stringify(text.slice(start, end)).slice(1, -1), 'utf8');
    start = end;
  }
  return parts.update('"').digest('hex');
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

/** SHA-256 of a value's canonical JSON: equal for equal values, whatever the order of their keys. */
export function contentHash(value: unknown): string {
  return sha256(canonicalJson(value));
}
