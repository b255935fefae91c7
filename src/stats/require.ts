/**
 * The element at `index`.
 * @throws RangeError when the index is outside the array.
 */
export function at<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`no element at index ${index} of ${values.length}`);
  return value;
}

/** @throws RangeError unless every value is a finite number. */
export function requireFinite(values: readonly number[], name: string): void {
  for (const value of values) {
    if (!Number.isFinite(value)) throw new RangeError(`${name} must be finite numbers, got ${value}`);
  }
}

/** @throws RangeError unless `value` lies strictly between 0 and 1. */
export function requireProbability(value: number, name: string): void {
  if (!(value > 0 && value < 1)) throw new RangeError(`${name} must be between 0 and 1, got ${value}`);
}

/** @throws RangeError unless `alpha`, the error of one tail, lies strictly between 0 and one half. */
export function requireTail(alpha: number): void {
  if (!(alpha > 0 && alpha < 0.5)) throw new RangeError(`alpha must be between 0 and 0.5, got ${alpha}`);
}

/** @throws RangeError unless `value` is finite and above 0. */
export function requirePositive(value: number, name: string): void {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${name} must be a positive number, got ${value}`);
  }
}

/** @throws RangeError unless `value` is finite and at least 0. */
export function requireNonNegative(value: number, name: string): void {
  if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${name} must be a number of 0 or more, got ${value}`);
  }
}

/** @throws RangeError unless `value` is a whole number of at least `least` (0 by default). */
export function requireCount(value: number, name: string, least = 0): void {
  if (!Number.isSafeInteger(value) || value < least) {
    throw new RangeError(`${name} must be a whole number of at least ${least}, got ${value}`);
  }
}

/** @throws RangeError when fewer than `least` values are given. */
export function requireLength(values: readonly unknown[], name: string, least: number): void {
  if (values.length < least) throw new RangeError(`${name} needs at least ${least}, got ${values.length}`);
}

/** @throws RangeError unless both arrays have the same length. */
export function requireSameLength(a: readonly unknown[], b: readonly unknown[], names: string): void {
  if (a.length !== b.length) {
    throw new RangeError(`${names} must have the same length, got ${a.length} and ${b.length}`);
  }
}
