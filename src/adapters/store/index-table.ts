import { HEAD_LENGTH, linesIn, readHead } from './line.ts';

/** Where an entry lies. */
export interface Place {
  segment: number;
  offset: number;
  length: number;
  at: number;
}

const FIRST_CAPACITY = 1024;
/** 32-bit words of a key that tell it from others: 128 bits. Whoever reads a line has the whole key in it to look at. */
const WORDS = 4;
/** The time of a row whose entry turned out to be none. */
const FORGOTTEN = -1;

type Key = readonly [number, number, number, number];

/**
 * Finds entries by key, in columns of numbers and an open hash table over them: some 50 bytes an entry, outside of the
 * heap, where as many strings in a map would take four times as much. Of several entries with one key the newest counts:
 * it was asked for because an older one no longer did.
 */
export class IndexTable {
  #rows = columns(FIRST_CAPACITY);
  /** Rows by the hash of their key, counted from 1; 0 is a free place. At least half of the places are free. */
  #slots = new Int32Array(2 * FIRST_CAPACITY);
  #used = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(key: string): Place | undefined {
    const row = (this.#slots[this.#slotOf(wordsOf(key))] ?? 0) - 1;
    const { segments, offsets, lengths, times } = this.#rows;
    const at = times[row];
    if (at === undefined || at === FORGOTTEN) return undefined;
    return { segment: segments[row] ?? 0, offset: offsets[row] ?? 0, length: lengths[row] ?? 0, at };
  }

  /** Forgets an entry that turned out to be none. */
  forget(key: string): void {
    const row = (this.#slots[this.#slotOf(wordsOf(key))] ?? 0) - 1;
    if (row < 0 || this.#rows.times[row] === FORGOTTEN) return;
    this.#rows.times[row] = FORGOTTEN;
    this.#size -= 1;
  }

  add(key: string, { segment, offset, length, at }: Place): void {
    const words = wordsOf(key);
    const slot = this.#slotOf(words);
    const known = (this.#slots[slot] ?? 0) - 1;
    if (known >= 0 && (this.#rows.times[known] ?? FORGOTTEN) >= at) return;
    if (known < 0 || this.#rows.times[known] === FORGOTTEN) this.#size += 1;
    const row = known >= 0 ? known : this.#newRow(slot, words);
    const { segments, offsets, lengths, times } = this.#rows;
    segments[row] = segment;
    offsets[row] = offset;
    lengths[row] = length;
    times[row] = at;
  }

  /** Adds every whole line of a segment. */
  addSegment(segment: number, bytes: Buffer, isFresh: (at: number) => boolean): void {
    for (const { start, end } of linesIn(bytes)) {
      const head = readHead(bytes.toString('latin1', start, Math.min(end, start + HEAD_LENGTH)));
      if (head && isFresh(head.at))
        this.add(head.key, { segment, offset: start, length: end - start, at: head.at });
    }
  }

  #newRow(slot: number, words: Key): number {
    const isFull = this.#used === this.#rows.times.length;
    if (isFull) this.#grow();
    const row = this.#used;
    this.#used += 1;
    this.#rows.keys.set(words, row * WORDS);
    this.#slots[isFull ? this.#slotOf(words) : slot] = row + 1;
    return row;
  }

  /** The place of a key, or the free one where it would go. */
  #slotOf(words: Key): number {
    const mask = this.#slots.length - 1;
    let slot = words[0] & mask;
    for (let row = this.#slots[slot] ?? 0; row !== 0 && !this.#holds(row - 1, words); ) {
      slot = (slot + 1) & mask;
      row = this.#slots[slot] ?? 0;
    }
    return slot;
  }

  #holds(row: number, words: Key): boolean {
    return words.every((word, at) => this.#rows.keys[row * WORDS + at] === word);
  }

  #grow(): void {
    const before = this.#rows;
    this.#rows = columns(2 * before.times.length);
    for (const name of ['keys', 'segments', 'offsets', 'lengths', 'times'] as const)
      this.#rows[name].set(before[name]);
    this.#slots = new Int32Array(2 * this.#slots.length);
    for (let row = 0; row < this.#used; row += 1) {
      const [a = 0, b = 0, c = 0, d = 0] = this.#rows.keys.subarray(row * WORDS, (row + 1) * WORDS);
      this.#slots[this.#slotOf([a, b, c, d])] = row + 1;
    }
  }
}

function columns(capacity: number) {
  return {
    keys: new Uint32Array(WORDS * capacity),
    segments: new Uint32Array(capacity),
    offsets: new Float64Array(capacity),
    lengths: new Uint32Array(capacity),
    times: new Float64Array(capacity),
  };
}

/** The last 128 bits of a key of 64 hex digits, the last first. */
function wordsOf(key: string): Key {
  const word = (at: number) => Number.parseInt(key.slice(8 * at, 8 * at + 8), 16) >>> 0;
  return [word(7), word(6), word(5), word(4)];
}
