import { contentHash } from '../../core/hash.ts';
import type { ModelAnswer, ModelReply, ModelRequest } from '../../core/model.ts';
import { redact } from '../../core/redact.ts';
import type { Snapshots } from '../../core/snapshots.ts';
import type { CallPurpose, Model } from '../../ports.ts';
import type { Store } from '../store/store.ts';
import { replyOf, replySchema } from './recording-file.ts';
import { UnderWay } from './under-way.ts';

/** Grows when what an answer is filed under changes its meaning. */
const KEY_VERSION = 2;

/**
 * What an answer is filed under: all that determines it, and which of the draws it is.
 *
 * The case is part of it: two cases that ask the same are two draws, or one answer would count twice. The variant is
 * not: an answer at head is the same one once it is merged, and a judge that is shown the same output twice says the
 * same of it. The endpoint's address is part of it, its key is not.
 */
export function cacheKey(request: ModelRequest, purpose: CallPurpose, baseUrl: string): string {
  const { operation, api, provider, model, messages, parameters } = request;
  const { case: id, trial, round, scorer, fresh } = purpose;
  return contentHash({
    version: KEY_VERSION,
    baseUrl,
    operation,
    api,
    provider,
    model,
    messages,
    parameters,
    case: id,
    scorer,
    trial,
    round,
    fresh,
  });
}

/**
 * Answers from the store what it holds, asks `inner` for the rest and keeps each answer before it counts: a run that
 * is killed goes on where it was. Failures are not kept. Answers of a snapshot that the
 * provider has replaced are none. What the store holds came from a disk: it is read like
 * anything else from outside.
 */
export function createCachedModel(
  inner: Model,
  options: {
    /** Opens the store; `undefined` when there is none to be had. Asked before every call, so once in truth. */
    open: () => Promise<Store | undefined>;
    /** The address of a provider; `undefined` when it cannot be asked anyway. */
    baseUrlOf: (provider: string) => string | undefined;
    now: () => number;
    /** What snapshots of the models are at work. */
    snapshots: Snapshots;
    /** Texts that are not written. */
    secrets: readonly string[];
    /** Called once, with the reason, when answers can no longer be kept. */
    onFault: (error: unknown) => void;
  },
): Model {
  const { open, baseUrlOf, now, snapshots, secrets, onFault } = options;
  const started = now();
  const pending = new UnderWay<string, Promise<ModelReply>>();
  let broken = false;

  function stored(store: Store, key: string, lane: string): ModelAnswer | undefined {
    const entry = store.get(key);
    const parsed = entry && replySchema.safeParse(parseJson(entry.json));
    if (!entry || !parsed?.success) return undefined;
    const answer = { ok: true, ...parsed.data, replayed: false } as const;
    if (entry.at >= started) return { ...answer, again: true };
    if (snapshots.isPast(lane, answer, entry.at)) return undefined;
    snapshots.noteKept(lane, answer, entry.at);
    return { ...answer, answeredAt: new Date(entry.at).toISOString() };
  }

  async function keep(store: Store, key: string, answer: ModelAnswer): Promise<void> {
    if (broken) return;
    const json = JSON.stringify(redact(replyOf(answer), secrets));
    try {
      await store.put({ key, at: now(), json });
    } catch (error) {
      broken = true;
      onFault(error);
    }
  }

  async function askAndKeep(
    store: Store,
    key: string,
    ...[request, purpose, signal]: Parameters<Model['ask']>
  ): Promise<ModelReply> {
    const reply = await inner.ask(request, purpose, signal);
    if (reply.ok) snapshots.noteNew(laneOf(request), reply);
    // What comes out of a recording is kept there already.
    if (reply.ok && !reply.replayed) await keep(store, key, reply);
    return reply;
  }

  return {
    async ask(request, purpose, signal) {
      const baseUrl = baseUrlOf(request.provider);
      if (baseUrl === undefined || signal.aborted) return inner.ask(request, purpose, signal);
      const store = await open();
      if (!store) return inner.ask(request, purpose, signal);
      const key = cacheKey(request, purpose, baseUrl);
      const known = stored(store, key, laneOf(request));
      if (known) return known;
      // Of several that wait for a call which fails, one asks again and the others wait for that.
      for (let under = pending.get(key); under; under = pending.get(key)) {
        const reply = await under;
        // It is paid for once, and so it is counted once.
        if (reply.ok) return { ...reply, again: true };
      }
      const asking = askAndKeep(store, key, request, purpose, signal);
      pending.set(key, asking);
      try {
        return await asking;
      } finally {
        if (pending.get(key) === asking) pending.delete(key);
      }
    },
  };
}

function laneOf({ provider, model }: ModelRequest): string {
  return `${provider}/${model}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
