/** What a note about shortening counts. */
export type Lost = 'text' | 'case' | 'table' | 'list' | 'difference';

/** One way to say a block. */
export interface Form {
  readonly text: string;
  /** Forms of a high rung give way first; rung 0 stays whatever happens. */
  rung: number;
  /** What a reader misses once this form has given way. */
  lost?: Lost;
}

/** A part of a document that is kept, shortened or left out as a whole, never cut. Forms go from long to short. */
export type Block = readonly Form[];

/** A form whose text is dear, and made only when the ladder comes to it. */
export function dear(make: () => string, rung: number, lost: Lost): Form {
  let made: string | undefined;
  return {
    get text() {
      made ??= make();
      return made;
    },
    rung,
    lost,
  };
}

/** A block that never gives way. Its text has to be short by construction. */
export function fixed(text: string): Block {
  return [{ text, rung: 0 }];
}

/** A block that is either there or not. */
export function optional(text: string, rung: number, lost?: Lost): Block {
  return [{ text, rung, ...(lost ? { lost } : {}) }];
}

/** Room for the note about what was left out. */
const NOTE_ROOM = 400;
const GAP = '\n\n';

/**
 * Joins blocks into a text within `limit`. What does not fit goes down its ladder: the highest rungs first, and
 * on one rung what stands last.
 */
export function shorten(
  blocks: readonly Block[],
  options: {
    limit: number;
    size: (text: string) => number;
    note: (lost: ReadonlyMap<Lost, number>) => string;
  },
): string {
  const { limit, size, note } = options;
  const shown = blocks.map(() => 0);
  const sizeOf = (text: string) => (text === '' ? 0 : size(text) + GAP.length);
  let total = blocks.reduce((sum, [form]) => sum + sizeOf(form?.text ?? ''), 0);
  if (total <= limit) return join(blocks.map(([form]) => form?.text ?? ''));
  const steps = blocks
    .flatMap((block, at) => block.map(({ rung }, form) => ({ at, form, rung })))
    .filter(({ rung }) => rung > 0)
    .sort((left, right) => right.rung - left.rung || right.at - left.at || left.form - right.form);
  const lost = new Map<Lost, Set<number>>();
  for (const { at, form } of steps) {
    if (total <= limit - NOTE_ROOM) break;
    if (shown[at] !== form) continue;
    const [from, to] = [blocks[at]?.[form], blocks[at]?.[form + 1]];
    total += sizeOf(to?.text ?? '') - sizeOf(from?.text ?? '');
    shown[at] = form + 1;
    if (from?.lost) lost.set(from.lost, (lost.get(from.lost) ?? new Set()).add(at));
  }
  const counts = new Map([...lost].map(([kind, places]) => [kind, places.size]));
  return join([...blocks.map((block, at) => block[shown[at] ?? 0]?.text ?? ''), note(counts)]);
}

function join(texts: readonly string[]): string {
  return texts.filter((text) => text !== '').join(GAP);
}
