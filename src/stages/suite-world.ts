import type { Log, Model } from '../ports.ts';
import { type CandidateWorld, createWorld } from './candidates.ts';
import { createLedger, type PriceOf } from './ledger.ts';
import type { Notes } from './notes.ts';
import type { PromptSuite } from './prompt-suite.ts';
import type { Space } from './space.ts';

/** What running candidates of a suite takes. */
export interface Running {
  priceOf: PriceOf;
  log: Log;
  concurrency: number;
  signal: AbortSignal;
  /** The model that proposes texts, of the suite's provider; absent: the suite's own. */
  proposer?: string | undefined;
  /** What people wrote about answers to the cases that may be reflected on. */
  notes?: Notes | undefined;
  checkpoint?: (() => Promise<void>) | undefined;
}

/** Candidates of a suite, run by a model. */
export function worldOf(
  suite: PromptSuite,
  { components, demosIn }: Pick<Space, 'components' | 'demosIn'>,
  options: Running,
  model: Model,
): CandidateWorld {
  const { concurrency, signal, log, priceOf, notes, checkpoint } = options;
  const { provider, model: own } = suite.target;
  const ledger = createLedger({ trials: 0, priceOf, onProgress: (progress) => log.progress(progress) });
  const proposer = { provider, model: options.proposer ?? own };
  return createWorld({
    suite,
    components,
    demosIn,
    proposer,
    asking: { model, ledger, concurrency, signal },
    notes,
    checkpoint,
  });
}
