/**
 * The few things that are under way, by what they are known by, in no order.
 *
 * A `Map` does the same, but each time it has filled up with what came and went it moves to another table, and the one
 * that is left behind holds on to its entries and to the next table. Once such a table is old, everything that is ever
 * under way after it stays in memory until all of that is looked through: a gigabyte of dead answers in a large run.
 */
export class UnderWay<Key, Value> {
  readonly #keys: Key[] = [];
  readonly #values: Value[] = [];

  get(key: Key): Value | undefined {
    return this.#values[this.#keys.indexOf(key)];
  }

  set(key: Key, value: Value): void {
    const place = this.#keys.indexOf(key);
    if (place < 0) {
      this.#keys.push(key);
      this.#values.push(value);
    } else this.#values[place] = value;
  }

  delete(key: Key): void {
    const place = this.#keys.indexOf(key);
    const [lastKey, lastValue] = [this.#keys.at(-1), this.#values.at(-1)];
    if (place < 0) return;
    // The last one takes the place: nothing else moves.
    this.#keys[place] = lastKey as Key;
    this.#values[place] = lastValue as Value;
    this.#keys.pop();
    this.#values.pop();
  }

  /** As they are now: what comes or goes meanwhile changes nothing. */
  values(): readonly Value[] {
    return [...this.#values];
  }
}
