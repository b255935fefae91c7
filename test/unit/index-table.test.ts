import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IndexTable, type Place } from '../../src/adapters/store/index-table.ts';
import { contentHash } from '../../src/core/hash.ts';

const keyOf = (number: number) => contentHash(number);

describe('the table of entries', () => {
  it('finds what a map would find, after any order of additions and losses', () => {
    const step = fc.record({
      key: fc.nat(40),
      at: fc.nat(5),
      kind: fc.constantFrom('add', 'add', 'forget'),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const table = new IndexTable();
        const known = new Map<string, Place>();
        for (const [offset, { key: number, at, kind }] of steps.entries()) {
          const key = keyOf(number);
          const place = { segment: number % 3, offset, length: offset + 1, at };
          if (kind === 'forget') {
            table.forget(key);
            known.delete(key);
          } else {
            table.add(key, place);
            if ((known.get(key)?.at ?? -1) < at) known.set(key, place);
          }
        }
        expect(table.size).toBe(known.size);
        for (let number = 0; number <= 41; number += 1)
          expect(table.get(keyOf(number))).toEqual(known.get(keyOf(number)));
      }),
    );
  });

  it('grows, and tells keys apart that are alike', () => {
    const table = new IndexTable();
    const alike = (number: number) =>
      `${'f'.repeat(32)}${number.toString(16).padStart(8, '0')}${'0'.repeat(24)}`;
    for (let number = 0; number < 5000; number += 1) {
      table.add(keyOf(number), { segment: 1, offset: number, length: 7, at: 1 });
      if (number < 300) table.add(alike(number), { segment: 2, offset: number, length: 8, at: 1 });
    }
    expect(table.size).toBe(5300);
    for (let number = 0; number < 5000; number += 97)
      expect(table.get(keyOf(number))).toEqual({ segment: 1, offset: number, length: 7, at: 1 });
    expect(table.get(alike(299))).toEqual({ segment: 2, offset: 299, length: 8, at: 1 });
    expect(table.get(alike(300))).toBeUndefined();
  });
});
