import type { CommandSpec } from './command.ts';
import type { Json, JsonObject } from './json.ts';
import type { Message } from './model.ts';

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
    | 'source';
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
  prompt: Prompt;
  price?: Price | undefined;
}

/** The user's own application: a command that gets a case and gives an output. */
export interface CommandTarget {
  kind: 'command';
  command: CommandSpec;
  /** `once`: run for every trial. `lines`: kept running, a line of JSON in and one out for each trial. */
  mode: 'once' | 'lines';
  /** `once` only: standard output is the output itself, or JSON that says more. */
  answer: 'text' | 'json';
  /** `lines` only: most processes at once, and requests that each has at once. */
  processes: number;
  parallel: number;
  /** Globs from the root of the repository of the files that it depends on; empty: everything in its folder. */
  watch: readonly string[];
  /** Stands for the content of those files. */
  code: string;
  price?: Price | undefined;
}

/** The thing under test, as it stands at one ref. */
export type Target = PromptTarget | CommandTarget;

interface ScorerBase {
  /** Unique in its suite. */
  name: string;
  /** A trial passes this scorer when its score is at least this, 0..1. */
  threshold: number;
  /** The scorer's own margin in place of the policy's. */
  maxDrop?: number | undefined;
  /** What a regression makes of the decision; absent: `fail`. `info`: the scorer is shown and decides nothing. */
  severity?: 'fail' | 'warn' | 'info' | undefined;
}

/** A deterministic scorer. `value` members are templates over the case's variables, `expected` and `output`. */
export type CheckSpec = ScorerBase & { kind: 'check' } & (
    | { check: 'exact'; value: string; ignoreCase: boolean; trim: boolean }
    | { check: 'contains' | 'starts-with' | 'ends-with'; value: string; ignoreCase: boolean }
    | { check: 'regex'; pattern: string; ignoreCase: boolean }
    | { check: 'json-schema'; schema: JsonObject | boolean }
  );

/** The model a judge asks. */
export interface JudgeModel {
  provider: string;
  model: string;
  parameters: JsonObject;
  price?: Price | undefined;
}

/** A scorer that asks a model. */
export type JudgeSpec = ScorerBase & { kind: 'judge'; asks: JudgeModel } & (
    | {
        judge: 'rubric';
        /** What is judged, in one sentence. A template. */
        criterion: string;
        /** Anchors from worst to best, at least two; level i of n scores i/(n−1). */
        levels: readonly string[];
      }
    | {
        judge: 'choices';
        /** The question, a template over the case's variables, `expected`, `output` and `completion`. */
        question: string;
        system?: string | undefined;
        choices: readonly { choice: string; score: number }[];
      }
  );

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

export type ScorerSpec = CheckSpec | JudgeSpec | CommandScorerSpec;

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
  /** What an inconclusive verdict makes of the decision. */
  onInconclusive: 'pass' | 'warn' | 'fail';
  /** What a suite that could not be measured makes of the decision. */
  onUnmeasured: 'warn' | 'fail';
}

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
  trials?: number | undefined;
  policy: Policy;
}
