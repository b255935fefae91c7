import { MODEL_FAILURE_CODES } from '../core/model.ts';
import type { CaseReport, Comparison, Confirmation, Outcome, TrialReport, Verdict } from '../core/report.ts';
import {
  SCORE_ERROR_CODES,
  type ScoreErrorCode,
  TRIAL_ERROR_CODES,
  type TrialErrorCode,
} from '../core/trial.ts';
import { reachWords } from './advice-words.ts';
import { count, plural, score, width } from './numbers.ts';

/** How a surface writes text from outside. Words are the same everywhere, only this differs. */
export interface Voice {
  /** A name or a short value: suite, case, scorer, path, model. */
  name(text: string): string;
  /** Prose: an error's message, a reason. */
  prose(text: string): string;
}

/** A sign for each decision that is told by its shape, not by its colour. */
export const DECISION_SIGNS: Readonly<Record<Outcome, string>> = { pass: '✅', warn: '⚠️', fail: '❌' };

/** A sign and a word for each verdict. */
export const VERDICTS: Readonly<Record<Verdict, string>> = {
  regressed: '▼ regressed',
  improved: '▲ improved',
  unchanged: '= unchanged',
  inconclusive: '? inconclusive',
};

/** A sign and a word for what became of a case. */
export const CASE_OUTCOMES: Readonly<Record<CaseReport['outcome'], string>> = {
  broke: '✗ broke',
  worse: '↓ worse',
  fixed: '✓ fixed',
  flaky: '~ flaky',
  better: '↑ better',
  same: '= same',
  unpaired: '? not compared',
  'head-only': '+ head only',
  'not-run': '· not run',
};

/** A comparison's verdict with what a reader needs to weigh it. */
export function verdictWords(comparison: Comparison): string {
  const { verdict, degraded, gating, severity, brokenBy, breaksTies } = comparison;
  if (verdict !== undefined && brokenBy !== undefined)
    return `${VERDICTS[verdict]} (by pairs)${severity === 'warn' ? ' (only warns)' : ''}`;
  const word = verdict === undefined ? 'no base' : degraded ? '▽ worse, tolerated' : VERDICTS[verdict];
  return breaksTies !== undefined && !gating
    ? `${word} (breaks ties)`
    : !gating
      ? `${word} (does not decide)`
      : severity === 'warn'
        ? `${word} (only warns)`
        : word;
}

/** Why a verdict is inconclusive, and what would decide it. */
export function inconclusiveWords(comparison: Comparison): string {
  const { reason, pairs, lost, margin, base } = comparison;
  if (reason === 'no-pairs') return 'no case has a score on both sides';
  if (reason === 'stopped') return 'the suite stopped because another score had regressed';
  if (reason === 'lost-pairs')
    return `${count(lost)} of ${plural(pairs + lost, 'case')} lack a score on a side`;
  if (reason === 'lost-scores')
    return `scores are missing that could hide a drop of ${width(-(comparison.missing?.worst?.delta ?? -margin))}: so much it would be if they were 0 at head and 1 at base`;
  if (reason === 'at-floor')
    return `base scores ${score(base)} on average, so a drop of ${width(margin)} cannot be seen. Does the scorer fit the outputs? Else lower max-drop`;
  return `${plural(pairs, 'case')} vary too much to rule out a drop of ${width(margin)}${reachWords(comparison)}`;
}

/** What fresh trials said about a case that the first ones made suspicious, as a clause. */
export function confirmationWords({ verdict, trials, base, head, open }: Confirmation): string {
  const passing = `${score(base)} → ${score(head)} of ${plural(trials, 'fresh trial')} pass`;
  switch (verdict) {
    case 'broke':
    case 'fixed':
      return `proven: ${passing}`;
    case 'flaky':
      return open
        ? `not known: ${passing} of those that have a score, and the others could tip it`
        : `not borne out: ${passing}`;
    case 'fails':
      return `no change: ${passing}`;
    case 'unmeasured':
      return `not known: too many of ${plural(trials, 'fresh trial')} failed`;
  }
}

/** Why a trial has no output. */
export function trialFailureWords(code: TrialErrorCode): string {
  return { ...MODEL_FAILURE_CODES, ...TRIAL_ERROR_CODES }[code];
}

/** Why an output has no score. */
export function scoreFailureWords(code: ScoreErrorCode): string {
  return SCORE_ERROR_CODES[code];
}

const FINISHES: Readonly<Record<Extract<TrialReport, { ok: true }>['finish'], string>> = {
  stop: '',
  length: 'stopped at the length limit',
  'content-filter': 'stopped by the content filter',
  refusal: 'the model refused',
  'tool-calls': 'ended in a tool call',
  other: 'ended in an unknown way',
};

/** How an output ended, when it did not end of itself; else nothing. */
export function finishWords(finish: keyof typeof FINISHES): string {
  return FINISHES[finish];
}

/** The first of a list, and how many more there are. */
export function listed(items: readonly string[], limit: number, join = ', '): string {
  const more = items.length - limit;
  // One more takes no more room than saying so.
  if (more <= 1) return items.join(join);
  return `${items.slice(0, limit).join(join)} and ${more} more`;
}
