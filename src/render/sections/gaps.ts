import type { CaseReport, Comparison, MeasuredSuite } from '../../core/report.ts';
import type { Block } from '../ladder.ts';
import { bullets, markdownVoice } from '../markdown.ts';
import { plural } from '../numbers.ts';
import { inconclusiveWords, listed } from '../terms.ts';
import { failureWords } from './case.ts';

const LONG = 15;
const SHORT = 3;

/** What was not measured or not decided, and why. Nothing is left out in silence. */
export function gapBlocks(suite: MeasuredSuite): Block[] {
  const long = gapLines(suite, LONG);
  if (long.length === 0) return [];
  const text = (lines: readonly string[]) => `**Not measured, and why**\n\n${bullets(lines)}`;
  return [
    [
      { text: text(long), rung: 60, lost: 'list' },
      { text: text(gapLines(suite, SHORT)), rung: 26, lost: 'list' },
    ],
  ];
}

function gapLines(suite: MeasuredSuite, limit: number): string[] {
  const { comparisons, cases, metrics, baseProblems } = suite;
  const unpaired = cases.filter(lacksScore);
  const identical = cases.filter(({ identical: same, outcome }) => same && outcome === 'not-run').length;
  return [
    ...few(
      baseProblems,
      limit,
      'problem',
      ({ message }) => `Base could not be used: ${markdownVoice.prose(message)}`,
    ),
    ...few(
      comparisons.filter(isOpen),
      limit,
      'scorer',
      (comparison) =>
        `${markdownVoice.name(comparison.scorer)} is not decided: ${inconclusiveWords(comparison)}.`,
    ),
    ...few(grouped(unpaired), limit, 'reason', ({ words, rows }) => {
      const names = rows.map(
        ({ id, mustPass }) => `${markdownVoice.name(id)}${mustPass ? ' (must pass)' : ''}`,
      );
      return `${plural(rows.length, 'case')} ${words}: ${listed(names, limit)}`;
    }),
    identical > 0
      ? `${plural(identical, 'case')} ${identical === 1 ? 'sends' : 'send'} the same requests at base and head, so ${identical === 1 ? 'it was' : 'they were'} not run.`
      : '',
    metrics.head !== undefined && metrics.head.costUsd === undefined
      ? 'The cost is unknown: the endpoint reports no usage, or the model has no known price.'
      : '',
  ].filter(Boolean);
}

function isOpen({ verdict }: Comparison): boolean {
  return verdict === 'inconclusive';
}

/** A case that was run and could not be scored on a side. */
function lacksScore({ outcome, head }: CaseReport): boolean {
  return outcome === 'unpaired' || (outcome === 'head-only' && head?.passes === undefined);
}

/** Cases that lack a score for the same reason are said together: a provider that is down says itself once. */
function grouped(rows: readonly CaseReport[]): { words: string; rows: CaseReport[] }[] {
  const groups = new Map<string, CaseReport[]>();
  for (const row of rows) {
    const words = sidesMissing(row);
    groups.set(words, [...(groups.get(words) ?? []), row]);
  }
  return [...groups].map(([words, group]) => ({ words, rows: group }));
}

function sidesMissing(row: CaseReport): string {
  const sides = (['base', 'head'] as const).flatMap((side) => {
    const words = failureWords(row[side], 1);
    return words ? [`at ${side}, ${words}`] : [];
  });
  return sides.length > 0 ? sides.join('; ') : 'without a score';
}

function few<Item>(
  items: readonly Item[],
  limit: number,
  noun: string,
  say: (item: Item) => string,
): string[] {
  const more = items.length - limit;
  const shown = items.slice(0, limit).map(say);
  return more > 0 ? [...shown, `and ${plural(more, `more ${noun}`)}`] : shown;
}
