import type { PairVerdict } from './label-command.ts';

/** What stands beside each box, in the order they are shown. */
const WORDS: readonly (readonly [PairVerdict, string])[] = [
  ['a', 'A is better'],
  ['b', 'B is better'],
  ['tie', 'No difference'],
  ['both-bad', 'Both are bad'],
];

const BOX = /^- \[([ xX])\] <!-- label ([0-9a-f]{8}) (a|b|tie|both-bad) -->(.*)$/;

/** The boxes of a case on offer, as a task list: ticking one is a vote. */
export function boxesOf(code: string): string {
  return WORDS.map(([verdict, words]) => `- [ ] <!-- label ${code} ${verdict} -->${words}`).join('\n');
}

/** A box that an edit ticked. */
export interface Tick {
  code: string;
  verdict: PairVerdict;
}

/**
 * What an edit of our comment says: the boxes that it ticked. No tick is no vote, whatever else was edited.
 * - `other-edit`: it changed more than boxes, so that nobody knows what the boxes stood beside.
 * - `two-verdicts`: it ticked two boxes of one case.
 */
export type Ticks = { ok: true; ticks: Tick[] } | { ok: false; problem: 'other-edit' | 'two-verdicts' };

/** The boxes that are ticked after an edit and were not before. Boxes that were emptied, by whomever, say nothing. */
export function readTicks(before: string, after: string): Ticks {
  const [old, now] = [linesOf(before), linesOf(after)];
  const ticks: Tick[] = [];
  let other = old.length !== now.length;
  for (const [index, line] of now.entries()) {
    const was = old[index];
    if (line === was) continue;
    const [box, earlier] = [BOX.exec(line), BOX.exec(was ?? '')];
    const same = box && earlier && box.slice(2).join('\n') === earlier.slice(2).join('\n');
    if (!same) other = true;
    const [, mark = ' ', code = '', verdict] = box ?? [];
    if (mark !== ' ' && earlier?.[1] !== mark) ticks.push({ code, verdict: verdict as PairVerdict });
  }
  if (ticks.length === 0) return { ok: true, ticks };
  if (other) return { ok: false, problem: 'other-edit' };
  const cases = new Set(ticks.map(({ code }) => code));
  return cases.size === ticks.length ? { ok: true, ticks } : { ok: false, problem: 'two-verdicts' };
}

/** The comment with every box empty: whoever comes next is shown nobody's vote. */
export function emptied(body: string): string {
  return body.replaceAll(/^- \[[xX]\] (?=<!-- label [0-9a-f]{8} )/gm, '- [ ] ');
}

/** Forms of the web send other line ends than we wrote. */
function linesOf(body: string): string[] {
  return body.replaceAll('\r\n', '\n').trimEnd().split('\n');
}
