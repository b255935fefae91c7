import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonParts } from '../../src/core/json-parts.ts';

describe('jsonParts', () => {
  it('is what JSON.stringify gives, whatever the value', () => {
    const leaf = fc.oneof(fc.string(), fc.double(), fc.constant(undefined), fc.constant(null), fc.boolean());
    const many = fc.array(fc.record({ id: fc.string(), of: leaf }), { minLength: 99, maxLength: 103 });
    const value = fc.oneof(fc.jsonValue(), many, fc.record({ 'a"<': many, b: leaf, c: fc.array(many) }));
    fc.assert(
      fc.property(value, (given) => {
        expect([...jsonParts(given)].join('')).toBe(JSON.stringify(given));
      }),
      { numRuns: 60 },
    );
  });

  it('gives very many members a few at a time', () => {
    const cases = Array.from({ length: 500 }, (_, id) => ({ id, text: 'x'.repeat(100) }));
    const parts = [...jsonParts({ suites: [{ name: 's', cases }] })];
    expect(parts.length).toBeLessThan(50);
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(64 * 130);
  });
});
