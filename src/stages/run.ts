import type { PlannedRequest } from '../core/request.ts';
import type { Price } from '../core/suite.ts';
import type { Trial } from '../core/trial.ts';
import type { CallPurpose, Model } from '../ports.ts';
import type { Ledger } from './ledger.ts';

/** Runs one trial: asks the target once. A failure of any kind is a trial that failed, never an exception. */
export async function runTrial(options: {
  planned: PlannedRequest;
  price?: Price | undefined;
  purpose: CallPurpose;
  model: Model;
  ledger: Ledger;
  signal: AbortSignal;
}): Promise<Trial> {
  const { planned, price, purpose, model, ledger, signal } = options;
  if (!planned.ok) return { ok: false, code: planned.code, message: planned.message };
  const reply = await model.ask(planned.request, { ...purpose, price }, signal);
  const costUsd = await ledger.note('target', { request: planned.request, price, reply });
  if (!reply.ok) return { ok: false, code: reply.code, message: reply.message };
  return {
    ok: true,
    output: reply.text,
    finish: reply.finish,
    ...(reply.toolCalls ? { toolCalls: reply.toolCalls } : {}),
    usage: reply.usage,
    costUsd,
    // A tenth of a millisecond: as fine as recordings keep it, so that a replay gives the same report.
    latencyMs: Math.round(reply.latencyMs * 10) / 10,
    replayed: reply.replayed,
  };
}
