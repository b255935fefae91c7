import type { CommandFailure, CommandReply } from '../../core/command.ts';
import type { ModelFailure, ModelReply, ModelRequest, Usage } from '../../core/model.ts';
import { usageBound } from '../../core/plan-cost.ts';
import type { Budget } from '../../core/settings.ts';
import type { Price } from '../../core/suite.ts';
import type { Clock, Commands, Model } from '../../ports.ts';
import { Allowance } from './allowance.ts';

type PriceOf = (
  of: { provider: string; model: string; price?: Price | undefined },
  usage: Usage,
) => number | undefined | Promise<number | undefined>;

/** Keeps what asks within one budget, whatever it is that asks. */
export interface RunBudget {
  model(inner: Model): Model;
  commands(inner: Commands): Commands;
}

/** The budget of a run. Time begins to run at once. */
export function createBudget(options: {
  limits: Budget;
  priceOf: PriceOf;
  clock: Pick<Clock, 'monotonic'>;
}): RunBudget {
  const { limits, priceOf, clock } = options;
  if (Object.values(limits).every((limit) => limit === undefined)) {
    return { model: (inner) => inner, commands: (inner) => inner };
  }
  const allowance = new Allowance(limits, clock);
  return {
    model: (inner) => budgetedModel(inner, { allowance, priceOf }),
    commands: (inner) => budgetedCommands(inner, { allowance, priceOf }),
  };
}

interface Keeping {
  allowance: Allowance;
  priceOf: PriceOf;
}

function budgetedModel(inner: Model, { allowance, priceOf }: Keeping): Model {
  const refused = (message: string): ModelFailure => ({
    ok: false,
    code: 'over-budget',
    message,
    attempts: 0,
  });

  /** What a failed or uncounted call cost nobody knows: it keeps what was set aside, if anything was sent. */
  async function costOf(reply: ModelReply, bound: number, of: ModelRequest & { price: Price | undefined }) {
    const usage = reply.ok ? reply.usage : undefined;
    const known = usage && allowance.countsCost ? await priceOf(of, usage) : undefined;
    return known ?? (reply.ok || reply.attempts > 0 ? bound : 0);
  }

  return {
    async ask(request, purpose, signal) {
      const of = { ...request, price: purpose.price };
      const bound = allowance.countsCost ? await priceOf(of, usageBound(request)) : 0;
      const why = await allowance.reserve(bound, request.model);
      if (why !== undefined || bound === undefined) return refused(why ?? '');
      const reply = await allowance.within(signal, (until) => inner.ask(request, purpose, until));
      allowance.settle(bound, await costOf(reply, bound, of));
      return wasCut(reply, signal) ? refused(allowance.endOfTime()) : reply;
    },
  };
}

/**
 * A target's command is a call like any other. What it costs is known once it has said so: nothing is set aside for it.
 * A scorer's command is none, and goes on until the time is over: what was paid for is scored.
 */
function budgetedCommands(inner: Commands, { allowance, priceOf }: Keeping): Commands {
  const refused = (message: string): CommandFailure => ({ ok: false, code: 'over-budget', message });

  async function costOf(reply: CommandReply, price: Price | undefined): Promise<number> {
    if (!reply.ok) return 0;
    const { costUsd, usage, model = '' } = reply;
    return costUsd ?? (usage && (await priceOf({ provider: 'openai', model, price }, usage))) ?? 0;
  }

  return {
    trust: inner.trust,
    async answer(call, purpose) {
      const { signal, price } = purpose;
      const why = await allowance.reserve(0, '');
      if (why !== undefined) return refused(why);
      const reply = await allowance.within(signal, (until) =>
        inner.answer(call, { ...purpose, signal: until }),
      );
      allowance.settle(0, allowance.countsCost ? await costOf(reply, price) : 0);
      return wasCut(reply, signal) ? refused(allowance.endOfTime()) : reply;
    },
    async run(command, input, purpose) {
      const { signal } = purpose;
      const why = allowance.timeOver();
      if (why !== undefined) return refused(why);
      const run = await allowance.within(signal, (until) =>
        inner.run(command, input, { ...purpose, signal: until }),
      );
      return wasCut(run, signal) ? refused(allowance.endOfTime()) : run;
    },
  };
}

/** Whether the budget ended a call, and not who runs it. */
function wasCut<Reply extends { ok: boolean; code?: string }>(
  reply: Reply,
  signal: AbortSignal,
): reply is Reply & { ok: false } {
  return !reply.ok && reply.code === 'cancelled' && !signal.aborted;
}
