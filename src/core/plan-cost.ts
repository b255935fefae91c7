import { canaryCalls, jurorsIn } from './judge-facts.ts';
import type { ModelRequest, Usage } from './model.ts';
import type { PlannedSuite } from './plan.ts';
import { countCalls } from './plan-calls.ts';
import type { CheckSpec, JudgeSpec, Price, ScorerSet, ScorerSpec } from './suite.ts';

/** Output tokens that are assumed of a request that sets no limit of its own. */
export const ASSUMED_OUTPUT_TOKENS = 16_384;
/** What templates of chats add to a message, generously. */
const TOKENS_A_MESSAGE = 16;
/** The judge's own words around what it judges, in bytes. */
const JUDGE_WORDS = 4_000;

const LIMITS = ['max_completion_tokens', 'max_tokens', 'max_output_tokens'] as const;
const encoder = new TextEncoder();
const bytesOf = (text: string) => encoder.encode(text).length;

/** Output tokens that one request can cost at most. */
export function outputBound(parameters: ModelRequest['parameters']): { tokens: number; assumed: boolean } {
  const limits = LIMITS.flatMap((name) => {
    const value = parameters[name];
    return typeof value === 'number' && value > 0 ? [value] : [];
  });
  const answers = typeof parameters['n'] === 'number' ? Math.max(1, parameters['n']) : 1;
  return limits.length > 0
    ? { tokens: Math.max(...limits) * answers, assumed: false }
    : { tokens: ASSUMED_OUTPUT_TOKENS * answers, assumed: true };
}

/** Tokens that one request can cost at most: no tokenizer makes more tokens of a text than it has bytes. */
export function usageBound({
  operation,
  messages,
  parameters,
}: Pick<ModelRequest, 'operation' | 'messages' | 'parameters'>): Usage & { assumed: boolean } {
  // Vectors are no tokens.
  const { tokens, assumed } = operation === 'embed' ? { tokens: 0, assumed: false } : outputBound(parameters);
  const input = messages.reduce((sum, { content }) => sum + bytesOf(content) + TOKENS_A_MESSAGE, 0);
  // Schemas and tools are read as well.
  return { inputTokens: input + bytesOf(JSON.stringify(parameters)), outputTokens: tokens, assumed };
}

/** Calls of one model, with the most that they can use. */
export interface PlannedUse {
  provider: string;
  model: string;
  price?: Price | undefined;
  usage: Usage;
}

/** What a plan can use at most, by model; repairs and what confirming adds included. */
export function usesOf(suites: readonly PlannedSuite[]): { uses: PlannedUse[]; assumed: boolean } {
  const uses = createUses();
  let assumed = false;
  for (const suite of suites) {
    // Confirming repeats calls of the plan: at worst as often as their share of all calls.
    const { target, judge, confirming } = countCalls([suite]);
    const again = target + judge === 0 ? 0 : 1 + confirming / (target + judge);
    const ofSuite = suite.scorers.flatMap(({ spec }) => (spec.kind === 'case' ? [] : asking(spec)));
    for (const row of suite.cases) {
      const sets = suite.scorers.flatMap(({ spec }) =>
        spec.kind === 'case' ? (row.case.scorers?.[spec.name] ?? []) : [],
      );
      const scorers = sets.length === 0 ? ofSuite : [...ofSuite, ...sets.flatMap(askingIn)];
      for (const side of ['base', 'head'] as const) {
        const planned = row.sides[side];
        const of = (side === 'base' ? suite.base : suite.head)?.target;
        if (!planned?.ok || !of) continue;
        const times = suite.trials * again;
        // What a command asks, and whom, it alone knows; its output counts as that of a request without a limit.
        const bound = planned.request
          ? usageBound(planned.request)
          : planned.judging
            ? judgeBound(planned.judging.target.spec, bytesOf(JSON.stringify(planned.judging.vars)))
            : COMMAND_BOUND;
        assumed ||= bound.assumed;
        if (of.kind === 'judge')
          for (const use of askedTimes(of.spec, bound, times)) uses.add(use, use.usage);
        if (of.kind === 'prompt') uses.add(of, scaled(bound, times));
        const shown =
          bound.outputTokens + bytesOf(JSON.stringify([row.case.vars, row.case.expected ?? null]));
        for (const { spec, words } of scorers) {
          // A pair's request has both outputs; canaries come before the first case, and are shared out over all.
          const both = spec.kind === 'judge' && spec.judge === 'pairwise' ? 2 * shown : shown;
          const asked = { ...words, inputTokens: words.inputTokens + both };
          if (spec.kind === 'check') {
            uses.add(spec.asks, scaled(asked, times));
            continue;
          }
          assumed ||= asked.assumed;
          const often = times + canaryCalls(spec) / suite.cases.length;
          for (const use of askedTimes(spec, asked, often)) uses.add(use, use.usage);
        }
      }
    }
  }
  return { uses: uses.all(), assumed };
}

/** A scorer that asks a model, with what its request has in it besides what it is shown. */
interface AskingScorer {
  spec: JudgeSpec | Extract<CheckSpec, { check: 'similar' }>;
  words: Usage & { assumed: boolean };
}

/** The scorer, where it asks a model. */
function asking(spec: ScorerSpec): AskingScorer[] {
  if (spec.kind === 'judge') return [{ spec, words: judgeBound(spec, 0) }];
  if (spec.kind !== 'check' || spec.check !== 'similar') return [];
  return [{ spec, words: { inputTokens: bytesOf(JSON.stringify(spec)), outputTokens: 0, assumed: false } }];
}

function askingIn({ parts }: ScorerSet): AskingScorer[] {
  return parts.flatMap((part) => ('set' in part ? askingIn(part.set) : asking(part.scorer)));
}

const COMMAND_BOUND = { inputTokens: 0, outputTokens: ASSUMED_OUTPUT_TOKENS, assumed: true };

function judgeBound(spec: JudgeSpec, shown: number): Usage & { assumed: boolean } {
  const { tokens, assumed } = outputBound(spec.asks.parameters);
  return { inputTokens: shown + JUDGE_WORDS + bytesOf(JSON.stringify(spec)), outputTokens: tokens, assumed };
}

/** What asking a judge so often uses, repeats, panel and repairs included; both orders of a pair are one bound. */
function askedTimes(spec: JudgeSpec, asked: Usage, times: number): PlannedUse[] {
  const each = (spec.repeats ?? 1) * times;
  // An answer that cannot be read is asked for once more, with the first one in the request.
  const repair = {
    inputTokens: asked.inputTokens + asked.outputTokens,
    outputTokens: asked.outputTokens,
  };
  return jurorsIn(spec).flatMap((juror) => [
    { ...juror, usage: scaled(asked, each) },
    { ...juror, usage: scaled(repair, each) },
  ]);
}

function scaled({ inputTokens, outputTokens }: Usage, times: number): Usage {
  return { inputTokens: Math.ceil(inputTokens * times), outputTokens: Math.ceil(outputTokens * times) };
}

/** Adds up by model as it goes: there are as many uses as calls. */
function createUses() {
  const byModel = new Map<string, PlannedUse>();
  return {
    add({ provider, model, price }: Omit<PlannedUse, 'usage'>, { inputTokens, outputTokens }: Usage): void {
      const key = JSON.stringify([provider, model, price]);
      const use = byModel.get(key) ?? { provider, model, price, usage: { inputTokens: 0, outputTokens: 0 } };
      byModel.set(key, use);
      use.usage.inputTokens += inputTokens;
      use.usage.outputTokens += outputTokens;
    },
    all: (): PlannedUse[] => [...byModel.values()],
  };
}
