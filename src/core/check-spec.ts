import type { Json, JsonObject } from './json.ts';
import type { JudgeModel } from './judge-spec.ts';
import type { Finish } from './model.ts';

/** One template, or several. A template that is one placeholder for a list stands for the list's members. */
export type Templates = string | readonly string[];

/** What a length is counted in. `characters` are what people see as one, `words` are found in any language. */
export type LengthUnit = 'characters' | 'words' | 'spaced-words' | 'lines' | 'bytes';

/** Where something is looked for: the whole output has to be it, or some part of it. */
export type Within = 'whole' | 'part';

/** Checks that compare the words of an output with those of one or several references. */
export type OverlapCheck = 'rouge-l' | 'rouge-n' | 'bleu' | 'gleu' | 'token-f1';

/** What each check needs to know. `value` and `values` are templates over the case's variables, `expected` and `output`. */
export type CheckParts =
  | { check: 'exact'; value: string; ignoreCase: boolean; trim: boolean }
  | { check: 'contains' | 'starts-with' | 'ends-with'; value: string; ignoreCase: boolean }
  | { check: 'contains-all' | 'contains-any'; values: Templates; ignoreCase: boolean }
  | { check: 'one-of'; values: Templates; ignoreCase: boolean }
  | { check: 'regex'; pattern: string; ignoreCase: boolean }
  | { check: 'json'; within: Within; schema?: JsonObject | boolean | undefined }
  | { check: 'json-schema'; schema: JsonObject | boolean }
  | { check: 'json-path'; path: string; value?: Json | undefined; match: 'any' | 'all' }
  | { check: 'xml'; within: Within; elements: readonly string[] }
  | { check: 'html'; within: Within }
  | {
      check: 'number';
      value: string;
      tolerance: number;
      relativeTolerance: number;
      find: 'whole' | 'first' | 'last';
    }
  | { check: 'length'; min?: number | undefined; max?: number | undefined; unit: LengthUnit }
  | { check: 'levenshtein'; value: Templates; ignoreCase: boolean; maxDistance?: number | undefined }
  | { check: OverlapCheck; value: Templates; ignoreCase: boolean; n: number }
  | { check: 'similar'; value: Templates; asks: JudgeModel }
  | { check: 'tool-call'; tool: string; arguments?: JsonObject | undefined; match: 'exact' | 'subset' }
  | { check: 'tool-call-f1'; values: Templates }
  | { check: 'tool-calls-valid' }
  | { check: 'refusal' }
  | { check: 'finish'; reasons: readonly Finish[] }
  | { check: 'latency'; maxMs: number }
  | { check: 'cost'; maxUsd: number };
