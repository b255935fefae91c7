import { expect } from 'vitest';

/**
 * Expects the number that was printed by another program: every printed digit must agree, give or take half a
 * unit of the last place for rounding, and no more than 1e-10 relative is asked for.
 */
export function expectPrinted(actual: number | undefined, printed: string): void {
  const value = Number(printed);
  const [digits = '', exponent = '0'] = printed.split('e');
  const places = digits.includes('.') ? digits.length - digits.indexOf('.') - 1 : 0;
  const unit = 10 ** (Number(exponent) - places);
  const slack = Math.max(0.51 * unit, 1e-10 * Math.abs(value));
  const distance = Math.abs((actual ?? Number.NaN) - value);
  expect(distance <= slack, `expected ${printed}, got ${actual}`).toBe(true);
}

/** {@link expectPrinted} for a list of numbers. */
export function expectAllPrinted(actual: readonly (number | undefined)[], printed: readonly string[]): void {
  expect(actual).toHaveLength(printed.length);
  printed.forEach((text, i) => {
    expectPrinted(actual[i], text);
  });
}
