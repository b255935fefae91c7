import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, isJsonObject, type Json, sameJson } from '../../src/core/json.ts';

/** The same by the replacer of `JSON.stringify`, which takes its time. */
function byReplacer(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    isJsonObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([left], [right]) => (left < right ? -1 : 1)))
      : member,
  );
}

function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, turned(member)]),
  );
}

const value = fc.anything({
  values: [fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.constant(undefined)],
  key: fc.oneof(fc.string(), fc.constantFrom('a', 'b', '10', '9', '__proto__')),
});

describe('canonical JSON', () => {
  it('has the keys of every object in order, and says nothing else than JSON does', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(canonicalJson(given)).toBe(byReplacer(given));
      }),
    );
  });

  it('is the same whatever order keys were written in', () => {
    fc.assert(
      fc.property(value, (given) => {
        expect(canonicalJson(turned(given))).toBe(canonicalJson(given));
      }),
    );
  });

  it('is the same text exactly for values that are the same', () => {
    const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
    fc.assert(
      fc.property(json, json, (one, other) => {
        expect(sameJson(one, other)).toBe(canonicalJson(one) === canonicalJson(other));
        expect(sameJson([one], turned([one]) as Json)).toBe(true);
        expect(sameJson({ one }, { one, other })).toBe(false);
        expect(sameJson({ one }, { one: [one] })).toBe(false);
      }),
    );
    expect(sameJson({ a: 1, b: undefined } as unknown as Json, { a: 1 })).toBe(true);
    expect(sameJson({ a: undefined, b: 1 } as unknown as Json, { a: 1 })).toBe(false);
    expect(sameJson(JSON.parse('{"__proto__":1}'), {})).toBe(false);
    expect(sameJson([], {})).toBe(false);
  });
});
