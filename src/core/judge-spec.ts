import type { JsonObject } from './json.ts';
import type { Api } from './model.ts';
import type { Price } from './suite.ts';

/** The model a judge asks. */
export interface JudgeModel {
  provider: string;
  model: string;
  parameters: JsonObject;
  /** Absent: Chat Completions. */
  api?: Api | undefined;
  price?: Price | undefined;
}

/** How an output stands to its reference, and what each of these is worth. */
export type ReferenceVerdict = 'same' | 'adds' | 'lacks' | 'none' | 'contradicts';

/** How what an output states is backed by its context. */
export type FaithfulnessVerdict = 'supported' | 'partly' | 'unsupported';

/** What a judge asks, by kind. */
export type JudgeParts =
  | {
      judge: 'rubric';
      /** What is judged, in one sentence. A template. */
      criterion: string;
      /** Anchors from worst to best, at least two; level i of n scores i/(n−1). */
      levels: readonly string[];
      /** The score is the expectation over the levels, where the endpoint tells how sure the model was of each. */
      logprobs?: true | undefined;
    }
  /** One yes-or-no criterion of a checklist; a template. Each is a scorer of its own. */
  | { judge: 'checklist'; criterion: string }
  | {
      judge: 'reference';
      /** What was asked for, a template; absent: the variables speak for themselves. */
      question?: string | undefined;
      worth: Readonly<Record<ReferenceVerdict, number>>;
    }
  | {
      judge: 'faithfulness';
      /** A template of what the output may draw on. */
      context: string;
      worth: Readonly<Record<FaithfulnessVerdict, number>>;
    }
  | {
      judge: 'classify';
      /** The question, a template over the case's variables, `expected`, `output` and `completion`. */
      question: string;
      system?: string | undefined;
      choices: readonly { choice: string; score: number }[];
    }
  /** Which of two outputs meets the criterion better: base's or head's. */
  | {
      judge: 'pairwise';
      criterion: string;
      /** A scorer of the suite: where its verdict is undecided, the preference decides. */
      breaksTies?: string | undefined;
    }
  | {
      judge: 'custom';
      /** The user's own prompt, a template like the others. */
      prompt: string;
      system?: string | undefined;
      /** JSON Schema of the verdict, an object. */
      answer: JsonObject;
      /** The member of it that is the score. */
      score: string;
      /** What the values of that member are worth, where it is a text of a fixed set. */
      worth?: Readonly<Record<string, number>> | undefined;
    };

/** A built-in judge's own words, where they are not the tool's: for whoever works on judges' prompts. */
export interface JudgeTexts {
  /** The system message. */
  system?: string | undefined;
  /** How question, data and instruction stand to each other. */
  frame?: string | undefined;
  /** The text of the judge's kind, with a `{{data}}` between question and instruction. */
  task?: string | undefined;
}

/** What an output is looked at for before a judge is asked; one that it is true of scores 0. */
export type Precheck = 'empty' | 'opener' | 'refusal';

/** How a judge is asked, whatever its kind. */
export interface JudgeAsking {
  /** Absent: `empty` and `opener`. */
  prechecks?: readonly Precheck[] | undefined;
  texts?: JudgeTexts | undefined;
  asks: JudgeModel;
  /** Several models in place of one; the score is the mean of theirs. `asks` is the first of them. */
  panel?: readonly JudgeModel[] | undefined;
  /** How often each model is asked about one output; the score is the mean. Absent: once. */
  repeats?: number | undefined;
  /** How to decide by what is asked: rules for what lies between, outputs that people have judged. No template. */
  guidance?: string | undefined;
  /** Checks that an output has to pass to be judged at all. */
  requires?: readonly string[] | undefined;
  /** Outputs that are bad for every case: a judge that passes one of them is not believed. */
  canaries?: readonly string[] | undefined;
}
