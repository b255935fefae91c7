import { RatchetError } from '../../core/errors.ts';
import { chain, isPart, lastHash, lineOf, withLine } from '../../core/history.ts';
import { GENESIS, type HistoryEntry } from '../../core/history-entry.ts';
import type { HistoryStore } from '../../ports.ts';

/** The branch that a ledger lives on, unless another one is named. */
export const HISTORY_BRANCH = 'prompt-ratchet-history';
/** What a ledger's branch may hold beside its parts. */
export const ABOUT_NAME = 'README.md';
export const ABOUT_TEXT = `# History of Prompt Ratchet

Every line of these files is one decision of the gate: what was compared, with what, and what came out. Each line holds
the hash of the one before, so that nothing can be changed without it being seen. Do not edit them.

\`\`\`sh
git fetch origin ${HISTORY_BRANCH} && npx prompt-ratchet history --verify
\`\`\`
`;

/** A ledger as it stands at one moment. */
export interface LedgerView {
  /** Names of its parts. */
  names: readonly string[];
  text(name: string): Promise<string>;
  /**
   * Puts a part in place, if the ledger still stands as in this view; `false` when it does not.
   * Nothing is ever forced: who comes second looks again.
   */
  put(name: string, text: string): Promise<boolean>;
}

/** One kind of place to keep a ledger in. */
export interface LedgerPlace {
  /** For people. */
  name: string;
  view(): Promise<LedgerView>;
  /** The part that an entry of this time goes to. */
  partFor(at: string, names: readonly string[]): string;
}

export interface StoreTiming {
  sleep(milliseconds: number): Promise<unknown>;
  /** 0..1, so that two that met do not meet again. */
  random(): number;
}

/** Tries to append: with so many jobs at the same moment, each is first once. */
const TRIES = 40;
const STEP = 150;
const LONGEST_WAIT = 3_000;

/** Appends by compare and swap: read, chain, write if nothing happened in between, else again. */
export function createHistoryStore(place: LedgerPlace, { sleep, random }: StoreTiming): HistoryStore {
  return {
    async read(most = Number.POSITIVE_INFINITY) {
      const view = await place.view();
      const parts = [];
      for (const name of view.names.toSorted().slice(-most))
        parts.push({ name, text: await view.text(name) });
      return parts;
    },
    async append(draft) {
      const tried = new Map<string, HistoryEntry>();
      for (let round = 1; round <= TRIES; round += 1) {
        const view = await place.view();
        const name = place.partFor(draft.at, view.names);
        const text = view.names.includes(name) ? await view.text(name) : '';
        // An answer that was lost on the way looks like a refusal, though the entry is there.
        const landed = [...tried].find(([hash]) => text.includes(hash));
        if (landed) return landed[1];
        const entry = chain(draft, await lastOf(view));
        if (await view.put(name, withLine(text, lineOf(entry)))) return entry;
        tried.set(entry.hash, entry);
        await sleep(Math.min(LONGEST_WAIT, round * STEP) * (0.5 + random()));
      }
      throw new RatchetError({
        code: 'E_HISTORY',
        message: `The decision was not appended to ${place.name}: others kept being faster.`,
        help: 'Run the job again.',
      });
    },
  };
}

/** The hash of the last entry, looked for from the newest part backwards. */
async function lastOf(view: LedgerView): Promise<string> {
  for (const name of view.names.toSorted().reverse()) {
    const hash = lastHash([{ name, text: await view.text(name) }]);
    if (hash !== GENESIS) return hash;
  }
  return GENESIS;
}

/**
 * The parts among a branch's files.
 * @throws RatchetError E_HISTORY when there is anything else: appending to a branch of code would be no small mistake
 */
export function partsOf(files: readonly string[], branch: string): string[] {
  const strange = files.find((name) => name !== ABOUT_NAME && !isPart(name));
  if (strange === undefined) return files.filter(isPart).sort();
  throw new RatchetError({
    code: 'E_HISTORY',
    message: `The branch ${branch} is no ledger: it holds ${strange.slice(0, 100)}.`,
    help: `Name a branch that does not exist yet. Default: ${HISTORY_BRANCH}`,
  });
}
