import { MODEL_FAILURE_CODES } from '../core/model.ts';
import type { CaseReport, Comparison, Outcome, TrialReport, Verdict } from '../core/report.ts';
import {
  SCORE_ERROR_CODES,
  type ScoreErrorCode,
  TRIAL_ERROR_CODES,
  type TrialErrorCode,
} from '../core/trial.ts';
import { plural, width } from './numbers.ts';

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
  better: '↑ better',
  same: '= same',
  unpaired: '? not compared',
  'head-only': '+ head only',
  'not-run': '· not run',
};

/** A comparison's verdict with what a reader needs to weigh it. */
export function verdictWords(comparison: Comparison): string {
  const { verdict, gating } = comparison;
  const word = verdict === undefined ? 'no base' : VERDICTS[verdict];
  return gating ? word : `${word} (does not decide)`;
}

/** Why a verdict is inconclusive, as a clause. */
export function inconclusiveWords({ reason, detectable, pairs, lost, margin }: Comparison): string {
  if (reason === 'no-pairs') return 'no case has a score on both sides';
  if (reason === 'lost-pairs') return `${lost} of ${plural(pairs + lost, 'case')} lack a score on a side`;
  const found =
    detectable === undefined ? '' : `; a drop of ${width(detectable)} would be found in 4 of 5 runs`;
  return `the scores vary too much over ${plural(pairs, 'case')} to rule out a drop of ${width(margin)}${found}`;
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
