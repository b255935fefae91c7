import { cut } from '../../core/cut.ts';
import { derivedId } from '../../core/dataset/row.ts';
import { contentHash } from '../../core/hash.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import type { Case } from '../../core/suite.ts';
import { renderedDeep } from './render.ts';
import {
  inside,
  isList,
  isProgram,
  type Path,
  type Placed,
  placedYaml,
  possiblePath,
  type Reading,
  textIn,
} from './source.ts';

/** A test of a config, as one case. */
export interface TestCase {
  row: Case;
  test: Placed<JsonObject>;
}

/** Cases that one config may come to: lists of values multiply. */
const MOST_CASES = 100_000;

const CODE = 'it would be run, and nothing of the repository is';
/** Members of a test that change what is sent or scored in ways that are not done here. */
const NOT_DONE: readonly (readonly [Path, string])[] = [
  [['options', 'transform'], CODE],
  [['options', 'postprocess'], CODE],
  [['options', 'transformVars'], CODE],
  [['assertScoringFunction'], CODE],
  [['options', 'storeOutputAs'], 'outputs of one test are not passed on to the next'],
  [['options', 'prefix'], 'a prompt is the same for all tests: write it into `defaultTest` or the prompt'],
  [['options', 'suffix'], 'a prompt is the same for all tests: write it into `defaultTest` or the prompt'],
  [['provider'], 'the providers of a config are the same for all tests'],
  [['providerOutput'], 'the output is made by the target'],
];

/**
 * The cases that tests come to: files that variables name are read, lists multiply, and variables that are templates
 * are rendered with the others. A test that cannot be run as it is written is left out and said to be.
 */
export async function readCases(tests: readonly Placed<JsonObject>[], reading: Reading): Promise<TestCase[]> {
  const taken = new Map<string, number>();
  const cases: TestCase[] = [];
  for (const test of tests) {
    if (!isDoable(test, reading)) continue;
    const vars = await readVars(inside(test, 'vars'), reading);
    if (vars === undefined) continue;
    const multiplies = inside(test, 'options', 'disableVarExpansion').value !== true;
    for (const set of multiplies ? products(vars) : [vars]) {
      if (cases.length >= MOST_CASES) {
        reading.gap(
          `There are more than ${MOST_CASES} cases; the rest is left out.`,
          'Split the config.',
          test.at,
        );
        return cases;
      }
      cases.push({ row: caseOf(test, set, taken), test });
    }
  }
  return cases;
}

function isDoable(test: Placed<JsonObject>, reading: Reading): boolean {
  const found = NOT_DONE.find(([path]) => inside(test, ...path).value !== null);
  if (!found) return true;
  const [path, why] = found;
  reading.gap(
    `${nameOf(test)} is left out because of \`${path.join('.')}\`: ${why}.`,
    'Remove it, or write a suite of your own for this case.',
    test.placeOf(path),
  );
  return false;
}

function nameOf(test: Placed<JsonObject>): string {
  const description = textIn(test.value['description']);
  return description === undefined ? 'The test' : `The test "${cut(description, 80)}"`;
}

async function readVars(vars: Placed, reading: Reading): Promise<JsonObject | undefined> {
  if (vars.value === null) return {};
  if (typeof vars.value === 'string') {
    const read = await readValue(vars.value, vars, reading);
    return isJsonObject(read) ? read : undefined;
  }
  if (!isJsonObject(vars.value)) {
    reading.gap('`vars` is not a mapping.', 'Write `vars: { question: "…" }`.', vars.at);
    return undefined;
  }
  const members: [string, Json][] = [];
  for (const [name, value] of Object.entries(vars.value)) {
    const at = { ...vars, at: vars.placeOf([name]) };
    const read = typeof value === 'string' ? await readValue(value, at, reading) : value;
    if (read === undefined) return undefined;
    members.push([name, read]);
  }
  return Object.fromEntries(members);
}

/** A value, or what the file says that it names. `undefined`, and noted, when that cannot be had. */
async function readValue(value: string, { at }: Placed, reading: Reading): Promise<Json | undefined> {
  if (!value.startsWith('file://')) return value;
  const refuse = (why: string): undefined =>
    reading.gap(
      `A test is left out: ${value.slice(0, 120)} ${why}.`,
      'Write the value into the test.',
      at,
    ) as undefined;
  if (isProgram(value)) return refuse('is a program, which is never run');
  const wanted = possiblePath(reading, value);
  if (wanted === undefined) return refuse('leads out of the repository');
  const isGlob = /[*?[{]/.test(wanted);
  const paths = isGlob ? await reading.files.list(wanted) : [wanted];
  const texts = await Promise.all(paths.map((path) => reading.files.read(path)));
  const values = texts.flatMap((text, index) => {
    const path = paths[index] ?? '';
    if (text === undefined) return [];
    return [/\.(?:ya?ml|json)$/i.test(path) ? placedYaml(path, text).value : text.trim()];
  });
  const [only] = values;
  if (only === undefined) return refuse('does not exist');
  return isGlob ? values : only;
}

/** Every combination of the items of those variables that are lists. */
function products(vars: JsonObject): JsonObject[] {
  let sets: JsonObject[] = [{}];
  for (const [name, value] of Object.entries(vars)) {
    const values = isList(value) ? value : [value];
    if (sets.length * values.length > MOST_CASES) return [vars];
    sets = sets.flatMap((set) => values.map((one) => ({ ...set, [name]: one })));
  }
  return sets;
}

/** The case is called after the test's description, or else after its variables; a name that is taken gets a number. */
function caseOf(test: Placed<JsonObject>, vars: JsonObject, taken: Map<string, number>): Case {
  const known = renderedDeep(vars, vars);
  const values = isJsonObject(known) ? known : vars;
  const wanted = textIn(test.value['description'])?.trim() ?? derivedId(contentHash({ vars }), 8);
  const nth = (taken.get(wanted) ?? 0) + 1;
  taken.set(wanted, nth);
  const tags = inside(test, 'metadata', 'tags').value;
  return {
    id: nth === 1 ? cut(wanted, 200) : `${cut(wanted, 200)}-${nth}`,
    vars: values,
    tags: isList(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
  };
}
