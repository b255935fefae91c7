import { LIQUID_FILTER_NAMES } from './liquid-filters.ts';
import type { Condition, Filtered, LiquidFilter, LiquidValue } from './liquid-tree.ts';
import { MOST_DEPTH, tooDeep, unknown } from './run.ts';
import { TokenReader } from './token-reader.ts';

const WORDS: Readonly<Record<string, null | boolean>> = { true: true, false: false, nil: null, null: null };
const SIGNS = ['==', '!=', '<>', '<=', '>=', '<', '>', 'contains'];

/** Reads the values, filters and conditions of one Liquid tag. */
export class LiquidExpressions extends TokenReader {
  #depth = 0;

  value(): LiquidValue {
    const { kind, text, at } = this.token;
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw tooDeep(at);
    const value = this.#value(kind, text, at);
    this.#depth -= 1;
    return value;
  }

  #value(kind: string, text: string, at: number): LiquidValue {
    if (kind === 'string' || kind === 'number') {
      this.next += 1;
      return { kind: 'literal', value: kind === 'number' ? Number(text) : text, at };
    }
    if (this.take('(')) {
      const from = this.value();
      this.expect('..');
      const to = this.value();
      this.expect(')');
      return { kind: 'range', from, to, at };
    }
    const isPath = this.following.text === '.' || this.following.text === '[';
    if (kind === 'name' && !isPath) {
      if (Object.hasOwn(WORDS, text)) {
        this.next += 1;
        return { kind: 'literal', value: WORDS[text] ?? null, at };
      }
      if (text === 'empty' || text === 'blank') {
        this.next += 1;
        return { kind: 'special', word: text, at };
      }
    }
    if (kind !== 'name') throw this.unexpected('a value');
    this.next += 1;
    const steps: LiquidValue[] = [];
    for (;;) {
      const step = this.token.at;
      if (this.take('.')) steps.push({ kind: 'literal', value: this.name(), at: step });
      else if (this.take('[')) {
        steps.push(this.value());
        this.expect(']');
      } else return { kind: 'path', name: text, steps, at };
    }
  }

  filtered(): Filtered {
    const value = this.value();
    const filters: LiquidFilter[] = [];
    while (this.take('|')) filters.push(this.#filter());
    return { value, filters };
  }

  #filter(): LiquidFilter {
    const { at } = this.token;
    const name = this.name();
    if (!LIQUID_FILTER_NAMES.includes(name)) throw unknown('filter', name, LIQUID_FILTER_NAMES, at);
    const args: LiquidValue[] = [];
    const named: { name: string; value: LiquidValue }[] = [];
    if (!this.take(':')) return { name, args, named, at };
    do {
      if (this.token.kind === 'name' && this.following.text === ':') {
        const key = this.name();
        this.expect(':');
        named.push({ name: key, value: this.value() });
      } else args.push(this.value());
    } while (this.take(','));
    return { name, args, named, at };
  }

  /** Read flat and chained to the right afterwards: a long chain needs no deep stack to be read. */
  condition(): Condition {
    const parts: { comparison: Omit<Condition, 'next'>; word: 'and' | 'or' | undefined }[] = [];
    do {
      const { at } = this.token;
      if (parts.length > MOST_DEPTH) throw tooDeep(at);
      const left = this.value();
      const sign = SIGNS.find((known) => this.take(known));
      const right = sign === undefined ? undefined : this.value();
      const word = this.take('and') ? 'and' : this.take('or') ? 'or' : undefined;
      parts.push({ comparison: { left, sign, right, at }, word });
    } while (parts.at(-1)?.word !== undefined);
    let result: Condition | undefined;
    for (const { comparison, word } of parts.toReversed()) {
      result = { ...comparison, next: word && result ? { word, condition: result } : undefined };
    }
    if (result === undefined) throw this.unexpected('a condition');
    return result;
  }
}
