import { SUITE_DEFAULTS } from '../core/config/defaults.ts';
import type { ModelAnswer, ModelFailure, ModelRequest } from '../core/model.ts';
import type { JudgeSpec } from '../core/suite.ts';
import type { Juror, Score, ScoreFailure, ScoreValue } from '../core/trial.ts';
import { expectedScore } from '../judges/expectation.ts';
import { type AnswerForm, answerText, formsOf, inForm } from '../judges/forms.ts';
import {
  type Judgement,
  type JudgeQuestion,
  judgeHash,
  judgeRequest,
  jurorsOf,
  readJudgement,
  repairRequest,
} from '../judges/judge.ts';
import { saysNothing } from '../judges/nothing.ts';
import { taskOf } from '../judges/tasks.ts';
import type { ScoreInput } from '../scorers/scorer.ts';
import { createJudging, type Judging } from './judging.ts';
import type { Asking } from './score.ts';

/** A score of one model, before it is said who gave it. */
type Plain = Judgement | ScoreFailure | (Extract<Judgement, { ok: true }> & { repeats?: number[] });

/**
 * Judges one output: by one model or by each of a panel, once or several times.
 *
 * A panel's score is the mean of its models'. One that says nothing leaves no score: a mean over those that are left
 * would move with who is missing, and be taken for a difference of the outputs.
 */
export async function judgeOutput(spec: JudgeSpec, input: ScoreInput, asking: Asking): Promise<Score> {
  const judging = asking.judging ?? createJudging();
  const judge = shortHash(spec);
  const distrust = judging.untrusted.get(spec);
  if (distrust !== undefined) return { ok: false, code: 'judge-untrusted', message: distrust, judge };
  const nothing = saysNothing(input.output, spec.prechecks ?? SUITE_DEFAULTS.prechecks);
  if (nothing !== undefined) return { ok: true, value: 0, reason: `not asked: ${nothing}`, judge };
  const ask = async (juror: JudgeSpec, round: number): Promise<Plain> => {
    const built = judgeRequest(juror, input);
    return built.ok ? judgeRequested(juror, built, { ...asking, judging, round }) : built;
  };
  const jurors = jurorsOf(spec);
  const each = await Promise.all(
    jurors.map(async (juror) => ({ model: juror.asks.model, score: await askRepeatedly(juror, ask) })),
  );
  const [first] = each;
  if (each.length === 1 && first) return { ...first.score, judge };
  return { ...panelScore(each), judge, jurors: each.map(({ model, score }) => jurorOf(model, score)) };
}

/** The judge's hash as scores carry it: enough to tell judges apart. */
export function shortHash(spec: JudgeSpec): string {
  return judgeHash(spec).slice(0, 16);
}

/** The mean of a model's repeated judgements, where more than half of them gave one. */
async function askRepeatedly(
  juror: JudgeSpec,
  ask: (juror: JudgeSpec, round: number) => Promise<Plain>,
): Promise<Plain> {
  const count = juror.repeats ?? 1;
  // Rounds in twos: a question and its repair.
  const each = await Promise.all(Array.from({ length: count }, (_, index) => ask(juror, 2 * index)));
  const known = each.flatMap((one) => (one.ok ? [one] : []));
  const [first] = known;
  const failed = each.find((one) => !one.ok);
  if (count === 1 && each[0]) return each[0];
  if (first === undefined || known.length * 2 <= count)
    return failed ?? { ok: false, code: 'judge-failed', message: 'the judge was not asked' };
  const repeats = known.map(({ value }) => value);
  const value = mean(repeats);
  // The reasons shown are those of the judgement that is nearest to the mean.
  const nearest = known.reduce((best, one) =>
    Math.abs(one.value - value) < Math.abs(best.value - value) ? one : best,
  );
  return { ok: true, value, reason: nearest.reason, repeats, ...quotesOf(known) };
}

/** Of several judgements together: what one of them quotes in vain was quoted in vain. */
export function quotesOf(each: readonly Pick<ScoreValue, 'quotes'>[]): Pick<ScoreValue, 'quotes'> {
  const all = each.map(({ quotes }) => quotes);
  if (all.includes('missing')) return { quotes: 'missing' };
  return all.includes('found') ? { quotes: 'found' } : {};
}

function panelScore(each: readonly { model: string; score: Plain }[]): Score {
  const lost = each.find(({ score }) => !score.ok);
  if (lost && !lost.score.ok) {
    return { ok: false, code: lost.score.code, message: `${lost.model}: ${lost.score.message}` };
  }
  const known = each.flatMap(({ model, score }) => (score.ok ? [{ model, ...score }] : []));
  const value = mean(known.map((one) => one.value));
  const said = known.map((one) => `${one.model} ${Number(one.value.toFixed(2))}: ${one.reason}`);
  return { ok: true, value, reason: said.join(' — '), ...quotesOf(known) };
}

function jurorOf(model: string, score: Plain): Juror {
  return score.ok
    ? { model, value: score.value, reason: score.reason }
    : { model, reason: `${score.code}: ${score.message}` };
}

/** Asks, reads the answer, and sends one that cannot be read back once with what is wrong with it. */
export async function judgeRequested(
  spec: JudgeSpec,
  { request, shown }: Pick<JudgeQuestion, 'request' | 'shown'>,
  asking: Asking & { judging: Judging; round: number },
): Promise<Judgement | ScoreFailure> {
  const first = await askInForms(spec, request, asking);
  if (!first.ok) return first;
  const judgement = read(spec, first.answer, shown);
  if (judgement.ok || judgement.code === 'cannot-judge') return judgement;
  const repair = repairRequest(first.asked, answerText(first.answer), judgement.message);
  const second = await send(spec, repair, { ...asking, round: asking.round + 1 });
  return second.ok ? read(spec, second, shown) : failed(second, spec, asking);
}

/** What an answer says; where the odds of the levels are known, the expectation over them. */
function read(spec: JudgeSpec, answer: ModelAnswer, shown: readonly string[]): Judgement {
  const judgement = readJudgement(spec, answerText(answer), shown);
  if (!judgement.ok || spec.judge !== 'rubric' || !spec.logprobs || !answer.tokens) return judgement;
  const task = taskOf(spec);
  const scores = new Map(task.verdicts.map((verdict) => [verdict, task.score(verdict)]));
  const verdict = task.verdicts.find((one) => task.score(one) === judgement.value) ?? '';
  const value = expectedScore(answer.tokens, verdict, scores);
  return value === undefined ? judgement : { ...judgement, value };
}

/**
 * Asks in the strictest form of answer that the endpoint takes. What it refused once in a run is not tried again;
 * where it refuses every form, something else is wrong, and the first refusal says what.
 */
async function askInForms(
  spec: JudgeSpec,
  request: ModelRequest,
  asking: Asking & { judging: Judging; round: number },
): Promise<{ ok: true; asked: ModelRequest; answer: ModelAnswer } | ScoreFailure> {
  const { forms, hopeless } = asking.judging;
  const endpoint = JSON.stringify([request.provider, request.model]);
  const all = formsOf(request);
  const known = all.indexOf(forms.get(endpoint) ?? all[0] ?? 'text');
  let refusal: ModelFailure | undefined;
  for (const form of all.slice(Math.max(0, known))) {
    const asked = inForm(request, form);
    const reply = await send(spec, asked, asking);
    if (reply.ok) {
      if (refusal?.code === 'bad-request') lower(forms, endpoint, form, all);
      return { ok: true, asked, answer: reply };
    }
    refusal ??= reply;
    if (!isRefusal(reply) || hopeless.has(endpoint)) return failed(refusal, spec, asking);
  }
  if (refusal?.code === 'bad-request') hopeless.add(endpoint);
  return failed(refusal, spec, asking);
}

/** Of several questions under way at once, the one that had to go furthest down says what is remembered. */
function lower(
  forms: Map<string, AnswerForm>,
  endpoint: string,
  form: AnswerForm,
  all: readonly AnswerForm[],
): void {
  const known = forms.get(endpoint);
  if (known === undefined || all.indexOf(known) < all.indexOf(form)) forms.set(endpoint, form);
}

/** What another form may mend. A recording holds the answer in the form that was taken, and no refusals. */
function isRefusal({ code }: ModelFailure): boolean {
  return code === 'bad-request' || code === 'not-recorded';
}

async function send(
  spec: JudgeSpec,
  request: ModelRequest,
  { purpose, model, ledger, signal, judging, round }: Asking & { judging: Judging; round: number },
): Promise<ModelAnswer | ModelFailure> {
  const asked = { ...purpose, scorer: spec.name, round, price: spec.asks.price };
  return judging.once(request, asked, async () => {
    const reply = await model.ask(request, asked, signal);
    await ledger.note('judge', { request, price: spec.asks.price, reply });
    return reply;
  });
}

function failed(
  reply: ModelFailure | undefined,
  spec: JudgeSpec,
  { ledger, purpose }: Pick<Asking, 'ledger' | 'purpose'>,
): ScoreFailure {
  if (reply?.code === 'not-recorded') ledger.missed({ ...purpose, scorer: spec.name });
  return {
    ok: false,
    code: 'judge-failed',
    message: reply ? `${reply.code}: ${reply.message}` : 'not asked',
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
