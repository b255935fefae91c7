import type { Score } from '../core/trial.ts';
import { quoted } from './value.ts';

/** The score of an output from the vectors of it, which comes first, and of its references: the nearest one's cosine. */
export function nearest(vectors: readonly (readonly number[])[], references: readonly string[]): Score {
  const [output, ...others] = vectors;
  const cosines = others.map((other) => cosine(output ?? [], other));
  if (cosines.length !== references.length || cosines.some((value) => value === undefined)) {
    return { ok: false, code: 'judge-unreadable', message: 'the vectors cannot be compared' };
  }
  const known = cosines.map((value) => value ?? 0);
  const most = Math.max(...known);
  const text = quoted(references[known.indexOf(most)] ?? '');
  return { ok: true, value: Math.min(1, Math.max(0, most)), reason: `cosine ${most.toFixed(3)} to ${text}` };
}

/** `undefined` for vectors of different lengths, of no length or with values that are no numbers. */
export function cosine(left: readonly number[], right: readonly number[]): number | undefined {
  if (left.length !== right.length) return undefined;
  let [product, lefts, rights] = [0, 0, 0];
  left.forEach((value, at) => {
    const other = right[at] ?? 0;
    product += value * other;
    lefts += value * value;
    rights += other * other;
  });
  const cosined = product / Math.sqrt(lefts * rights);
  return Number.isFinite(cosined) ? cosined : undefined;
}
