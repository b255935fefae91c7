import type { ModelAnswer } from './model.ts';

/**
 * Tells whether answers that were kept by earlier runs still come from the model that is served now.
 *
 * A provider that replaces the model behind a name says so by the full name of the model, or by the fingerprint of the
 * system that runs it. What the replaced one said must not be compared with what its successor says, or the provider's
 * change would be taken for the pull request's. Answers of one run may differ in this: there base and head take turns.
 */
export interface Snapshots {
  /** Notes an answer that this run was given. */
  noteNew(lane: string, answer: Snapshot): void;
  /** Notes a kept answer that was used, with the time when it was given. */
  noteKept(lane: string, answer: Snapshot, at: number): void;
  /** Whether a kept answer, given at a time, is of a model that was replaced. */
  isPast(lane: string, answer: Snapshot, at: number): boolean;
  /** The lanes in which kept answers were used that are past by now. */
  mixed(): readonly string[];
}

type Snapshot = Pick<ModelAnswer, 'servedModel' | 'fingerprint'>;

/** What is known of one mark in one lane. */
interface Seen {
  lane: string;
  /** New answers without one kind of mark that make it past: systems with several fingerprints answer in turns. */
  enough: number;
  /** New answers that have a mark. */
  count: number;
  fresh: Set<string>;
  /** When each mark of a kept answer was seen first and last. */
  kept: Map<string, { from: number; to: number }>;
}

/** With as many answers, a fingerprint that half of them have is missed in one of sixty runs. */
const ENOUGH_FINGERPRINTS = 6;

export function createSnapshots(): Snapshots {
  const all = new Map<string, Seen>();

  function* marksOf(lane: string, { servedModel, fingerprint }: Snapshot): Generator<[Seen, string]> {
    if (servedModel !== undefined) yield [seen(`${lane}\nmodel`, lane, 1), servedModel];
    // Fingerprints are told apart between answers of one full name only.
    const of = `${lane}\n${servedModel ?? ''}\nfingerprint`;
    if (fingerprint !== undefined) yield [seen(of, lane, ENOUGH_FINGERPRINTS), fingerprint];
  }

  function seen(of: string, lane: string, enough: number): Seen {
    const known = all.get(of) ?? { lane, enough, count: 0, fresh: new Set(), kept: new Map() };
    all.set(of, known);
    return known;
  }

  return {
    noteNew(lane, answer) {
      for (const [known, mark] of marksOf(lane, answer)) {
        known.count += 1;
        known.fresh.add(mark);
      }
    },
    noteKept(lane, answer, at) {
      for (const [{ kept }, mark] of marksOf(lane, answer)) {
        const { from, to } = kept.get(mark) ?? { from: at, to: at };
        kept.set(mark, { from: Math.min(from, at), to: Math.max(to, at) });
      }
    },
    isPast(lane, answer, at) {
      return [...marksOf(lane, answer)].some(([known, mark]) =>
        isReplaced(known, mark, Math.max(at, known.kept.get(mark)?.to ?? at)),
      );
    },
    mixed() {
      const past = [...all.values()].filter((known) =>
        [...known.kept].some(([mark, { to }]) => isReplaced(known, mark, to)),
      );
      return [...new Set(past.map(({ lane }) => lane))];
    },
  };
}

/** `last`: when the mark was seen last on a kept answer. */
function isReplaced({ fresh, count, enough, kept }: Seen, mark: string, last: number): boolean {
  if (fresh.has(mark)) return false;
  if (count > 0) return count >= enough;
  // Nothing is new: two full names are one after the other, where a run stopped before it had asked anew.
  return enough === 1 && [...kept].some(([other, { from }]) => other !== mark && from > last);
}
