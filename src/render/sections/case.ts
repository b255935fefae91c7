import { textOf } from '../../core/json.ts';
import type { CaseReport, ScoreReport } from '../../core/report.ts';
import { diffOutputs } from '../diff.ts';
import { htmlCode, htmlProse } from '../escape.ts';
import { failureWords } from '../gap-words.ts';
import { type Block, dear } from '../ladder.ts';
import { bullets, details, markdownVoice, quote, quoteSegments, unbroken } from '../markdown.ts';
import { score } from '../numbers.ts';
import { type Answer, meanOf, movedScorers, tellingTrials } from '../select.ts';
import { CASE_OUTCOMES, confirmationWords, finishWords, scoreFailureWords } from '../terms.ts';
import { cut } from '../visible.ts';

/** UTF-16 units of each text in a case's details, in the long and in the short form. */
const LONG = 4000;
const SHORT = 600;
const VARS_SHOWN = 8;
/** A value up to this length stands on the line of its name. */
const INLINE_VALUE = 70;

/** When each form of a case gives way: gains before losses, long texts before short ones. */
const RUNGS: Readonly<Partial<Record<CaseReport['outcome'], readonly [number, number, number]>>> = {
  better: [95, 85, 40],
  'head-only': [94, 84, 38],
  fixed: [93, 83, 36],
  worse: [91, 80, 32],
  broke: [90, 75, 30],
};

/** A case that moved: folded, with everything that a reader needs to judge the change. */
export function caseBlock(row: CaseReport, scorers: readonly string[]): Block {
  const summary = caseSummary(row, scorers);
  const [long, short, line] = RUNGS[row.outcome] ?? [90, 80, 40];
  return [
    dear(() => details(summary, caseBody(row, scorers, LONG)), long, 'text'),
    dear(() => details(summary, caseBody(row, scorers, SHORT)), short, 'case'),
    { text: `<p>${summary}</p>`, rung: line, lost: 'case' },
  ];
}

/** What the change did to a case. */
const ORIGINS: Readonly<Record<CaseReport['origin'], string>> = {
  kept: '',
  added: 'added by this change',
  edited: 'edited by this change',
  removed: 'removed by this change',
  replaced: 'as it stood before this change edited it',
};

/** A line of HTML: what happened to the case and to its scores, and of a loss why. */
function caseSummary(row: CaseReport, scorers: readonly string[]): string {
  const moved = movedScorers(row, scorers);
  const marks = [row.mustPass ? 'must pass' : '', ORIGINS[row.origin]].filter(Boolean);
  const why = lossReason(row, moved);
  return [
    `<b>${outcomeWords(row)}</b> ${htmlCode(row.id)}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}`,
    ...moved.slice(0, 3).map((name) => `${htmlCode(name, 40)} ${sides(row, name)}`),
    ...(row.confirmation ? [confirmationWords(row.confirmation)] : []),
    ...(why === undefined ? [] : [`<i>${htmlProse(why, WHY_LIMIT)}</i>`]),
  ].join(' · ');
}

/** UTF-16 units of a reason that stand where the case is folded. */
const WHY_LIMIT = 140;

/** Why head's output lost, in the words of the scorer that lost most: a reader need not unfold the case to know. */
function lossReason(row: CaseReport, moved: readonly string[]): string | undefined {
  if (row.outcome === 'fixed' || row.outcome === 'better') return undefined;
  const { head } = tellingTrials(row);
  const drop = (name: string) => (meanOf(row.head, name) ?? 0) - (meanOf(row.base, name) ?? 1);
  const worst = moved.toSorted((left, right) => drop(left) - drop(right));
  const reasons = worst.flatMap((name) => {
    const found = head?.scores.find(({ scorer }) => scorer === name);
    return found?.ok && drop(name) < 0 && found.reason.trim() !== '' ? [found.reason] : [];
  });
  return reasons[0];
}

function outcomeWords({ outcome, head }: CaseReport): string {
  return outcome === 'head-only' && head?.passes === false ? '✗ does not pass' : CASE_OUTCOMES[outcome];
}

function sides({ base, head }: CaseReport, scorer: string): string {
  const after = unbroken(score(meanOf(head, scorer)));
  return base === undefined ? after : `${unbroken(score(meanOf(base, scorer)))} → ${after}`;
}

function caseBody(row: CaseReport, scorers: readonly string[], limit: number): string {
  const trials = tellingTrials(row);
  return [
    ...inputs(row, limit),
    ...outputs(row, trials, limit),
    bullets(scorers.map((name) => scoreLine(row, name, trials))),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function inputs({ vars, expected }: CaseReport, limit: number): string[] {
  const names = Object.keys(vars);
  const shown = names.slice(0, VARS_SHOWN);
  const more = names.length - shown.length;
  return [
    ...shown.map((name) => labelled(`Input ${markdownVoice.name(name)}`, textOf(vars[name] ?? null), limit)),
    more > 0 ? `and ${more} more variables` : '',
    expected === undefined ? '' : labelled('Expected', textOf(expected), limit),
  ];
}

function labelled(label: string, text: string, limit: number): string {
  if (text.length <= INLINE_VALUE && !/[\n\r]/.test(text)) return `**${label}** ${markdownVoice.name(text)}`;
  return `**${label}**\n\n${quote(cut(text, limit))}`;
}

function outputs(row: CaseReport, { base, head }: { base?: Answer; head?: Answer }, limit: number): string[] {
  if (base === undefined || head === undefined) {
    return [
      row.base === undefined ? '' : oneOutput('Output at base', row.base, base, limit),
      row.head === undefined ? '' : oneOutput(row.base ? 'Output at head' : 'Output', row.head, head, limit),
    ];
  }
  const diff = diffOutputs(base.output, head.output, limit);
  const which = [trialOf('base', base, row.base), trialOf('head', head, row.head), diff.cutNote ?? ''].filter(
    Boolean,
  );
  const about = which.length > 0 ? ` (${which.join(', ')})` : '';
  if (diff.kind === 'equal') return [`**Output**, the same at base and head${about}`, quote(diff.text)];
  if (diff.kind === 'words') {
    return [`**Output**, ~~only at base~~, <ins>only at head</ins>${about}`, quoteSegments(diff.segments)];
  }
  return [`**Output at base**${about}`, quote(diff.base), '**Output at head**', quote(diff.head)];
}

function trialOf(side: string, { index, finish }: Answer, report: CaseReport['base']): string {
  const trials = report?.trials.length ?? 1;
  return [
    trials > 1 ? `${side}: trial ${index + 1} of ${trials}` : '',
    finishWords(finish) && `${side} ${finishWords(finish)}`,
  ]
    .filter(Boolean)
    .join(', ');
}

function oneOutput(
  title: string,
  side: CaseReport['base'],
  answer: Answer | undefined,
  limit: number,
): string {
  if (answer) return `**${title}**\n\n${quote(cut(answer.output, limit))}`;
  return `**${title}**: none. ${failureWords(side, markdownVoice, 2)}`;
}

function scoreLine(
  row: CaseReport,
  scorer: string,
  { base, head }: { base?: Answer; head?: Answer },
): string {
  const [before, after] = [scoreOf(base, scorer), scoreOf(head, scorer)];
  const alike = meanOf(row.base, scorer) === meanOf(row.head, scorer);
  const scores = alike ? score(meanOf(row.head, scorer)) : sides(row, scorer);
  const reasons =
    alike || before === after || row.base === undefined
      ? [after]
      : [after && `Head: ${after}`, before && `Base: ${before}`];
  return [
    `${markdownVoice.name(scorer)} ${scores}`,
    ...reasons.filter(Boolean).map((reason) => `  - ${reason}`),
  ].join('\n');
}

function scoreOf(answer: Answer | undefined, scorer: string): string {
  const found: ScoreReport | undefined = answer?.scores.find((each) => each.scorer === scorer);
  if (found === undefined) return '';
  if (found.ok) return found.reason.trim() === '' ? '' : markdownVoice.prose(found.reason);
  return `no score, ${scoreFailureWords(found.code)}`;
}
