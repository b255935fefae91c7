import { COMMAND_FAILURE_CODES } from './command.ts';
import type { Finish, ModelFailureCode, ToolCall, Usage } from './model.ts';

/** The target as it stands at one ref. */
export type Variant = 'base' | 'head';

export const TRIAL_ERROR_CODES = {
  'undefined-variable': 'the prompt names a variable that the case does not have',
  'render-failed': 'the prompt could not be rendered for this case',
  ...COMMAND_FAILURE_CODES,
} as const;

export type TrialErrorCode = ModelFailureCode | keyof typeof TRIAL_ERROR_CODES;

/** What the target produced in one trial. */
export interface TrialOutput {
  ok: true;
  output: string;
  finish: Finish;
  /** The calls of tools that the target asked for, in order; absent: none. */
  toolCalls?: readonly ToolCall[] | undefined;
  usage?: Usage | undefined;
  /** US dollars; absent when usage or price is unknown. */
  costUsd?: number | undefined;
  latencyMs: number;
  /** The model's name and the fingerprint of its system as the endpoint answers them; absent: it does not say. */
  servedModel?: string | undefined;
  fingerprint?: string | undefined;
  /** The model that a command says it asked. */
  model?: string | undefined;
  replayed: boolean;
}

export interface TrialFailure {
  ok: false;
  code: TrialErrorCode;
  message: string;
}

/** One execution of one case under one variant. A failure has no output and so can have no score. */
export type Trial = TrialOutput | TrialFailure;

export const SCORE_ERROR_CODES = {
  'judge-unreadable': "the judge's answer could not be read, nor could its repair",
  'judge-failed': 'the judge could not be asked',
  'cannot-judge': 'the judge says that it cannot judge this output',
  'command-failed': "the scorer's command failed, or its answer is no score",
  'judge-untrusted': 'the judge passes an output that is known to be bad, so nothing it says counts',
  skipped: 'not judged: a check that the judge requires failed',
  unpaired: 'the other side has no output to compare with',
  'check-failed': 'the check could not be done on this output',
  'undefined-variable': 'the scorer names a variable that the case does not have',
  'expected-missing': 'the scorer compares with `expected`, and the case has none',
} as const;

export type ScoreErrorCode = keyof typeof SCORE_ERROR_CODES;

/** What one model of a judge's panel said, or one of the two orders of a pair. */
export interface Juror {
  model: string;
  /** The order in which a pair was shown. */
  order?: 'base-first' | 'head-first' | undefined;
  /** Absent: it gave no score. For a pair: what head is worth in it. */
  value?: number | undefined;
  /** Its reasons, or why there is no score. */
  reason: string;
}

/** Who judged. Absent on what no judge scored. */
interface JudgedBy {
  /** Hash of the judge: wording, models, parameters, form of answer. Different hashes are not comparable. */
  judge?: string | undefined;
  /** Each of a panel's models, or each order of a pair. */
  jurors?: readonly Juror[] | undefined;
}

export interface ScoreValue extends JudgedBy {
  ok: true;
  /** 0..1, higher is better. */
  value: number;
  /** Why, in a few words: a check's message or a judge's reasons. */
  reason: string;
  /** Where one output was judged several times, each of these judgements; `value` is their mean. */
  repeats?: readonly number[] | undefined;
  /** Whether all that the judge quotes stands in what it was shown; absent: it quotes nothing. */
  quotes?: 'found' | 'missing' | undefined;
}

export interface ScoreFailure extends JudgedBy {
  ok: false;
  code: ScoreErrorCode;
  message: string;
}

/** A score, or the reason why there is none. A missing score is never a number. */
export type Score = ScoreValue | ScoreFailure;
