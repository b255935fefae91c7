import { messageOf } from '../../core/errors.ts';
import type { Budget, CacheSetting } from '../../core/settings.ts';
import { createSnapshots, type Snapshots } from '../../core/snapshots.ts';
import type { Log, Model } from '../../ports.ts';
import type { PriceOf } from '../../stages/ledger.ts';
import type { Waits } from '../../stages/progress.ts';
import { createBudget, type RunBudget } from '../budget/budget.ts';
import { systemClock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { endpointOf } from './endpoint.ts';
import { createOpenAIModel } from './openai.ts';
import { inTurns } from './turns.ts';

interface AccessOptions {
  options: { budget: Budget; cache: CacheSetting | false; concurrency: number };
  /** Where it is said what calls wait for. */
  waits: Waits;
  env: Readonly<Record<string, string | undefined>>;
  log: Log;
  secrets: readonly string[];
  cacheFolder?: string | undefined;
  /** Brings answers of earlier runs there, before the first call. Never fails. */
  restoreAnswers?: (() => Promise<void>) | undefined;
  priceOf: PriceOf;
  /** Where commands are kept within the same budget; absent: there are none. */
  budget?: RunBudget | undefined;
  /** Whether anything can be asked at all. A replay asks nothing, so it keeps nothing either. */
  isLive: boolean;
}

interface Access extends AsyncDisposable {
  model: Model;
  /** Which snapshots of the models answered; absent where none can be past. */
  snapshots?: Snapshots | undefined;
}

/** The way to the endpoints: within the budget, and past it for what the cache holds. */
export async function openAccess(access: AccessOptions): Promise<Access> {
  const { options, env, log, priceOf, waits } = access;
  const model = createOpenAIModel({
    env,
    clock: systemClock,
    random: Math.random,
    concurrency: options.concurrency,
    onWarning: (text) => log.warn(text),
    onWaiting: waits.set,
  });
  const { budget = createBudget({ limits: options.budget, priceOf, clock: systemClock }) } = access;
  const within = budget.model(model);
  const { cache } = options;
  const { cacheFolder: folder, isLive } = access;
  if (!cache || folder === undefined || !isLive) {
    return { model: inTurns(within), async [Symbol.asyncDispose]() {} };
  }
  const { createCachedModel } = await import('./cached.ts');
  let opened: Promise<Store | undefined> | undefined;
  const snapshots = createSnapshots();
  return {
    snapshots,
    model: inTurns(
      createCachedModel(within, {
        // Opened by the first call: a run that has nothing to ask does not look for answers.
        open: () => (opened ??= openCache(access, { folder, ...cache })),
        baseUrlOf: (provider) => {
          const endpoint = endpointOf(provider, env);
          return endpoint.ok ? endpoint.baseUrl : undefined;
        },
        now: Date.now,
        snapshots,
        secrets: access.secrets,
        onFault: (error) => warnOfCache(access.log, error),
      }),
    ),
    async [Symbol.asyncDispose]() {
      (await opened)?.close();
    },
  };
}

/** A cache that cannot be used costs calls, not the run. */
async function openCache(
  { log, restoreAnswers }: AccessOptions,
  { folder, maxAgeHours, maxMegabytes }: CacheSetting & { folder: string },
): Promise<Store | undefined> {
  const { openStore } = await import('../store/store.ts');
  try {
    await restoreAnswers?.();
    return await openStore({
      folder,
      maxAgeMs: maxAgeHours * 60 * 60 * 1000,
      maxBytes: maxMegabytes * 1024 * 1024,
      now: Date.now,
      onFull: () =>
        log.warn(
          `This run has more answers than \`cache: max-mb=${maxMegabytes}\` keeps: if it has to be begun again, the oldest are asked for again.`,
        ),
    });
  } catch (error) {
    warnOfCache(log, error);
    return undefined;
  }
}

function warnOfCache(log: Log, error: unknown): void {
  log.warn(`Answers cannot be kept for another run: ${messageOf(error)}`);
}
