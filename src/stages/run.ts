import type { CommandCall, PlannedRequest } from '../core/request.ts';
import type { Price } from '../core/suite.ts';
import type { Trial } from '../core/trial.ts';
import type { CallPurpose, Commands, Model } from '../ports.ts';
import { createJudging, type Judging } from './judging.ts';
import type { Ledger } from './ledger.ts';

/** UTF-16 units that are kept of what an endpoint calls its model. */
const NAME_LIMIT = 200;

/** Runs one trial: asks the target once. A failure of any kind is a trial that failed, never an exception. */
export async function runTrial(options: {
  planned: PlannedRequest;
  price?: Price | undefined;
  purpose: CallPurpose;
  model: Model;
  commands?: Commands | undefined;
  ledger: Ledger;
  signal: AbortSignal;
  judging?: Judging | undefined;
}): Promise<Trial> {
  const { planned, price, purpose, model, ledger, signal } = options;
  if (!planned.ok) return { ok: false, code: planned.code, message: planned.message };
  if (planned.call) return runCommand(planned.call, options);
  if (planned.judging) {
    const { runJudged } = await import('./run-judged.ts');
    return runJudged(planned.judging, { ...options, judging: options.judging ?? createJudging() });
  }
  const { request } = planned;
  const reply = await model.ask(request, { ...purpose, price }, signal);
  const { variant } = purpose;
  const costUsd = await ledger.note('target', { request, price, reply, variant });
  if (!reply.ok) {
    if (reply.code === 'not-recorded') ledger.missed(purpose);
    return { ok: false, code: reply.code, message: reply.message };
  }
  return {
    ok: true,
    output: reply.text,
    finish: reply.finish,
    ...(reply.toolCalls ? { toolCalls: reply.toolCalls } : {}),
    usage: reply.usage,
    costUsd,
    // A tenth of a millisecond: as fine as recordings keep it, so that a replay gives the same report.
    latencyMs: Math.round(reply.latencyMs * 10) / 10,
    ...(reply.servedModel === undefined ? {} : { servedModel: reply.servedModel.slice(0, NAME_LIMIT) }),
    ...(reply.fingerprint === undefined ? {} : { fingerprint: reply.fingerprint.slice(0, NAME_LIMIT) }),
    replayed: reply.replayed,
  };
}

async function runCommand(
  call: CommandCall,
  { price, purpose, commands, ledger, signal }: Omit<Parameters<typeof runTrial>[0], 'planned' | 'model'>,
): Promise<Trial> {
  const reply = (await commands?.answer(call, { variant: purpose.variant, price, signal })) ?? NOT_RUN;
  if (!reply.ok) {
    await ledger.note('target', { request: UNNAMED, price, reply });
    return reply;
  }
  const { output, usage, model, latencyMs } = reply;
  // Priced like a model's answer where the command says what it used and which model, and not what it cost.
  const costUsd = await ledger.note('target', {
    request: { ...UNNAMED, ...(model === undefined ? {} : { model }) },
    price,
    reply: { ...reply, replayed: false },
  });
  return {
    ok: true,
    output,
    finish: 'stop',
    usage,
    costUsd,
    latencyMs: Math.round(latencyMs * 10) / 10,
    ...(model === undefined ? {} : { model }),
    replayed: false,
  };
}

const NOT_RUN = { ok: false, code: 'command-failed', message: 'This run does not run commands.' } as const;

/** A command that names no model: no price list knows it. */
const UNNAMED = { provider: 'openai', model: '' } as const;
