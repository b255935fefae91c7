import { describe, expect, it } from 'vitest';
import { type Block, fixed, type Lost, optional, shorten } from '../../../src/render/ladder.ts';

const room = 1000;
const fitted = (blocks: readonly Block[], limit = room) =>
  shorten(blocks, {
    limit,
    size: (text) => text.length,
    note: (lost: ReadonlyMap<Lost, number>) =>
      `(${[...lost].map(([kind, count]) => `${count} ${kind}`).join(', ')})`,
  });

describe('the ladder', () => {
  it('leaves alone what fits', () => {
    expect(fitted([fixed('a'), optional('', 9), optional('b', 9)])).toBe('a\n\nb');
  });

  it('lets the highest rung give way first, and on one rung what stands last', () => {
    const block = (name: string, rung: number) => optional(name.repeat(300), rung, 'case');
    const text = fitted([fixed('head'), block('a', 10), block('b', 90), block('c', 50), block('d', 50)]);
    expect(text.replace(/(.)\1{299}/g, '$1')).toBe('head\n\na\n\n(3 case)');
  });

  it('takes the longest form that fits', () => {
    const block: Block = [
      { text: 'x'.repeat(900), rung: 90, lost: 'table' },
      { text: 'x'.repeat(400), rung: 40, lost: 'table' },
      { text: 'x', rung: 0 },
    ];
    expect(fitted([fixed('head'), optional('y'.repeat(500), 95), block])).toBe(
      `head\n\n${'x'.repeat(400)}\n\n(1 table)`,
    );
  });

  it('never drops what is fixed', () => {
    expect(fitted([fixed('a'.repeat(5000)), optional('b', 1)])).toBe(`${'a'.repeat(5000)}\n\n()`);
  });
});
