import type { Json, JsonObject } from '../../core/json.ts';
import { Absent } from './absent.ts';
import { inFile, type Link, NO_LINK } from './link.ts';
import { callLiquidFilter } from './liquid-filters.ts';
import { parseLiquid } from './liquid-parser.ts';
import type { Condition, Filtered, LiquidBody, LiquidNode, LiquidValue } from './liquid-tree.ts';
import {
  type Found,
  isEmptyValue,
  itemsOf,
  liquidHolds,
  liquidMember,
  liquidNumber,
  liquidText,
  loopOf,
  truthy,
} from './liquid-values.ts';
import type { Compiled, Run } from './run.ts';

type Flow = 'break' | 'continue' | undefined;
/**
 * Reads a Liquid template. It is worked out by walking its tree; only own members of JSON values can be reached, and
 * there are no files, clock or chance (so no `date`).
 * @throws TemplateFault
 */
export function compileLiquid(template: string, link: Link = NO_LINK): Compiled {
  const { body, includes } = parseLiquid(template, link);
  return { includes, render: (vars, run) => void new Renderer(vars, run).body(body) };
}

class Renderer {
  readonly #run: Run;
  /** Scopes from the outside in: the case's variables, assignments, loops. */
  #scopes: Map<string, Found>[];
  readonly #counters = new Map<string, number>();
  readonly #cycles = new Map<string, number>();

  constructor(vars: JsonObject, run: Run) {
    this.#run = run;
    this.#scopes = [new Map(Object.entries(vars)), new Map()];
  }

  body(body: LiquidBody): Flow {
    for (const node of body) {
      this.#run.step(node.at);
      const flow = this.#node(node);
      if (flow !== undefined) return flow;
    }
    return undefined;
  }

  #node(node: LiquidNode): Flow {
    const run = this.#run;
    const { at } = node;
    switch (node.kind) {
      case 'text':
        run.emit('literal', node.text, at);
        return undefined;
      case 'output':
        this.#emit(this.#filtered(node.of), at);
        return undefined;
      case 'if': {
        const branch = node.branches.find(({ test, negated }) => this.#holds(test) !== negated);
        return this.body(branch?.body ?? node.otherwise);
      }
      case 'case': {
        const subject = this.#value(node.of);
        const branches = node.branches.filter(({ values }) =>
          values.some((value) => this.#equals(subject, value)),
        );
        if (branches.length === 0) return this.body(node.otherwise);
        for (const branch of branches) {
          const flow = this.body(branch.body);
          if (flow !== undefined) return flow;
        }
        return undefined;
      }
      case 'for':
        this.#loop(node);
        return undefined;
      case 'assign':
        this.#scopes[1]?.set(node.name, this.#filtered(node.of));
        return undefined;
      case 'capture': {
        let flow: Flow;
        const text = run.capture(() => {
          flow = this.body(node.body);
        });
        this.#scopes[1]?.set(node.name, text);
        return flow;
      }
      case 'cycle': {
        const count = this.#cycles.get(node.group) ?? 0;
        const value = node.values[count % node.values.length];
        if (value) this.#emit(this.#value(value), at);
        this.#cycles.set(node.group, count + 1);
        return undefined;
      }
      case 'count': {
        const count = this.#counters.get(node.name) ?? 0;
        this.#counters.set(node.name, count + node.by);
        run.emit('value', String(node.by === 1 ? count : count - 1), at);
        return undefined;
      }
      case 'include':
        this.#include(node);
        return undefined;
      case 'break':
      case 'continue':
        return node.kind;
    }
  }

  /** Another file's template, once, or once for each item of a list that it is given. */
  #include({ included, isolated, given, args, at }: Extract<LiquidNode, { kind: 'include' }>): void {
    if (included === undefined) return;
    const named = args.map(({ name, value }) => [name, this.#value(value)] as const);
    const value = given && this.#value(given.value);
    if (value instanceof Absent) this.#run.missing.add(value.name);
    const items: readonly Found[] = value === undefined ? [''] : given?.each ? itemsOf(value) : [value];
    const outer = this.#scopes;
    for (const item of items) {
      const own = new Map<string, Found>([...(given ? [[given.name, item] as const] : []), ...named]);
      this.#scopes = isolated ? [new Map(), own] : [...outer, own];
      inFile(included.file, () => this.#run.deeper(at, () => void this.body(included.body)));
      this.#scopes = outer;
    }
  }

  #emit(value: Found, at: number): void {
    if (value instanceof Absent) this.#run.missing.add(value.name);
    else this.#run.emit('value', liquidText(value), at);
  }

  #loop(node: Extract<LiquidNode, { kind: 'for' }>): void {
    const { at } = node;
    const over = this.#value(node.over);
    if (over instanceof Absent) this.#run.missing.add(over.name);
    const all = itemsOf(over);
    const bound = (value: LiquidValue | undefined, fallback: number): number => {
      const found = value === undefined ? fallback : this.#value(value);
      return found instanceof Absent ? fallback : Math.max(0, liquidNumber(found));
    };
    const offset = bound(node.offset, 0);
    const part = all.slice(offset, offset + bound(node.limit, all.length));
    const items = node.reversed ? part.reverse() : part;
    if (items.length === 0) this.body(node.otherwise);
    const parent = this.#find('forloop');
    for (const [index, item] of items.entries()) {
      this.#run.step(at);
      const loop = loopOf(index, items.length, parent instanceof Absent ? undefined : parent);
      this.#scopes.push(
        new Map<string, Found>([
          [node.name, item],
          ['forloop', loop],
        ]),
      );
      const flow = this.body(node.body);
      this.#scopes.pop();
      if (flow === 'break') break;
    }
  }

  #find(name: string): Found {
    for (let level = this.#scopes.length - 1; level >= 0; level -= 1) {
      const found = this.#scopes[level]?.get(name);
      if (found !== undefined) return found;
    }
    return this.#counters.get(name) ?? new Absent(name);
  }

  #value(value: LiquidValue): Found {
    const { at } = value;
    this.#run.step(at);
    switch (value.kind) {
      case 'literal':
        return value.value;
      case 'special':
        return '';
      case 'range': {
        const [from, to] = [this.#value(value.from), this.#value(value.to)];
        if (from instanceof Absent) return from;
        if (to instanceof Absent) return to;
        const first = Math.trunc(liquidNumber(from));
        const length = Math.max(0, Math.trunc(liquidNumber(to)) - first + 1);
        this.#run.step(at, length);
        return Array.from({ length }, (_, index) => first + index);
      }
      case 'path': {
        let found = this.#find(value.name);
        let name = value.name;
        for (const step of value.steps) {
          const key = this.#value(step);
          name += `.${key instanceof Absent ? key.name : liquidText(key)}`;
          const member =
            found instanceof Absent || key instanceof Absent ? undefined : liquidMember(found, key);
          found = member === undefined ? new Absent(name) : member;
        }
        return found;
      }
    }
  }

  #filtered({ value, filters }: Filtered): Found {
    let result = this.#value(value);
    for (const { name, args, named, at } of filters) {
      const given = args.map((arg) => this.#value(arg));
      if (name === 'default') {
        const falseToo = !named.some(
          ({ name: key, value: allow }) => key === 'allow_false' && truthy(this.#value(allow)),
        );
        const isMissing = result instanceof Absent || result === null || (result === false && falseToo);
        if (isMissing || isEmptyValue(result, 'empty')) result = given[0] ?? '';
        continue;
      }
      if (result instanceof Absent) continue;
      const absent = given.find((arg) => arg instanceof Absent);
      if (absent !== undefined) result = absent;
      else {
        const plain = given.filter((arg): arg is Json => !(arg instanceof Absent));
        result = callLiquidFilter(name, result, { args: plain, run: this.#run, at });
      }
    }
    return result;
  }

  #holds({ left, sign, right, next }: Condition): boolean {
    const holds =
      sign === undefined || right === undefined
        ? truthy(this.#value(left))
        : this.#compares(sign, left, right);
    if (next === undefined) return holds;
    return next.word === 'and' ? holds && this.#holds(next.condition) : holds || this.#holds(next.condition);
  }

  #compares(sign: string, left: LiquidValue, right: LiquidValue): boolean {
    const [special, other] = left.kind === 'special' ? [left, right] : [right, left];
    if (special.kind === 'special') {
      const isEmpty = isEmptyValue(this.#value(other), special.word);
      return sign === '==' ? isEmpty : (sign === '!=' || sign === '<>') && !isEmpty;
    }
    return liquidHolds(sign, this.#value(left), this.#value(right));
  }

  #equals(subject: Found, value: LiquidValue): boolean {
    if (value.kind === 'special') return isEmptyValue(subject, value.word);
    return liquidHolds('==', subject, this.#value(value));
  }
}
