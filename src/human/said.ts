import type { Label } from './label.ts';

/** Which outputs a label is about, whatever side they were shown on. */
export function targetOf(label: Label): string {
  if (label.kind === 'output') return label.output;
  return (label.kind === 'pair' ? [label.a, label.b] : label.outputs).toSorted().join(' ');
}

/** What a label says, whatever side things were shown on: the better output, or the verdict. */
export function saidOf(label: Label): string {
  if (label.kind === 'pair' && (label.verdict === 'a' || label.verdict === 'b')) return label[label.verdict];
  return label.kind === 'withdrawn' ? '' : String(label.verdict);
}
