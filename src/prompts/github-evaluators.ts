import { cut } from '../core/cut.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { didYouMean } from '../core/suggest.ts';
import type { CheckSpec, JudgeSpec, ScorerSpec } from '../core/suite.ts';
import { BUILTIN_CHOICES, BUILTIN_QUESTIONS } from './github-builtins.ts';
import { member, type Report, scalarText } from './github-file.ts';

type Path = readonly (string | number)[];

/** The file's judges say nothing of who serves their model. */
const PROVIDER = 'openai';

const EVALUATOR_HELP =
  'Write `- name: polite` and under it `string: { contains: "please" }`, `llm:` or `uses: github/similarity`.';
const LLM_HELP =
  'Write `llm: { modelId: openai/gpt-4.1, prompt: "…{{completion}}…", choices: [{ choice: "yes", score: 1 }, { choice: "no", score: 0 }] }`.';

/** The keys of a `string` evaluator, in the order in which the first that is there counts. */
const STRING_KEYS = ['equals', 'contains', 'startsWith', 'endsWith'] as const;

/** The file's `evaluators` as scorers, in order. `model` is the file's own, which built-in evaluators ask. */
export function readEvaluators(
  value: Json | undefined,
  model: string | undefined,
  report: Report,
): ScorerSpec[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    report(['evaluators'], '`evaluators` is not a list.', EVALUATOR_HELP, 'E_SCORER_INVALID');
    return [];
  }
  const seen = new Set<string>();
  return value.flatMap((evaluator: Json, index): ScorerSpec[] => {
    const path = ['evaluators', index];
    const fail: Report = (at, message, help) => report([...path, ...at], message, help, 'E_SCORER_INVALID');
    if (!isJsonObject(evaluator)) {
      fail([], 'An evaluator is not a mapping.', EVALUATOR_HELP);
      return [];
    }
    const name = scalarText(member(evaluator, 'name'))?.trim() || `evaluator-${index + 1}`;
    if (seen.has(name))
      fail(['name'], `Two evaluators are called "${cut(name, 60)}".`, 'Rename one of them.');
    seen.add(name);
    const scorer = readEvaluator(evaluator, { name, model, fail });
    return scorer === undefined ? [] : [scorer];
  });
}

interface Reading {
  name: string;
  model: string | undefined;
  fail: Report;
}

function readEvaluator(evaluator: JsonObject, reading: Reading): ScorerSpec | undefined {
  const string = member(evaluator, 'string');
  if (string !== undefined) return readString(string, reading);
  const llm = member(evaluator, 'llm');
  if (llm !== undefined) return readLlm(llm, reading);
  const uses = member(evaluator, 'uses');
  if (uses !== undefined) return readBuiltin(uses, reading);
  reading.fail([], 'An evaluator has neither `string` nor `llm` nor `uses`.', EVALUATOR_HELP);
  return undefined;
}

function readString(value: Json, { name, fail }: Reading): CheckSpec | undefined {
  const keys = isJsonObject(value) ? Object.keys(value) : [];
  for (const key of STRING_KEYS) {
    // An empty text counts as absent there, too.
    const template = isJsonObject(value) ? scalarText(member(value, key)) : undefined;
    if (template === undefined || template === '') continue;
    const base = { kind: 'check', name, threshold: 1, value: template } as const;
    if (key === 'equals') return { ...base, check: 'exact', ignoreCase: false, trim: true };
    const check = key === 'contains' ? 'contains' : key === 'startsWith' ? 'starts-with' : 'ends-with';
    return { ...base, check, ignoreCase: true };
  }
  const meant = keys.map((key) => didYouMean(key, STRING_KEYS)).find((key) => key !== undefined);
  const help = meant === undefined ? EVALUATOR_HELP : `Did you mean \`${meant}\`? It needs a text.`;
  fail(['string'], `\`string\` has none of ${STRING_KEYS.join(', ')}.`, help);
  return undefined;
}

function readLlm(value: Json, reading: Reading): JudgeSpec | undefined {
  const { fail } = reading;
  if (!isJsonObject(value)) {
    fail(['llm'], '`llm` is not a mapping.', LLM_HELP);
    return undefined;
  }
  const question = scalarText(member(value, 'prompt')) ?? '';
  if (question.trim() === '') fail(['llm', 'prompt'], '`llm` has no `prompt`.', LLM_HELP);
  const model = scalarText(member(value, 'modelId'))?.trim() || reading.model;
  if (model === undefined)
    fail(['llm', 'modelId'], '`llm` has no `modelId`, and the file no `model`.', LLM_HELP);
  const choices = readChoices(member(value, 'choices'), fail);
  if (question.trim() === '' || model === undefined || choices === undefined) return undefined;
  const system = scalarText(member(value, 'systemPrompt'));
  return choicesJudge({ name: reading.name, model, question, choices, ...(system ? { system } : {}) });
}

function readChoices(value: Json | undefined, fail: Report): { choice: string; score: number }[] | undefined {
  if (!Array.isArray(value) || value.length === 0) {
    fail(['llm', 'choices'], '`llm` has no `choices`.', LLM_HELP);
    return undefined;
  }
  const choices: { choice: string; score: number }[] = [];
  for (const [index, item] of value.entries() as Iterable<[number, Json]>) {
    const path: Path = ['llm', 'choices', index];
    const choice = isJsonObject(item) ? (scalarText(member(item, 'choice'))?.trim() ?? '') : '';
    const score = isJsonObject(item) ? member(item, 'score') : undefined;
    if (choice === '' || choice === 'cannot_judge' || choices.some((other) => other.choice === choice)) {
      fail(
        path,
        'A choice has no text of its own.',
        'Give each choice a `choice` text that differs from the others.',
      );
    } else if (typeof score !== 'number' || score < 0 || score > 1) {
      fail([...path, 'score'], 'A choice has no score from 0 to 1.', 'Write `{ choice: "yes", score: 1 }`.');
    } else choices.push({ choice, score });
  }
  return choices.length === value.length ? choices : undefined;
}

function readBuiltin(uses: Json, { name, model, fail }: Reading): JudgeSpec | undefined {
  const builtin = typeof uses === 'string' ? uses.trim().replace(/^github\//, '') : '';
  const question = Object.hasOwn(BUILTIN_QUESTIONS, builtin) ? BUILTIN_QUESTIONS[builtin] : undefined;
  if (question === undefined) {
    const names = Object.keys(BUILTIN_QUESTIONS);
    const meant = didYouMean(builtin, names);
    const help = meant
      ? `Did you mean \`uses: github/${meant}\`?`
      : `Use one of ${names.map((one) => `github/${one}`).join(', ')}.`;
    fail(['uses'], '`uses` names no built-in evaluator.', help);
    return undefined;
  }
  if (model === undefined) {
    fail(
      ['uses'],
      'A built-in evaluator asks the model of the file, and the file names none.',
      'Write `model: openai/gpt-4.1` at the top.',
    );
    return undefined;
  }
  return choicesJudge({ name, model, question, choices: BUILTIN_CHOICES });
}

function choicesJudge(parts: {
  name: string;
  model: string;
  question: string;
  choices: readonly { choice: string; score: number }[];
  system?: string;
}): JudgeSpec {
  const { model, ...rest } = parts;
  // There a choice passes when it is worth anything at all, so the least such choice is the threshold.
  const worth = parts.choices.map(({ score }) => score).filter((score) => score > 0);
  const threshold = worth.length === 0 ? 1 : Math.min(...worth);
  return {
    kind: 'judge',
    judge: 'classify',
    threshold,
    asks: { provider: PROVIDER, model, parameters: {} },
    ...rest,
  };
}
