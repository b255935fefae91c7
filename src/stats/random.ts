import { at, requireCount } from './require.ts';

/** A seeded source of random numbers: the same seed gives the same numbers on every machine. */
export interface Random {
  /** A number in [0, 1), in steps of 2^-32. */
  next(): number;
  /** A whole number in [0, n), every one equally likely; n from 1 to 2^32. */
  int(n: number): number;
  /** A shuffled copy (Fisher and Yates); the argument is left as it is. */
  shuffle<T>(array: readonly T[]): T[];
}

const RANGE = 2 ** 32;

/** Four 32-bit words from a text: cyrb128 (Bryc, public domain), over UTF-16 code units. */
function words(text: string): [number, number, number, number] {
  let [h1, h2, h3, h4] = [1779033703, 3144134277, 1013904242, 2773480762];
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    h1 = h2 ^ Math.imul(h1 ^ unit, 597399067);
    h2 = h3 ^ Math.imul(h2 ^ unit, 2869860233);
    h3 = h4 ^ Math.imul(h3 ^ unit, 951274213);
    h4 = h1 ^ Math.imul(h4 ^ unit, 2716044179);
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597399067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2869860233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951274213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2716044179);
  const all = h1 ^ h2 ^ h3 ^ h4;
  return [all, h2 ^ all, h3 ^ all, h4 ^ all];
}

/**
 * Random numbers from a seed: the sfc32 generator (Doty-Humphrey, PractRand). A number seeds like its decimal
 * text, so 7 and '7' give the same stream.
 * @throws RangeError when a number seed is NaN or infinite.
 */
export function createRandom(seed: string | number): Random {
  if (typeof seed === 'number' && !Number.isFinite(seed)) {
    throw new RangeError(`seed must be a text or a finite number, got ${seed}`);
  }
  let [a, b, c, counter] = words(String(seed));
  const word = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + t) | 0;
    return t >>> 0;
  };
  for (let i = 0; i < 12; i += 1) word();
  const int = (n: number): number => {
    requireCount(n, 'n of int', 1);
    if (n > RANGE) throw new RangeError(`n of int must be at most 2^32, got ${n}`);
    const fair = RANGE - (RANGE % n);
    let value = word();
    while (value >= fair) value = word();
    return value % n;
  };
  return {
    next: () => word() / RANGE,
    int,
    shuffle: <T>(array: readonly T[]): T[] => {
      const copy = [...array];
      for (let i = copy.length - 1; i > 0; i -= 1) {
        const j = int(i + 1);
        const moved = at(copy, i);
        copy[i] = at(copy, j);
        copy[j] = moved;
      }
      return copy;
    },
  };
}
