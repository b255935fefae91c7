import type { MeasuredSuite, Slice } from '../core/report.ts';
import { plural } from './numbers.ts';

const FINDINGS: Readonly<Record<NonNullable<Slice['finding']>, string>> = {
  worse: '▼ worse',
  better: '▲ better',
  unclear: '? unclear',
};

/** Slices in the order of interest: findings first, then what was tested, the largest change first. */
export function slicesByInterest({ slices = [] }: MeasuredSuite): Slice[] {
  const rank = ({ finding }: Slice) => (finding === undefined ? 2 : finding === 'unclear' ? 1 : 0);
  return slices.toSorted(
    (left, right) => rank(left) - rank(right) || Math.abs(right.delta ?? 0) - Math.abs(left.delta ?? 0),
  );
}

/** What a slice's numbers say; nothing where there are too few for a test. */
export function findingWords({ finding }: Slice): string {
  return finding === undefined ? 'too few to say' : FINDINGS[finding];
}

/** How many slices there are and how many of them deserve a look. */
export function sliceSummary(slices: readonly Slice[]): string {
  const found = slices.filter(({ finding }) => finding === 'worse' || finding === 'better').length;
  return `${plural(slices.length, 'slice')} by tag: ${found === 0 ? 'none stands out' : `${found} worth a look`} (they do not decide)`;
}
