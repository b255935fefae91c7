import { HEAD_LENGTH, linesIn, readHead } from './line.ts';

/** Where an entry lies. */
export interface Place {
  segment: number;
  offset: number;
  length: number;
  at: number;
}

/**
 * Finds entries by key. Numbers lie in plain arrays: hundreds of thousands of entries cost tens of megabytes, not
 * hundreds. Of several entries with one key the newest counts: it was asked for because an older one no longer did.
 */
export class IndexTable {
  readonly #rows = new Map<string, number>();
  readonly #segments: number[] = [];
  readonly #offsets: number[] = [];
  readonly #lengths: number[] = [];
  readonly #times: number[] = [];

  get size(): number {
    return this.#rows.size;
  }

  get(key: string): Place | undefined {
    const row = this.#rows.get(key);
    return row === undefined ? undefined : this.#place(row);
  }

  /** Forgets an entry that turned out to be none. */
  forget(key: string): void {
    this.#rows.delete(key);
  }

  *places(): IterableIterator<Place> {
    for (const row of this.#rows.values()) yield this.#place(row);
  }

  add(key: string, { segment, offset, length, at }: Place): void {
    const known = this.#rows.get(key);
    if (known !== undefined && (this.#times[known] ?? 0) >= at) return;
    const row = this.#segments.push(segment) - 1;
    this.#offsets.push(offset);
    this.#lengths.push(length);
    this.#times.push(at);
    this.#rows.set(key, row);
  }

  /** Adds every whole line of a segment. */
  addSegment(segment: number, bytes: Buffer, isFresh: (at: number) => boolean): void {
    for (const { start, end } of linesIn(bytes)) {
      const head = readHead(bytes.toString('latin1', start, Math.min(end, start + HEAD_LENGTH)));
      if (head && isFresh(head.at))
        this.add(head.key, { segment, offset: start, length: end - start, at: head.at });
    }
  }

  #place(row: number): Place {
    return {
      segment: this.#segments[row] ?? 0,
      offset: this.#offsets[row] ?? 0,
      length: this.#lengths[row] ?? 0,
      at: this.#times[row] ?? 0,
    };
  }
}
