import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { parseJson } from '../../core/json-parse.ts';
import type { CheckSpec, JudgeModel, JudgeSpec } from '../../core/suite.ts';
import { parseYaml } from '../../core/yaml.ts';
import { isList } from './source.ts';

/** What an assertion is made from. `value` is rendered. */
export interface Asked {
  name: string;
  value: Json;
  /** As the assertion gives it. */
  threshold: number | undefined;
  grader: JudgeModel;
}

type Scorer = CheckSpec | JudgeSpec;
/** One scorer, several that all have to pass, or why there is none. */
export type Made = { scorer: Scorer } | { all: readonly Scorer[] } | { missing: string };

/**
 * Assertions by their names, each with what makes a scorer here of it. A scorer that is added to this project gets its
 * line here; {@link MISSING} says why the rest has none.
 */
export const ASSERTIONS: Readonly<Record<string, (asked: Asked) => Made>> = {
  equals: (asked) =>
    typeof asked.value === 'object' && asked.value !== null
      ? schema(asked, { const: asked.value })
      : text(asked, (value) => ({ check: 'exact', value, ignoreCase: false, trim: false })),
  contains: (asked) => text(asked, (value) => ({ check: 'contains', value, ignoreCase: false })),
  icontains: (asked) => text(asked, (value) => ({ check: 'contains', value, ignoreCase: true })),
  'contains-all': (asked) => all(asked, false),
  'icontains-all': (asked) => all(asked, true),
  'contains-any': (asked) => any(asked, false),
  'icontains-any': (asked) => any(asked, true),
  'starts-with': (asked) => text(asked, (value) => ({ check: 'starts-with', value, ignoreCase: false })),
  regex: (asked) => text(asked, (pattern) => ({ check: 'regex', pattern, ignoreCase: false })),
  'is-json': (asked) => (asked.value === null ? schema(asked, true) : schemaIn(asked)),
  'llm-rubric': (asked) => judge(asked, (criterion) => rubric(criterion, asked.threshold)),
  'g-eval': (asked) => judge(asked, (criterion) => rubric(criterion, asked.threshold ?? 0.7)),
  'model-graded-closedqa': (asked) =>
    judge(asked, (criterion) => ({
      judge: 'choices',
      question: `Does the output meet this criterion?\n${criterion}`,
      choices: [
        { choice: 'yes', score: 1 },
        { choice: 'no', score: 0 },
      ],
    })),
  factuality: (asked) => judge(asked, factuality),
  'model-graded-factuality': (asked) => judge(asked, factuality),
};

const CODE = 'it is code, or calls a program, which is never run';
const NONE = 'no scorer here measures it';

/** Why an assertion has no scorer. Whatever is not listed has none either. */
export const MISSING: Readonly<Record<string, string>> = {
  javascript: CODE,
  python: CODE,
  ruby: CODE,
  webhook: 'it sends outputs to an address that the config names',
  latency: 'time is compared between base and head instead: set `max-latency-increase` in the policy',
  cost: 'cost is compared between base and head instead: set `max-cost-increase` in the policy',
  'select-best': 'it compares the outputs of several prompts, and here each is compared with itself at base',
  'max-score': 'it compares the outputs of several prompts, and here each is compared with itself at base',
};

/** Makes the scorer of an assertion whose name has no `not-` in front. */
export function scorerOf(type: string, asked: Asked): Made {
  const make = Object.hasOwn(ASSERTIONS, type) ? ASSERTIONS[type] : undefined;
  if (make) return make(asked);
  return { missing: (Object.hasOwn(MISSING, type) ? MISSING[type] : undefined) ?? NONE };
}

type Without<Spec, Key extends string> = Spec extends unknown ? Omit<Spec, Key> : never;
type CheckPart = Without<CheckSpec, 'kind' | 'name' | 'threshold'>;
type JudgePart = Without<JudgeSpec, 'kind' | 'name' | 'threshold' | 'asks'> & { threshold?: number };

function check({ name }: Asked, part: CheckPart, suffix = ''): CheckSpec {
  return { kind: 'check', name: `${name}${suffix}`, threshold: 1, ...part };
}

function text(asked: Asked, part: (value: string) => CheckPart): Made {
  const value = scalar(asked.value);
  return value === undefined || value === ''
    ? { missing: 'its `value` is no text' }
    : { scorer: check(asked, part(value)) };
}

function schema(asked: Asked, value: JsonObject | boolean): Made {
  return { scorer: check(asked, { check: 'json-schema', schema: value }) };
}

/** A schema may be written as a text in JSON or YAML. */
function schemaIn(asked: Asked): Made {
  const value = typeof asked.value === 'string' ? parsed(asked.value) : asked.value;
  return isJsonObject(value) || typeof value === 'boolean'
    ? schema(asked, value)
    : { missing: 'its `value` is no JSON Schema' };
}

function parsed(written: string): Json | undefined {
  const json = parseJson(written);
  if (json.ok) return json.value;
  try {
    return parseYaml({ path: 'schema', text: written }, 'E_SCORER_INVALID').value;
  } catch {
    return undefined;
  }
}

function all(asked: Asked, ignoreCase: boolean): Made {
  const values = listIn(asked.value);
  if (values === undefined) return { missing: 'its `value` is no list of texts' };
  return {
    all: values.map((value, index) =>
      check(asked, { check: 'contains', value, ignoreCase }, ` ${index + 1}`),
    ),
  };
}

function any(asked: Asked, ignoreCase: boolean): Made {
  const values = listIn(asked.value);
  if (values === undefined) return { missing: 'its `value` is no list of texts' };
  const pattern = values.map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  return { scorer: check(asked, { check: 'regex', pattern, ignoreCase }) };
}

/** A list of texts; one text is split at its commas. */
function listIn(value: Json): string[] | undefined {
  const items = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
  if (!isList(items)) return undefined;
  const texts = items.map(scalar).filter((item) => item !== undefined && item !== '');
  return texts.length === items.length && texts.length > 0
    ? texts.filter((item) => item !== undefined)
    : undefined;
}

function judge(asked: Asked, part: (value: string) => JudgePart): Made {
  const value = scalar(asked.value);
  if (value === undefined || value.trim() === '') return { missing: 'its `value` is no text' };
  return { scorer: { kind: 'judge', name: asked.name, threshold: 0.5, asks: asked.grader, ...part(value) } };
}

/** Passing or not; where the assertion has a threshold, by degrees. */
function rubric(criterion: string, threshold: number | undefined): JudgePart {
  const ends = ['The output does not meet the criterion.', 'The output meets the criterion fully.'] as const;
  if (threshold === undefined) return { judge: 'rubric', criterion, levels: ends };
  const between = ['It meets little of it.', 'It meets about half of it.', 'It meets most of it.'];
  return { judge: 'rubric', criterion, levels: [ends[0], ...between, ends[1]], threshold };
}

function factuality(reference: string): JudgePart {
  return {
    judge: 'choices',
    question: `How do the facts of the output relate to those of this reference? Style and wording do not matter.\n${reference}`,
    choices: [
      { choice: 'the output says the same', score: 1 },
      { choice: 'the output says less, and nothing that disagrees', score: 1 },
      { choice: 'the output says more, and nothing that disagrees', score: 1 },
      { choice: 'they differ in what does not matter to the facts', score: 1 },
      { choice: 'they disagree', score: 0 },
    ],
  };
}

function scalar(value: Json): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}
