import type { Json } from '../../core/json.ts';
import { Absent } from './absent.ts';
import { arithmetic } from './jinja-arithmetic.ts';
import { type Context, contains, data, type Given } from './jinja-context.ts';
import { callFilter } from './jinja-filters.ts';
import { callMethod, methodsOf } from './jinja-methods.ts';
import { callTest } from './jinja-tests.ts';
import type { Arguments, Expression } from './jinja-tree.ts';
import {
  equal,
  isList,
  kindOf,
  Macro,
  memberOf,
  Namespace,
  order,
  type Scope,
  truthy,
  type Value,
} from './jinja-values.ts';
import { type Run, TemplateFault } from './run.ts';

/**
 * The value of an expression. Where a variable is absent, what is made of it is absent, too, so that it is noticed
 * when it comes out; tests and comparisons take it for false.
 */
export function evaluate(expression: Expression, scope: Scope, context: Context): Value {
  const { at } = expression;
  context.run.step(at);
  return context.run.deeper(at, () => worked(expression, scope, context));
}

function worked(expression: Expression, scope: Scope, context: Context): Value {
  const of = (inner: Expression) => evaluate(inner, scope, context);
  const { at } = expression;
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return (
        scope.get(expression.name) ??
        (scope.get(expression.name) === null ? null : new Absent(expression.name))
      );
    case 'member':
      return member(of(expression.of), of(expression.key), nameOf(expression));
    case 'slice':
      return slice(
        of(expression.of),
        expression.bounds.map((bound) => (bound ? of(bound) : null)),
        at,
      );
    case 'call':
      return call(expression.callee, expression.args, scope, context, at);
    case 'filter':
      return callFilter(
        expression.name,
        of(expression.of),
        given(expression.args, scope, context, at),
        context,
      );
    case 'test': {
      const passes = callTest(expression.name, of(expression.of), given(expression.args, scope, context, at));
      return passes !== expression.negated;
    }
    case 'not':
      return !truthy(of(expression.of));
    case 'minus':
      return arithmetic('-', 0, of(expression.of), context.run, at);
    case 'plus':
      return arithmetic('+', 0, of(expression.of), context.run, at);
    case 'and': {
      const left = of(expression.left);
      return truthy(left) ? of(expression.right) : left;
    }
    case 'or': {
      const left = of(expression.left);
      return truthy(left) ? left : of(expression.right);
    }
    case 'compare':
      return compare(
        of(expression.first),
        expression.rest.map(({ sign, to }) => ({ sign, to: of(to) })),
        at,
      );
    case 'arithmetic':
      return arithmetic(expression.sign, of(expression.left), of(expression.right), context.run, at);
    case 'choice':
      if (truthy(of(expression.test))) return of(expression.chosen);
      return expression.otherwise ? of(expression.otherwise) : '';
    case 'list':
      return expression.items.map((item) => data(of(item), context.run, at));
    case 'dict':
      return Object.fromEntries(
        expression.pairs.map(({ key, value }) => [
          String(data(of(key), context.run, at)),
          data(of(value), context.run, at),
        ]),
      );
  }
}

export function given({ positional, named }: Arguments, scope: Scope, context: Context, at: number): Given {
  return {
    positional: positional.map((argument) => evaluate(argument, scope, context)),
    named: new Map(named.map(({ name, value }) => [name, evaluate(value, scope, context)])),
    at,
  };
}

function member(of: Value, key: Value, name: string): Value {
  const found = of instanceof Absent || key instanceof Absent ? undefined : memberOf(of, key);
  return found === undefined ? new Absent(name) : found;
}

function slice(of: Value, bounds: readonly Value[], at: number): Value {
  if (of instanceof Absent) return of;
  const [from = null, to = null, by = null] = bounds;
  const whole = (value: Value) => value === null || (typeof value === 'number' && Number.isInteger(value));
  if (!(isList(of) || typeof of === 'string') || !bounds.every(whole) || by === 0) {
    throw new TemplateFault(
      `${kindOf(of)} cannot be cut like that.`,
      at,
      'Write `items[1:3]` with whole numbers.',
    );
  }
  const items: readonly Json[] = typeof of === 'string' ? [...of] : of;
  const step = by === null ? 1 : Number(by);
  const start = from === null ? undefined : Number(from);
  const stop = to === null ? undefined : Number(to);
  const picked = step > 0 ? items.slice(start, stop) : backwards(items, start, stop);
  const every = picked.filter((_, index) => index % Math.abs(step) === 0);
  return typeof of === 'string' ? every.join('') : every;
}

function backwards(
  items: readonly Json[],
  start: number | undefined,
  stop: number | undefined,
): readonly Json[] {
  const index = (value: number) => (value < 0 ? value + items.length : value);
  const from = Math.min(start === undefined ? items.length - 1 : index(start), items.length - 1);
  const to = stop === undefined ? -1 : Math.max(index(stop), -1);
  return items.slice(to + 1, Math.max(from + 1, 0)).reverse();
}

function compare(first: Value, rest: readonly { sign: string; to: Value }[], at: number): boolean {
  let left = first;
  for (const { sign, to } of rest) {
    if (!holds(sign, left, to, at)) return false;
    left = to;
  }
  return true;
}

function holds(sign: string, left: Value, right: Value, at: number): boolean {
  if (sign === '==') return equal(left, right);
  if (sign === '!=') return !equal(left, right);
  if (left instanceof Absent || right instanceof Absent) return sign === 'not in';
  if (sign === 'in') return contains(right, left, at);
  if (sign === 'not in') return !contains(right, left, at);
  const difference = order(left, right, at);
  if (sign === '<') return difference < 0;
  if (sign === '<=') return difference <= 0;
  return sign === '>' ? difference > 0 : difference >= 0;
}

function call(callee: Expression, args: Arguments, scope: Scope, context: Context, at: number): Value {
  const values = given(args, scope, context, at);
  if (callee.kind === 'member' && callee.key.kind === 'literal') {
    const of = evaluate(callee.of, scope, context);
    const method = String(callee.key.value);
    if (of instanceof Absent) return of;
    if (methodsOf(of).includes(method)) return callMethod(method, of, values, context.run);
    const found = memberOf(of, callee.key.value);
    if (found instanceof Macro) return context.callMacro(found, values, at);
    const help = `${kindOf(of)} can be asked for ${methodsOf(of).join(', ') || 'nothing'}.`;
    throw new TemplateFault(`\`${nameOf(callee)}\` cannot be called.`, at, help);
  }
  if (callee.kind === 'name') {
    const found = scope.get(callee.name);
    if (found instanceof Macro) return context.callMacro(found, values, at);
    if (callee.name === 'loop' && scope.recurse) return scope.recurse(values.positional[0] ?? null, at);
    if (found === undefined) return globalFunction(callee.name, values, context.run);
  }
  throw notCallable(nameOf(callee), at);
}

function globalFunction(name: string, { positional, named, at }: Given, run: Run): Value {
  if (name === 'namespace') return new Namespace(named);
  if (name === 'dict')
    return Object.fromEntries([...named].map(([key, value]) => [key, data(value, run, at)]));
  if (name !== 'range') throw notCallable(name, at);
  const numbers = positional.map((value) =>
    typeof value === 'number' && Number.isInteger(value) ? value : Number.NaN,
  );
  const [first = Number.NaN, second, by = 1] = numbers;
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const length = Math.max(0, Math.ceil((to - from) / by));
  if (!Number.isFinite(length))
    throw new TemplateFault('`range` needs whole numbers.', at, 'Write `range(3)`.');
  run.step(at, length);
  return Array.from({ length }, (_, index) => from + index * by);
}

function notCallable(name: string, at: number): TemplateFault {
  return new TemplateFault(
    `\`${name}\` cannot be called.`,
    at,
    'Macros of the template can be called, and range, dict and namespace.',
  );
}

/** The dotted name of a plain path, for messages. */
export function nameOf(expression: Expression): string {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind !== 'member') return '(…)';
  const key = expression.key.kind === 'literal' ? String(expression.key.value) : '…';
  return `${nameOf(expression.of)}.${key}`;
}
