import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { UnderWay } from '../../src/adapters/model/under-way.ts';

test('what is under way is found, replaced and forgotten as in a map', () => {
  const steps = fc.array(
    fc.record({ key: fc.integer({ min: 0, max: 6 }), value: fc.nat(), gone: fc.boolean() }),
  );
  fc.assert(
    fc.property(steps, (all) => {
      const [ours, map] = [new UnderWay<number, number>(), new Map<number, number>()];
      for (const { key, value, gone } of all) {
        if (gone) {
          ours.delete(key);
          map.delete(key);
        } else {
          ours.set(key, value);
          map.set(key, value);
        }
      }
      for (let key = 0; key <= 6; key += 1) expect(ours.get(key)).toBe(map.get(key));
      expect(ours.values().toSorted()).toEqual([...map.values()].toSorted());
    }),
  );
});
