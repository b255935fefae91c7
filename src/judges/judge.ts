import { cut } from '../core/cut.ts';
import { contentHash } from '../core/hash.ts';
import type { Json } from '../core/json.ts';
import type { Message, ModelRequest } from '../core/model.ts';
import type { JudgeSpec } from '../core/suite.ts';
import type { ScoreFailure } from '../core/trial.ts';
import { replacePlaceholders } from '../prompts/template.ts';
import type { ScoreInput } from '../scorers/scorer.ts';
import { answerFormat, CANNOT_JUDGE, readAnswer, readFrame } from './answer.ts';
import { materialFor } from './blocks.ts';
import { type Block, fence, nonceFor } from './fence.ts';
import { FRAME, SYSTEM } from './frame.ts';
import { PAIR } from './pairwise.ts';
import { quotesIn } from './quotes.ts';
import type { Task } from './task.ts';
import { taskOf } from './tasks.ts';

/** Characters of an unreadable answer that the judge is shown again. */
const MOST_ANSWER = 4000;

/** Alternatives of each token that are asked for where the judge's sureness counts: as many as endpoints give. */
const MOST_ALTERNATIVES = 20;

/** What a judge is asked, and the texts that it is shown as data: what it quotes has to stand in one of them. */
export interface JudgeQuestion {
  ok: true;
  request: ModelRequest;
  shown: readonly string[];
}

/**
 * The request that asks a judge about an output, or why it cannot be asked. It says nothing of where the output comes
 * from. Equal judges and inputs give equal requests.
 *
 * The answer's form is enforced, and the temperature is 0 (the model's own where it is asked several times: repeats of
 * a fixed answer would tell nothing), unless the judge's parameters say otherwise; a parameter that is null is left
 * out of the request, for endpoints that refuse it.
 */
export function judgeRequest(spec: JudgeSpec, input: ScoreInput): JudgeQuestion | ScoreFailure {
  return requestAbout(spec, input, (blocks) => blocks);
}

/** The request that asks a judge of pairs about two outputs in this order. */
export function pairRequest(
  spec: JudgeSpec,
  input: ScoreInput,
  outputs: readonly [string, string],
): JudgeQuestion | ScoreFailure {
  return requestAbout(spec, input, (blocks) => [
    ...blocks.filter(({ name }) => name !== 'OUTPUT'),
    ...PAIR.map((name, index) => ({ name, content: outputs[index] ?? '' })),
  ]);
}

function requestAbout(
  spec: JudgeSpec,
  input: ScoreInput,
  arrange: (blocks: readonly Block[]) => readonly Block[],
): JudgeQuestion | ScoreFailure {
  const task = taskOf(spec);
  const reference = task.needsReference ? materialFor('{{expected}}', input) : undefined;
  if (reference?.ok === false) return reference;
  const material = materialFor(task.question, input);
  if (!material.ok) return material;
  const { question } = material;
  const shown = task.withoutReference
    ? material.blocks.filter(({ name }) => name !== 'REFERENCE')
    : material.blocks;
  const blocks = arrange(shown);
  const nonce = nonceFor(JSON.stringify([textOf(spec, task), task.parts(question)]), blocks);
  const request = requestFor(spec, task, { question, blocks, nonce });
  return { ok: true, request, shown: blocks.map(({ content }) => content) };
}

/** A judge's answer, read. */
export type Judgement =
  | {
      ok: true;
      value: number;
      reason: string;
      /** Whether what it quotes stands in the data; absent: it quotes nothing. */
      quotes?: 'found' | 'missing' | undefined;
    }
  | { ok: false; code: 'cannot-judge' | 'judge-unreadable'; message: string };

/** Reads a judge's answer: a value 0..1 with the judge's reasons, or why there is none. Never throws, never guesses. */
export function readJudgement(spec: JudgeSpec, answer: string, shown: readonly string[] = []): Judgement {
  const task = taskOf(spec);
  const read = task.answer ? readFrame(answer) : readAnswer(task.verdicts, answer);
  if (!read.ok) return { ok: false, code: 'judge-unreadable', message: read.message };
  const { verdict, reasoning } = read;
  if (verdict === CANNOT_JUDGE) {
    return { ok: false, code: 'cannot-judge', message: reasoning || 'the judge gives no reason' };
  }
  const worth = task.answer?.read(verdict) ?? { ok: true, value: task.score(String(verdict)) };
  if (!worth.ok) return { ok: false, code: 'judge-unreadable', message: worth.message };
  const quotes = quotesIn(read.evidence, shown);
  return { ok: true, value: worth.value, reason: reasoning, ...(quotes ? { quotes } : {}) };
}

/** The request with the unreadable answer and what is wrong with it: the judge's one chance to mend it. */
export function repairRequest(request: ModelRequest, answer: string, complaint: string): ModelRequest {
  return {
    ...request,
    messages: [
      ...request.messages,
      // Endpoints refuse an empty message.
      { role: 'assistant', content: answer.trim() === '' ? '(no answer)' : cut(answer, MOST_ANSWER) },
      { role: 'user', content: repairText(complaint) },
    ],
  };
}

/**
 * What a judge is, as a hash: its wording (ours and the author's), answer schema, models, parameters, and how often
 * each is asked. Name, threshold and price are not part of it. Scores of judges with different hashes are not
 * comparable.
 */
export function judgeHash(spec: JudgeSpec): string {
  const known = HASHES.get(spec) ?? hashOf(spec);
  HASHES.set(spec, known);
  return known;
}

/** Every score bears its judge's hash. */
const HASHES = new WeakMap<JudgeSpec, string>();

function hashOf(spec: JudgeSpec): string {
  const task = taskOf(spec);
  const names = spec.judge === 'pairwise' ? PAIR : ['OUTPUT'];
  const blocks = ['INPUT', 'REFERENCE', ...names].map((name) => ({ name, content: '' }));
  const requests = jurorsOf(spec).map((juror) =>
    requestFor(juror, task, { question: task.question, blocks, nonce: '' }),
  );
  const scores = task.verdicts.map((verdict) => [verdict, task.score(verdict)]);
  const [request] = requests;
  return contentHash({
    request,
    scores,
    repair: repairText(''),
    ...(requests.length > 1 ? { panel: requests } : {}),
    ...((spec.repeats ?? 1) > 1 ? { repeats: spec.repeats } : {}),
    ...(spec.prechecks ? { prechecks: [...new Set(spec.prechecks)].sort() } : {}),
    ...(spec.judge === 'custom' ? { score: spec.score, worth: spec.worth ?? null } : {}),
  });
}

/** The judge once for each model of its panel. */
export function jurorsOf(spec: JudgeSpec): JudgeSpec[] {
  return (spec.panel ?? [spec.asks]).map((asks) => ({ ...spec, asks }));
}

interface Content {
  question: string;
  blocks: readonly Block[];
  nonce: string;
}

function requestFor(spec: JudgeSpec, task: Task, content: Content): ModelRequest {
  const { asks, repeats = 1 } = spec;
  const defaults: Record<string, Json> = {
    ...(repeats > 1 ? {} : { temperature: 0 }),
    response_format: answerFormat(task.answer?.schema ?? task.verdicts),
    ...(spec.judge === 'rubric' && spec.logprobs ? { logprobs: true, top_logprobs: MOST_ALTERNATIVES } : {}),
  };
  const members = Object.entries({ ...defaults, ...asks.parameters }).filter(([, value]) => value !== null);
  return {
    provider: asks.provider,
    model: asks.model,
    messages: messagesFor(spec, task, { ...content, text: textOf(spec, task) }),
    parameters: Object.fromEntries(members),
    ...(asks.api ? { api: asks.api } : {}),
  };
}

function messagesFor(
  { texts }: JudgeSpec,
  task: Task,
  { text, question, blocks, nonce }: Content & { text: string },
): Message[] {
  const [before = '', after = ''] = text.split(/\s*\{\{\s*data\s*\}\}\s*/);
  const parts = task.parts(question);
  const system = texts?.system ?? SYSTEM;
  const user = filled(texts?.frame ?? FRAME, {
    before: filled(before, parts),
    code: nonce,
    data: blocks.map((block) => fence(block, nonce)).join('\n\n'),
    after: filled(after, parts),
  });
  const added = task.system ? `\n\nThe author of this evaluation adds:\n${task.system}` : '';
  return [
    { role: 'system', content: `${system}${added}` },
    { role: 'user', content: user },
  ];
}

/** What a kind of judge says, in our words or in those that stand in their place. */
function textOf({ texts }: JudgeSpec, task: Task): string {
  return texts?.task ?? task.text;
}

/** A text with its own placeholders filled, in one pass: what is filled in is not looked at again. */
function filled(text: string, parts: Readonly<Record<string, string>>): string {
  return replacePlaceholders(text, (name, asWritten) =>
    Object.hasOwn(parts, name) ? (parts[name] ?? '') : asWritten,
  );
}

function repairText(complaint: string): string {
  return `Your answer could not be read: ${complaint}. Judge the same data again by the same rules, and answer with exactly one JSON object {"evidence": "…", "reasoning": "…", "verdict": "…"} and nothing around it.`;
}
