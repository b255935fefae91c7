import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { parseJson } from '../../core/json-parse.ts';
import { csvTests } from './csv.ts';
import { inside, isProgram, itemsOf, type Placed, pathOf, placedYaml, type Reading } from './source.ts';

const HELP = 'Write tests into the config, or name .csv, .json, .jsonl or .yaml files of the repository.';

/** The tests of a config in order: those of `tests`, then those of `scenarios`. */
export async function readTests(root: Placed, reading: Reading): Promise<Placed<JsonObject>[]> {
  const tests = await readList(inside(root, 'tests'), reading);
  const scenarios = await readList(inside(root, 'scenarios'), reading);
  const grown = await Promise.all(
    scenarios.map(async (scenario) => {
      const sets = await readList(inside(scenario, 'config'), reading);
      const own = await readList(inside(scenario, 'tests'), reading);
      return sets.flatMap((set) => (own.length === 0 ? [set] : own.map((test) => merged(set, test))));
    }),
  );
  const all = [...tests, ...grown.flat()];
  // Without any, the default test is one by itself.
  const isNone = inside(root, 'tests').value === null && inside(root, 'scenarios').value === null;
  return isNone ? [{ ...inside(root, 'defaultTest'), value: {} }] : all;
}

/** The default test: a mapping, or the file that has it. */
export async function readDefaultTest(root: Placed, reading: Reading): Promise<Placed<JsonObject>> {
  const [first] = await readList(inside(root, 'defaultTest'), reading);
  return first ?? { value: {}, at: root.at, placeOf: () => root.at };
}

/** A test with what stands in front of it; `at` is the test's own place. */
export function merged(first: Placed<JsonObject>, second: Placed<JsonObject>): Placed<JsonObject> {
  const members = { ...first.value, ...second.value };
  for (const key of ['vars', 'options', 'metadata']) {
    const [left, right] = [first.value[key], second.value[key]];
    if (isJsonObject(left) && isJsonObject(right)) members[key] = { ...left, ...right };
  }
  return { ...second, value: members };
}

async function readList(list: Placed, reading: Reading): Promise<Placed<JsonObject>[]> {
  const read = await Promise.all(itemsOf(list).map((item) => readItem(item, reading)));
  return read.flat();
}

async function readItem(item: Placed, reading: Reading): Promise<Placed<JsonObject>[]> {
  const { value, at } = item;
  if (typeof value === 'string') return readFiles(value, item, reading);
  if (isJsonObject(value) && typeof value['path'] === 'string' && value['vars'] === undefined) {
    return readFiles(value['path'], item, reading);
  }
  if (isJsonObject(value)) return [{ ...item, value }];
  reading.gap('A test is neither a mapping nor the name of a file.', HELP, at);
  return [];
}

async function readFiles(written: string, { at }: Placed, reading: Reading): Promise<Placed<JsonObject>[]> {
  if (isProgram(written)) {
    reading.gap(`The tests of ${written.slice(0, 80)} are made by a program, which is never run.`, HELP, at);
    return [];
  }
  if (/^(?:https?|huggingface|hf|s3|gs|az):\/\//.test(written)) {
    reading.gap(`The tests of ${written.slice(0, 80)} lie elsewhere and are not fetched.`, HELP, at);
    return [];
  }
  const wanted = pathOf(reading, written);
  const paths = /[*?[{]/.test(wanted) ? await reading.files.list(wanted) : [wanted];
  const read = await Promise.all(paths.map((path) => readFile(path, reading)));
  if (read.every((tests) => tests === undefined)) {
    reading.gap(`No test file matches ${written.slice(0, 200)}.`, HELP, at);
  }
  return read.flatMap((tests) => tests ?? []);
}

async function readFile(path: string, reading: Reading): Promise<Placed<JsonObject>[] | undefined> {
  const text = await reading.files.read(path);
  if (text === undefined) return undefined;
  if (/\.csv$/i.test(path)) {
    return csvTests(path, text).map(({ value, at }) => ({ value, at, placeOf: () => at }));
  }
  if (/\.jsonl$/i.test(path))
    return text.split('\n').flatMap((line, index) => lineTest(line, path, index, reading));
  return readList(placedYaml(path, text), { ...reading, path });
}

function lineTest(line: string, path: string, index: number, reading: Reading): Placed<JsonObject>[] {
  if (line.trim() === '') return [];
  const at = { path, line: index + 1, column: 1 };
  const parsed = parseJson(line);
  const value: Json | undefined = parsed.ok ? parsed.value : undefined;
  if (isJsonObject(value)) return [{ value, at, placeOf: () => at }];
  reading.gap('The line is no JSON object.', HELP, at);
  return [];
}
