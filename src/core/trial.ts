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
  'check-failed': 'the check could not be done on this output',
  'undefined-variable': 'the scorer names a variable that the case does not have',
  'expected-missing': 'the scorer compares with `expected`, and the case has none',
} as const;

export type ScoreErrorCode = keyof typeof SCORE_ERROR_CODES;

export interface ScoreValue {
  ok: true;
  /** 0..1, higher is better. */
  value: number;
  /** Why, in a few words: a check's message or a judge's reasons. */
  reason: string;
  /** Scores of each judgement of this output, where it was judged more than once; `value` is what they come to. */
  repeats?: readonly number[] | undefined;
}

export interface ScoreFailure {
  ok: false;
  code: ScoreErrorCode;
  message: string;
}

/** A score, or the reason why there is none. A missing score is never a number. */
export type Score = ScoreValue | ScoreFailure;
