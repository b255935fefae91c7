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
const MAX_EDITS = 250;
/** Share of the longer text that has to be alike for a word diff to read well. */
const ALIKE = 0.4;
/** Longer stretches that both have are shortened to their ends. */
const CONTEXT = 160;

/** Compares two outputs word by word: at most `limit` UTF-16 units of each, from where they begin to differ. */
export function diffOutputs(base: string, head: string, limit: number): OutputDiff {
  const longest = Math.max(base.length, head.length);
  if (base === head) {
    const note = longest > limit ? { cutNote: `the first ${limit} of ${longest} characters` } : {};
    return { kind: 'equal', text: cut(base, limit), ...note };
  }
  const [start, tail] = commonEnds(base, head);
  const before = cut(base.slice(start, base.length - tail), limit);
  const after = cut(head.slice(start, head.length - tail), limit);
  const isCut = longest - start - tail > limit;
  const note = isCut ? { cutNote: `${limit} characters from where they differ, of ${longest}` } : {};
  const segments = segmentsOf(before, after);
  const alike = segments.reduce((sum, { kind, text }) => sum + (kind === 'same' ? text.trim().length : 0), 0);
  if (start + tail + alike < ALIKE * Math.min(longest, start + tail + limit)) {
    return { kind: 'rewritten', base: before, head: after, ...note };
  }
  const ends = [skipped(start), ...skipLong(joinNear(segments)), ...(isCut ? [] : [skipped(tail)])];
  return { kind: 'words', segments: ends.filter(({ text }) => text !== ''), ...note };
}

function segmentsOf(base: string, head: string): Segment[] {
  const changes = diffWordsWithSpace(base, head, { maxEditLength: MAX_EDITS });
  if (changes === undefined) {
    return [
      { kind: 'removed', text: base },
      { kind: 'added', text: head },
    ];
  }
  return changes.map(({ added, removed, value }) => ({
    kind: added ? 'added' : removed ? 'removed' : 'same',
    text: value,
  }));
}

/** UTF-16 units that both texts begin and end with and that need not be shown: a little context is left. */
function commonEnds(base: string, head: string): readonly [number, number] {
  const shortest = Math.min(base.length, head.length);
  let prefix = 0;
  while (prefix < shortest && base[prefix] === head[prefix]) prefix += 1;
  let suffix = 0;
  while (suffix < shortest - prefix && base.at(-1 - suffix) === head.at(-1 - suffix)) suffix += 1;
  const start = prefix <= 2 * CONTEXT ? 0 : wordStart(base, prefix - CONTEXT);
  const tail = suffix <= 2 * CONTEXT ? 0 : base.length - wordStart(base, base.length - suffix + CONTEXT);
  return [start, tail];
}

/** The next start of a word from a position on; without one near, the next whole character. */
function wordStart(text: string, from: number): number {
  const space = text.slice(from, from + CONTEXT / 2).search(/\s/);
  if (space !== -1) return from + space + 1;
  return /[\uDC00-\uDFFF]/.test(text.charAt(from)) ? from + 1 : from;
}

function skipped(units: number): Segment {
  return { kind: 'skipped', text: units === 0 ? '' : `… ${units} characters alike …` };
}

/** Changes with nothing but white space between them become one change: `a b` → `c d`, not two changed words. */
function joinNear(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  let [removed, added] = ['', ''];
  const flush = () => {
    if (removed) joined.push({ kind: 'removed', text: removed });
    if (added) joined.push({ kind: 'added', text: added });
    [removed, added] = ['', ''];
  };
  for (const [index, { kind, text }] of segments.entries()) {
    if (kind === 'removed') removed += text;
    else if (kind === 'added') added += text;
    else if (removed && added && /^[^\S\n]+$/.test(text) && changesBoth(segments, index + 1)) {
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
function changesBoth(segments: readonly Segment[], index: number): boolean {
  const kinds = new Set([segments[index]?.kind, segments[index + 1]?.kind]);
  return kinds.has('removed') && kinds.has('added');
}

/** Long stretches between two changes are shortened; those at the ends were before. */
function skipLong(segments: readonly Segment[]): Segment[] {
  return segments.flatMap((segment): Segment[] => {
    const { kind, text } = segment;
    if (kind !== 'same' || text.length <= 3 * CONTEXT) return [segment];
    const from = wordStart(text, CONTEXT);
    const to = wordStart(text, text.length - CONTEXT);
    return [{ kind, text: text.slice(0, from) }, skipped(to - from), { kind, text: text.slice(to) }];
  });
}
