import fc from 'fast-check';
import { expect, it } from 'vitest';
import { contentHash, textHash } from '../../src/core/hash.ts';

const PART = 1 << 20;

it('of a text is the same in parts as in one piece, whatever stands where they meet', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 12 }), fc.nat(12), (text, before) => {
      const long = `${'x'.repeat(PART - before)}${text}\uD83D\uDE00\uD83D"\n`;
      expect(textHash(long)).toBe(contentHash(long));
      expect(textHash(text)).toBe(contentHash(text));
    }),
    { numRuns: 60, examples: [['', 1]] },
  );
});
