import { diffWordsWithSpace } from 'diff';
import { cut } from './visible.ts';

/** A stretch of text that both outputs have, or only one. `skipped` stands for a long stretch that both have. */
export interface Segment {
  kind: 'same' | 'removed' | 'added' | 'skipped';
  text: string;
}

/** How two outputs differ, in the form in which it reads best. */
export type OutputDiff = { cutNote?: string } & (
  | { kind: 'equal'; text: string }
  /** Much is alike: one text with its differences in place. */
  | { kind: 'words'; segments: readonly Segment[] }
  /** Little is alike: a word diff would be confetti, so one after the other. */
  | { kind: 'rewritten'; base: string; head: string }
);

/** Edits beyond which two texts are taken for rewritten. It also bounds the time, which grows with its square. */
const MAX_EDITS = 400;
/** Share of the longer text that has to be alike for a word diff to read well. */
const ALIKE = 0.4;
/** Longer stretches that both have are shortened to their ends. */
const CONTEXT = 160;

/** Compares at most `limit` UTF-16 units of two outputs, word by word. */
export function diffOutputs(base: string, head: string, limit: number): OutputDiff {
  const [before, after] = [cut(base, limit), cut(head, limit)];
  const longest = Math.max(base.length, head.length);
  const note = longest > limit ? { cutNote: `the first ${limit} of ${longest} characters` } : {};
  if (before === after) return { kind: 'equal', text: before, ...note };
  const changes = diffWordsWithSpace(before, after, { maxEditLength: MAX_EDITS });
  const rewritten = { kind: 'rewritten', base: before, head: after, ...note } as const;
  if (changes === undefined) return rewritten;
  const alike = changes.reduce(
    (sum, { added, removed, value }) => sum + (added || removed ? 0 : value.trim().length),
    0,
  );
  if (alike < ALIKE * Math.max(before.length, after.length)) return rewritten;
  const segments = changes.map(
    ({ added, removed, value }): Segment => ({
      kind: added ? 'added' : removed ? 'removed' : 'same',
      text: value,
    }),
  );
  return { kind: 'words', segments: skipLong(joinNear(segments)), ...note };
}

/** Changes with nothing but white space between them become one change: `a b` → `c d`, not two changed words. */
function joinNear(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  let removed = '';
  let added = '';
  const flush = () => {
    if (removed) joined.push({ kind: 'removed', text: removed });
    if (added) joined.push({ kind: 'added', text: added });
    removed = '';
    added = '';
  };
  for (const [index, { kind, text }] of segments.entries()) {
    if (kind === 'removed') removed += text;
    else if (kind === 'added') added += text;
    else if (removed && added && /^[^\S\n]+$/.test(text) && changes(segments, index + 1)) {
      removed += text;
      added += text;
    } else {
      flush();
      joined.push({ kind, text });
    }
  }
  flush();
  return joined;
}

/** Whether both sides change right after a segment. */
function changes(segments: readonly Segment[], index: number): boolean {
  const kinds = new Set([segments[index]?.kind, segments[index + 1]?.kind]);
  return kinds.has('removed') && kinds.has('added');
}

function skipLong(segments: readonly Segment[]): Segment[] {
  return segments.flatMap((segment, index): Segment[] => {
    const { kind, text } = segment;
    if (kind !== 'same' || text.length <= 3 * CONTEXT) return [segment];
    const before = index === 0 ? '' : start(text);
    const after = index === segments.length - 1 ? '' : end(text);
    const left = text.length - before.length - after.length;
    return [
      { kind: 'same' as const, text: before },
      { kind: 'skipped' as const, text: `… ${left} characters alike …` },
      { kind: 'same' as const, text: after },
    ].filter((part) => part.text !== '');
  });
}

function start(text: string): string {
  const kept = text.slice(0, CONTEXT);
  return kept.slice(0, Math.max(kept.lastIndexOf(' '), kept.lastIndexOf('\n')) + 1 || kept.length);
}

function end(text: string): string {
  const kept = text.slice(-CONTEXT);
  const space = kept.search(/\s/);
  return space === -1 ? kept : kept.slice(space);
}
