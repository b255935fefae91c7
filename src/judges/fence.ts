import { contentHash, sha256 } from '../core/hash.ts';

/** A named piece of foreign text. */
export interface Block {
  /** Letters, digits and spaces; what the fence is called. */
  name: string;
  content: string;
}

/**
 * The code of a request's fences: 32 hex digits derived from everything in the request, so that equal requests stay
 * equal (for caches and recordings) and no text can contain it: a text would have to contain a hash of itself. Should
 * one do so all the same, the code is hashed again until none does.
 */
export function nonceFor(question: string, blocks: readonly Block[]): string {
  const first = contentHash([question, blocks.map(({ name, content }) => [name, content])]).slice(0, 32);
  return absentFrom(first, [question, ...blocks.map(({ content }) => content)]);
}

/** The first of `first`, its hash, the hash of that, … that stands in none of the texts. */
export function absentFrom(first: string, texts: readonly string[]): string {
  let nonce = first;
  while (texts.some((text) => text.includes(nonce))) nonce = sha256(nonce).slice(0, 32);
  return nonce;
}

/** A block between its fences. Only the line with the right code ends it. */
export function fence({ name, content }: Block, nonce: string): string {
  return `<<<${name} ${nonce}>>>\n${content}\n<<<END ${name} ${nonce}>>>`;
}
