import { Absent } from './absent.ts';
import { data } from './jinja-context.ts';
import { formatted } from './jinja-format.ts';
import { isList, kindOf, pythonText, type Value } from './jinja-values.ts';
import { type Run, TemplateFault } from './run.ts';
import { joined, repeated } from './texts.ts';

/** `+ - * / // % ** ~` as Python works them out. */
export function arithmetic(sign: string, left: Value, right: Value, run: Run, at: number): Value {
  if (left instanceof Absent) return left;
  if (right instanceof Absent) return right;
  if (sign === '~')
    return joined(
      [left, right].map((value) => pythonText(data(value, run, at))),
      '',
      run,
      at,
    );
  if (typeof left === 'string') {
    if (sign === '+' && typeof right === 'string') return joined([left, right], '', run, at);
    if (sign === '*' && typeof right === 'number') return repeated(left, right, run, at);
    if (sign === '%') return formatted(left, isList(right) ? right : [data(right, run, at)], run, at);
  }
  if (isList(left)) {
    if (sign === '+' && isList(right)) {
      run.step(at, left.length + right.length);
      return [...left, ...right];
    }
    if (sign === '*' && typeof right === 'number') {
      const times = Math.max(0, Math.floor(right));
      run.step(at, left.length * times);
      return Array.from({ length: times }, () => left).flat();
    }
  }
  if (typeof left === 'number' && typeof right === 'number') {
    const result = calculated(sign, left, right);
    if (Number.isFinite(result)) return result;
    throw new TemplateFault(
      `\`${sign}\` gives no number here.`,
      at,
      'Do not divide by zero; keep numbers small.',
    );
  }
  const help = 'Join texts with `~`; turn texts into numbers with `| int`.';
  throw new TemplateFault(`\`${sign}\` does not go with ${kindOf(left)} and ${kindOf(right)}.`, at, help);
}

function calculated(sign: string, left: number, right: number): number {
  if (sign === '+') return left + right;
  if (sign === '-') return left - right;
  if (sign === '*') return left * right;
  if (sign === '/') return left / right;
  if (sign === '//') return Math.floor(left / right);
  if (sign === '**') return left ** right;
  // Python's remainder has the sign of the divisor.
  return left - right * Math.floor(left / right);
}
