import type { CaseReport, MeasuredSuite, SideReport } from '../core/report.ts';
import { curtailedWords } from './advice-words.ts';
import { judgeDoubts } from './judge-words.ts';
import { plural } from './numbers.ts';
import { failuresOf } from './select.ts';
import { inconclusiveWords, listed, type Voice } from './terms.ts';

/** Cases that one line names. */
const NAMES = 8;

/** What was not measured or not decided in a suite, and why, at most `limit` lines of a kind. */
export function gapWords(suite: MeasuredSuite, voice: Voice, limit: number): string[] {
  const { comparisons, cases, metrics, baseProblems, unsupported } = suite;
  const open = comparisons.filter(({ verdict }) => verdict === 'inconclusive');
  const identical = cases.filter(({ identical: alike, outcome }) => alike && outcome === 'not-run').length;
  const [send, they] = identical === 1 ? ['sends', 'it was'] : ['send', 'they were'];
  return [
    ...few(
      baseProblems,
      limit,
      'problem',
      ({ message }) => `Base could not be used: ${voice.prose(message)}`,
    ),
    ...few(
      unsupported ?? [],
      limit,
      'thing of the config',
      ({ message, place }) =>
        `Not done: ${voice.prose(message)}${place?.line === undefined ? '' : ` (${voice.name(`${place.path}:${place.line}`)})`}`,
    ),
    ...few(grouped(cases.filter(lacksScore), voice), limit, 'reason', ({ words, rows }) => {
      const names = rows.map(({ id, mustPass }) => `${voice.name(id)}${mustPass ? ' (must pass)' : ''}`);
      return `${plural(rows.length, 'case lacks', 'cases lack')} a score. ${words}: ${listed(names, Math.min(limit, NAMES))}`;
    }),
    ...few(
      open,
      limit,
      'scorer',
      (comparison) => `${voice.name(comparison.scorer)} is not decided: ${inconclusiveWords(comparison)}.`,
    ),
    ...few(
      comparisons.filter(({ skipped = 0 }) => skipped > 0),
      limit,
      'scorer',
      ({ scorer, skipped = 0 }) =>
        `${plural(skipped, 'case was', 'cases were')} not judged by ${voice.name(scorer)}, because an output failed a check that it requires; that check decides about them.`,
    ),
    ...few(
      comparisons.flatMap((comparison) => judgeDoubts(comparison, voice)),
      limit,
      'doubt',
      (words) => words,
    ),
    stoppedWords(suite),
    curtailedWords(suite),
    identical > 0
      ? `${plural(identical, 'case')} ${send} the same requests at base and head, so ${they} not run.`
      : '',
    metrics.head !== undefined && metrics.head.costUsd === undefined
      ? 'The cost is unknown: the endpoint reports no usage, or the model has no known price.'
      : '',
  ].filter(Boolean);
}

/** Why a side of a case lacks an output or a score. */
export function failureWords(side: SideReport | undefined, voice: Voice, limit: number): string {
  return failuresOf(side)
    .slice(0, limit)
    .map(({ scorer, words, message }) => {
      const about = scorer === undefined ? '' : `${voice.name(scorer)}: `;
      return `${about}${words}${message.trim() === '' ? '' : ` (${voice.prose(message)})`}`;
    })
    .join('; ');
}

/** A case that was run and could not be scored on a side. */
function lacksScore({ outcome, head }: CaseReport): boolean {
  return outcome === 'unpaired' || (outcome === 'head-only' && head?.passes === undefined);
}

/** Cases that lack a score for the same reason are said together: a provider that is down says itself once. */
function grouped(rows: readonly CaseReport[], voice: Voice): { words: string; rows: CaseReport[] }[] {
  const groups = new Map<string, CaseReport[]>();
  for (const row of rows) {
    const words = sidesMissing(row, voice);
    const group = groups.get(words);
    if (group) group.push(row);
    else groups.set(words, [row]);
  }
  return [...groups].map(([words, group]) => ({ words, rows: group }));
}

function sidesMissing(row: CaseReport, voice: Voice): string {
  const sides = (['base', 'head'] as const).flatMap((side) => {
    const words = failureWords(row[side], voice, 1);
    return words ? [`At ${side}: ${words}`] : [];
  });
  return sides.length > 0 ? sides.join('. ') : 'No reason is known';
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

/** That a suite stopped early, and what was left out for it. */
export function stoppedWords({ stopped, cases }: MeasuredSuite): string {
  if (!stopped) return '';
  const unseen = cases.filter(
    ({ mustPass, outcome, identical }) => mustPass && outcome === 'not-run' && !identical,
  );
  const watched =
    unseen.length > 0 ? ` (${plural(unseen.length, 'of them must pass', 'of them must pass')})` : '';
  const left = stopped.of - stopped.cases;
  return `Stopped after ${stopped.cases} of ${plural(stopped.of, 'case')}: regression already proven. ${plural(left, 'case was', 'cases were')} not run${watched}.`;
}
