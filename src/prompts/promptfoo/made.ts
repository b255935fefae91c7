import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { parseJson } from '../../core/json-parse.ts';
import type { JudgeModel } from '../../core/judge-spec.ts';
import type { Finish } from '../../core/model.ts';
import type { CheckSpec, JudgeSpec } from '../../core/suite.ts';
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
/** A scorer, or why there is none. */
export type Made = { scorer: Scorer } | { missing: string };

export const NO_THRESHOLD: Made = { missing: 'it has no `threshold`' };

type Without<Spec, Key extends string> = Spec extends unknown ? Omit<Spec, Key> : never;
type CheckPart = Without<CheckSpec, 'kind' | 'name' | 'threshold'>;
type JudgePart = Without<JudgeSpec, 'kind' | 'name' | 'threshold' | 'asks'> & { threshold?: number };

export function plain({ name }: Asked, part: CheckPart, threshold = 1): Made {
  return { scorer: { kind: 'check', name, threshold, ...part } };
}

export function text(asked: Asked, part: (value: string) => CheckPart): Made {
  const value = scalar(asked.value);
  return value === undefined || value === ''
    ? { missing: 'its `value` is no text' }
    : plain(asked, part(value));
}

export function texts(asked: Asked, part: (values: readonly string[]) => CheckPart, threshold = 1): Made {
  const values = listIn(asked.value);
  return values === undefined
    ? { missing: 'its `value` is no list of texts' }
    : plain(asked, part(values), threshold);
}

/** Likeness to one reference, or to the best of several: a text is one, commas and all. */
export function likeness(
  asked: Asked,
  part: { check: 'rouge-n' | 'bleu' | 'gleu'; n: number },
  threshold: number,
): Made {
  const value = isList(asked.value) ? listIn(asked.value) : scalar(asked.value);
  if (value === undefined || value === '') return { missing: 'its `value` is no text' };
  return plain(asked, { ...part, value, ignoreCase: false }, asked.threshold ?? threshold);
}

export function schema(asked: Asked, value: JsonObject | boolean): Made {
  return plain(asked, { check: 'json-schema', schema: value });
}

/** A schema may be written as a text in JSON or YAML. */
export function json(asked: Asked, within: 'whole' | 'part'): Made {
  if (asked.value === null) return plain(asked, { check: 'json', within });
  const value = typeof asked.value === 'string' ? parsed(asked.value) : asked.value;
  return isJsonObject(value) || typeof value === 'boolean'
    ? plain(asked, { check: 'json', within, schema: value })
    : { missing: 'its `value` is no JSON Schema' };
}

/** Elements that have to be there may be a list, a text with commas, or stand under `requiredElements`. */
export function xml(asked: Asked, within: 'whole' | 'part'): Made {
  const written = isJsonObject(asked.value) ? (asked.value['requiredElements'] ?? null) : asked.value;
  if (written === null) return plain(asked, { check: 'xml', within, elements: [] });
  const elements = listIn(written);
  return elements === undefined
    ? { missing: 'its `value` is no list of elements' }
    : plain(asked, { check: 'xml', within, elements });
}

const FINISHES: Readonly<Record<string, Finish>> = {
  stop: 'stop',
  length: 'length',
  content_filter: 'content-filter',
  tool_calls: 'tool-calls',
};

export function finish(asked: Asked): Made {
  const value = scalar(asked.value) ?? '';
  const reason = Object.hasOwn(FINISHES, value) ? FINISHES[value] : undefined;
  return reason === undefined
    ? { missing: `its \`value\` is none of ${Object.keys(FINISHES).join(', ')}` }
    : plain(asked, { check: 'finish', reasons: [reason] });
}

/** A number, or `{ min, max }`. */
export function wordCount(asked: Asked): Made {
  const { value } = asked;
  const count = (limit: Json | undefined) =>
    typeof limit === 'number' && Number.isSafeInteger(limit) && limit >= 0 ? limit : undefined;
  const exact = count(typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value);
  const min = isJsonObject(value) ? count(value['min']) : exact;
  const max = isJsonObject(value) ? count(value['max']) : exact;
  return min === undefined && max === undefined
    ? { missing: 'its `value` is neither a number nor `min` and `max`' }
    : plain(asked, { check: 'length', min, max, unit: 'spaced-words' });
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

/** A list of texts; one text is split at its commas. */
function listIn(value: Json): string[] | undefined {
  const items = typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value;
  if (!isList(items)) return undefined;
  const texts = items.map(scalar).filter((item) => item !== undefined && item !== '');
  return texts.length === items.length && texts.length > 0
    ? texts.filter((item) => item !== undefined)
    : undefined;
}

export function judge(asked: Asked, part: (value: string) => JudgePart): Made {
  const value = scalar(asked.value);
  if (value === undefined || value.trim() === '') return { missing: 'its `value` is no text' };
  return { scorer: { kind: 'judge', name: asked.name, threshold: 0.5, asks: asked.grader, ...part(value) } };
}

/** Passing or not; where the assertion has a threshold, by degrees. */
export function rubric(criterion: string, threshold: number | undefined): JudgePart {
  const ends = ['The output does not meet the criterion.', 'The output meets the criterion fully.'] as const;
  if (threshold === undefined) return { judge: 'rubric', criterion, levels: ends };
  const between = ['It meets little of it.', 'It meets about half of it.', 'It meets most of it.'];
  return { judge: 'rubric', criterion, levels: [ends[0], ...between, ends[1]], threshold };
}

export function factuality(reference: string): JudgePart {
  return {
    judge: 'classify',
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
