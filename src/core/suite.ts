import type { CheckParts } from './check-spec.ts';
import type { CommandSpec } from './command.ts';
import type { CommandTarget } from './command-target.ts';
import type { OptimizeFile } from './config/optimize-schema.ts';
import type { Problem } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import type { JudgeAsking, JudgeParts } from './judge-spec.ts';
import type { JudgeTarget } from './judge-target.ts';
import type { Api, Message } from './model.ts';
import type { StatedTrials } from './trial-range.ts';

/** One row of a dataset. */
export interface Case {
  /** Unique in its dataset. Given by the row, or derived from its content. */
  id: string;
  /** What templates can name. */
  vars: JsonObject;
  expected?: Json | undefined;
  tags: readonly string[];
  /** Cases of one cluster (one conversation, one document) are not independent of each other. */
  cluster?: string | undefined;
  /** Scorers of the case's own, by the name of the suite's scorer that they stand for. */
  scorers?: Readonly<Record<string, ScorerSet>> | undefined;
}

/** A prompt file, parsed: message templates and the settings that live in the same file. Plain data throughout. */
export interface Prompt {
  format:
    | 'text'
    | 'github'
    | 'messages'
    | 'chat-completions'
    | 'responses'
    | 'jinja'
    | 'mustache'
    | 'liquid'
    | 'handlebars'
    | 'dotprompt'
    | 'prompty'
    | 'source'
    | 'promptfoo';
  /** What reads the templates; absent: `placeholders`, which replaces `{{name}}` and knows no logic. */
  engine?: 'placeholders' | 'jinja' | 'mustache' | 'liquid' | 'handlebars' | undefined;
  /**
   * How templates become messages; absent: `messages`, each template is one. The others have one template whose
   * rendered text is cut into messages: at lines such as `system:`, or where `{{role "system"}}` was called.
   */
  layout?: 'messages' | 'role-lines' | 'role-marks' | undefined;
  messages: readonly Message[];
  /** What a placeholder without a variable is: an error of the case, or left as it stands (GitHub's format). */
  onUndefined: 'error' | 'keep';
  /** Values of the file's own for variables that a case does not have. */
  defaults?: JsonObject | undefined;
  /** Files that the templates include, by path, each with the names it includes in turn and the files they mean. */
  partials?: PartialFiles | undefined;
  /** Where the only template begins, for what is found wrong in rendering. No part of what the prompt says. */
  origin?: { readonly path: string; readonly line: number } | undefined;
  model?: string | undefined;
  /** Under the API's own names. */
  parameters: JsonObject;
  /** The file's own `testData`, when it has some. */
  cases?: readonly Case[] | undefined;
  /** The file's own `evaluators`, when it has some. */
  scorers?: readonly ScorerSpec[] | undefined;
}

/** Other templates that a prompt's templates are put together from. */
export interface PartialFiles {
  /** Names as the prompt's own templates write them, and the files they mean. */
  names: Readonly<Record<string, string>>;
  files: Readonly<Record<string, { text: string; names: Readonly<Record<string, string>> }>>;
}

/** Prices in US dollars for a million tokens. */
export interface Price {
  input: number;
  output: number;
}

/** A prompt with the model that it is sent to. */
export interface PromptTarget {
  kind: 'prompt';
  provider: string;
  model: string;
  /** The prompt file's parameters, overridden key by key by the suite's. */
  parameters: JsonObject;
  /** Absent: Chat Completions. */
  api?: Api | undefined;
  prompt: Prompt;
  price?: Price | undefined;
}

/** The thing under test, as it stands at one ref. */
export type Target = PromptTarget | CommandTarget | JudgeTarget;

interface ScorerBase {
  /** Unique in its suite. */
  name: string;
  /** A trial passes this scorer when its score is at least this, 0..1. */
  threshold: number;
  /** The scorer's own margin in place of the policy's. */
  maxDrop?: number | undefined;
  /** What a regression makes of the decision; absent: `fail`. `info`: the scorer is shown and decides nothing. */
  severity?: 'fail' | 'warn' | 'info' | undefined;
  /** Its share where scores are combined; absent: 1. */
  weight?: number | undefined;
}

/** A deterministic scorer. */
export type CheckSpec = ScorerBase & {
  kind: 'check';
  /** The score is turned round: 1 − score. A missing score stays missing. */
  not?: true | undefined;
} & CheckParts;

/** A scorer that asks a model. */
export type JudgeSpec = ScorerBase & { kind: 'judge' } & JudgeAsking & JudgeParts;

/**
 * A scorer that is another one for each case: {@link Case.scorers} has it under this name. A case without one is not
 * scored by it.
 */
export type CaseScorerSpec = ScorerBase & {
  kind: 'case';
  /** Whether a judge is among them. */
  judged: boolean;
};

/** Scorers taken together: all have to pass, or, where there is a threshold, their weighted mean has to reach it. */
export interface ScorerSet {
  threshold?: number | undefined;
  parts: readonly ScorerPart[];
}

/** One of several scorers. `negated`: it counts when it does not pass. */
export type ScorerPart = { weight: number; negated?: true } & (
  | { scorer: CheckSpec | JudgeSpec }
  | { set: ScorerSet; name: string }
);

/**
 * The scores of a trial as one more score. A scorer of weight 0 is left out, and so is one that does not apply to the
 * case. Where a score that belongs is missing, so is the combination.
 */
export type CombinedSpec = ScorerBase & {
  kind: 'combined';
  method: 'weighted-mean' | 'all' | 'min';
  /** What is combined. */
  of: readonly { name: string; weight: number; threshold: number }[];
};

/** A scorer of the user's own: a command that gets an output and gives a score. */
export type CommandScorerSpec = ScorerBase & {
  kind: 'command';
  command: CommandSpec;
  /** `json`: `{"score": 0.5, "reason": "…"}` on standard output. `exit-code`: 0 scores 1, 1 scores 0. */
  answer: 'json' | 'exit-code';
  watch: readonly string[];
  /** Stands for the content of the watched files. */
  code: string;
};

export type ScorerSpec = CheckSpec | JudgeSpec | CaseScorerSpec | CombinedSpec | CommandScorerSpec;

/** What decides whether a pull request may merge. Fractions are of 1 (0.05 is five points). */
export interface Policy {
  /** `regression`: a proven regression blocks. `non-inferiority`: what is not shown to be no worse blocks. */
  gate: 'regression' | 'non-inferiority';
  /** Largest tolerated drop of a scorer's mean score, 0..1: the margin of the verdict. */
  maxDrop: number;
  /** Smallest mean score at head: one number for every scorer, or by scorer name. */
  minScore?: number | Readonly<Record<string, number>> | undefined;
  /** Cases with one of these tags have to pass every scorer at head. */
  mustPass: readonly string[];
  /** Largest tolerated relative increase of the mean cost of a trial: 0.2 is +20 %. */
  maxCostIncrease?: number | undefined;
  /** Largest tolerated relative increase of latency (geometric mean over cases): 0.5 is +50 %. */
  maxLatencyIncrease?: number | undefined;
  /** Largest tolerated share of trials that fail at head, 0..1. */
  maxErrorRate?: number | undefined;
  /** Fresh trials on each side for a case that seems broken or fixed; 0: none, and no case blocks by itself. */
  confirmTrials: number;
  /** Whether a suite of 40 cases or more stops as soon as a regression is proven; absent: it does. */
  failFast?: boolean | undefined;
  /** What an inconclusive verdict makes of the decision. */
  onInconclusive: 'pass' | 'warn' | 'fail';
  /** What a must-pass case that fails at base as at head makes of the decision; absent: `warn`. */
  onFailingBefore?: 'warn' | 'fail' | undefined;
  /** What a suite that could not be measured makes of the decision. */
  onUnmeasured: 'warn' | 'fail';
  /** What becomes of cases that head removes or edits; absent: `protect`, base's form is run and decides. */
  removedCases?: CaseProtection | undefined;
  editedCases?: CaseProtection | undefined;
  /** What removing the suite makes of the decision; absent: `fail` where its prompt stays, else `warn`. */
  removedSuite?: 'warn' | 'fail' | undefined;
  /** Absent: the defaults. */
  judges?: JudgePolicy | undefined;
}

/** What a judge has to reach against people's labels, and what becomes of one that does not. */
export interface JudgePolicy {
  uncalibrated: 'gate' | 'info';
  youden: number;
  ac1: number;
  labels: number;
  correction: 'gate' | 'show';
}

/**
 * `protect`: base's form of the case is run on both sides and decides. `fail`: so it does, and the change is blocked.
 * `warn`: the change is only told.
 */
export type CaseProtection = 'protect' | 'warn' | 'fail';

/** A suite at one ref with everything it names read and parsed. */
export interface Suite {
  name: string;
  /** Path of the suite file from the root of the repository. */
  path: string;
  /** Absent for a command. */
  promptPath?: string | undefined;
  datasetPath?: string | undefined;
  target: Target;
  cases: readonly Case[];
  scorers: readonly ScorerSpec[];
  /** Trials of each case and variant; absent: decided by the plan. */
  trials?: StatedTrials | undefined;
  policy: Policy;
  /** What a search may do; no part of what is compared. */
  optimize?: OptimizeFile | undefined;
  /** What the suite's file asks for and is not done, when it is in a format of another tool. */
  unsupported?: readonly Problem[] | undefined;
}
