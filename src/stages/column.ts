type Numbers = Float64Array | Uint32Array | Uint8Array;

/** A list of numbers that only grows, as bare as memory allows. */
export interface Column {
  readonly length: number;
  push(value: number): void;
  at(index: number): number;
}

/** Numbers that are given room for at a time. */
const CHUNK = 8192;

/** `make` gives room for so many numbers, of the kind that the column holds. */
export function createColumn(make: (length: number) => Numbers): Column {
  const chunks: Numbers[] = [];
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      const place = length % CHUNK;
      if (place === 0) chunks.push(make(CHUNK));
      const last = chunks.at(-1);
      if (last) last[place] = value;
      length += 1;
    },
    at: (index) => chunks[Math.floor(index / CHUNK)]?.[index % CHUNK] ?? 0,
  };
}

/** Numbers in place of things, the same for equal ones; 0 is nothing. */
export interface Interned<Thing> {
  idOf(thing: Thing | undefined): number;
  thing(id: number): Thing | undefined;
}

/** What is the same for many is held once. `keyOf` is the same for equal things. */
export function createInterned<Thing>(keyOf: (thing: Thing) => string): Interned<Thing> {
  const ids = new Map<string, number>();
  const things: Thing[] = [];
  return {
    idOf(thing) {
      if (thing === undefined) return 0;
      const key = keyOf(thing);
      const known = ids.get(key);
      if (known !== undefined) return known;
      const id = things.push(thing);
      ids.set(key, id);
      return id;
    },
    thing: (id) => things[id - 1],
  };
}
