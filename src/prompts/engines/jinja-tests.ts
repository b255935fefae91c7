import { Absent } from './absent.ts';
import { contains, type Given } from './jinja-context.ts';
import { equal, isDict, isList, Macro, order, type Value } from './jinja-values.ts';
import { TemplateFault } from './run.ts';

type Test = (value: Value, argument: Value, at: number) => boolean;

const isNumber = (value: Value): value is number => typeof value === 'number';
const ordered =
  (holds: (difference: number) => boolean): Test =>
  (value, to, at) =>
    !(value instanceof Absent || to instanceof Absent) && holds(order(value, to, at));
const lt = ordered((difference) => difference < 0);
const le = ordered((difference) => difference <= 0);
const gt = ordered((difference) => difference > 0);
const ge = ordered((difference) => difference >= 0);
const same: Test = (value, to) => equal(value, to);
const differs: Test = (value, to) => !equal(value, to);

const TESTS: Readonly<Record<string, Test>> = {
  defined: (value) => !(value instanceof Absent),
  undefined: (value) => value instanceof Absent,
  none: (value) => value === null,
  boolean: (value) => typeof value === 'boolean',
  true: (value) => value === true,
  false: (value) => value === false,
  integer: (value) => Number.isInteger(value),
  float: (value) => isNumber(value) && !Number.isInteger(value),
  number: isNumber,
  string: (value) => typeof value === 'string',
  mapping: isDict,
  iterable: (value) => typeof value === 'string' || isList(value) || isDict(value),
  sequence: (value) => typeof value === 'string' || isList(value) || isDict(value),
  callable: (value) => value instanceof Macro,
  odd: (value) => isNumber(value) && Math.abs(value % 2) === 1,
  even: (value) => isNumber(value) && value % 2 === 0,
  divisibleby: (value, by) => isNumber(value) && isNumber(by) && value % by === 0,
  lower: (value) => typeof value === 'string' && value === value.toLowerCase(),
  upper: (value) => typeof value === 'string' && value === value.toUpperCase(),
  in: (value, whole, at) =>
    !(value instanceof Absent || whole instanceof Absent) && contains(whole, value, at),
  eq: same,
  equalto: same,
  sameas: same,
  ne: differs,
  lt,
  lessthan: lt,
  le,
  gt,
  greaterthan: gt,
  ge,
};

export const TEST_NAMES: readonly string[] = Object.keys(TESTS);

/** Whether a value passes a test. An absent value passes none but `undefined` and `ne`. */
export function callTest(name: string, value: Value, { positional, at }: Given): boolean {
  const test = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
  if (test === undefined) {
    throw new TemplateFault(`The test \`${name}\` is not known.`, at, `Known are ${TEST_NAMES.join(', ')}.`);
  }
  return test(value, positional[0] ?? null, at);
}
