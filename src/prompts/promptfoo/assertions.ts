import { cut } from '../../core/cut.ts';
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import type { CheckSpec, JudgeSpec, ScorerPart, ScorerSet } from '../../core/suite.ts';
import { embedderOf, graderOf } from './graders.ts';
import type { Asked } from './made.ts';
import { isPlain, isTemplate, rendered, renderedDeep } from './render.ts';
import { scorerOf } from './scorers.ts';
import {
  inside,
  isProgram,
  itemsOf,
  type Placed,
  placedYaml,
  possiblePath,
  type Reading,
  textIn,
} from './source.ts';

/** Assertions by the scorer that they become part of. */
export type Groups = ReadonlyMap<string, ScorerPart[]>;

/** What assertions without a metric of their own become part of. */
export const GROUP = 'assertions';

const HELP = 'The other assertions are run. docs/reference/formats.md lists those that are supported.';

/** The assertions of a test as parts of scorers. One that cannot be run is left out and said to be. */
export async function readAssertions(
  list: readonly Placed[],
  context: { vars: JsonObject; test: Placed<JsonObject>; reading: Reading; together: boolean },
): Promise<Groups> {
  const { vars, together } = context;
  const groups = new Map<string, ScorerPart[]>();
  const counts = new Map<string, number>();
  for (const item of list) {
    const part = await readPart(dereferenced(item, context.reading), { ...context, counts });
    if (part === undefined) continue;
    const metric = isJsonObject(item.value) ? textIn(item.value['metric']) : undefined;
    const name = together || metric === undefined ? GROUP : nameOf(rendered(metric, vars) ?? metric);
    groups.set(name, [...(groups.get(name) ?? []), part]);
  }
  return groups;
}

interface Context {
  vars: JsonObject;
  test: Placed<JsonObject>;
  reading: Reading;
  counts: Map<string, number>;
  /** Placeholders stay, for the scorer to render. */
  asWritten?: boolean;
}

async function readPart(item: Placed, context: Context): Promise<ScorerPart | undefined> {
  const { reading, vars, asWritten = false } = context;
  const { value, at } = item;
  const leave = (what: string, why: string): undefined =>
    reading.gap(`The assertion ${what} is left out: ${why}.`, HELP, at) as undefined;
  const written = isJsonObject(value) ? textIn(value['type']) : undefined;
  if (!isJsonObject(value) || written === undefined) return leave('', 'it has no `type`');
  const weight = numberIn(value['weight']) ?? 1;
  if (weight <= 0) return leave(`\`${cut(written, 60)}\``, 'with a weight of 0 it decides nothing');
  if (written === 'assert-set') return readSet(item, value, weight, context);
  const negated = written.startsWith('not-');
  const type = negated ? written.slice('not-'.length) : written;
  const what = `\`${cut(written, 60)}\``;
  if (textIn(value['transform']) !== undefined) return leave(what, '`transform` is code, which is never run');
  const given = await contentOf(value['value'] ?? null, reading);
  if (!given.ok) return leave(what, given.why);
  const shown = asWritten ? given.value : renderedDeep(given.value, vars);
  if (!asWritten && typeof shown === 'string' && isTemplate(shown))
    return leave(what, 'its `value` names a variable that the test does not have');
  const made = await scorerFor(type, { value: judged(type, given.value, shown), item, context });
  if ('missing' in made) return leave(what, made.missing);
  const sign = negated ? { negated: true as const } : {};
  const { scorer } = made;
  const fault = scorer.kind === 'check' ? await reading.faultOf(scorer) : undefined;
  if (fault !== undefined) return leave(what, fault.replace(/\.$/, ''));
  const own = inside(context.test, 'options', 'rubricPrompt');
  if (own.value !== null && scorer.kind === 'judge') {
    const help = 'Say what matters in the assertion itself.';
    reading.gap('`rubricPrompt` is not used: a judge asks in its own words.', help, own.at);
  }
  return { weight, ...sign, scorer };
}

const JUDGES = /^(?:llm-rubric|g-eval|model-graded-|factuality)/;

/** A judge's question keeps its placeholders: what they stand for goes to the judge as data. */
function judged(type: string, written: Json, shown: Json): Json {
  return JUDGES.test(type) && typeof written === 'string' && isPlain(written) ? written : shown;
}

async function scorerFor(
  type: string,
  { value, item, context }: { value: Json; item: Placed; context: Context },
): Promise<ReturnType<typeof scorerOf>> {
  const threshold = isJsonObject(item.value) ? numberIn(item.value['threshold']) : undefined;
  const grader = type === 'similar' ? embedderOf(item, context) : await graderOf(item, context);
  if (!grader.ok) return { missing: grader.why };
  const asked: Asked = { name: numbered(type, context.counts), value, threshold, grader: grader.model };
  return scorerOf(type, asked);
}

async function readSet(
  item: Placed,
  value: JsonObject,
  weight: number,
  context: Context,
): Promise<ScorerPart | undefined> {
  const items = itemsOf(inside(item, 'assert'));
  const parts: ScorerPart[] = [];
  for (const one of items) {
    const part = await readPart(dereferenced(one, context.reading), context);
    if (part) parts.push(part);
  }
  // Without one of its parts a set would ask for something else than it says.
  if (parts.length === items.length && parts.length > 0) {
    const threshold = numberIn(value['threshold']);
    const set: ScorerSet = { ...(threshold === undefined ? {} : { threshold }), parts };
    return { weight, set, name: numbered('assert-set', context.counts) };
  }
  context.reading.gap('The set of assertions is left out with those in it.', HELP, item.at);
  return undefined;
}

/** A value, or what the file says that it names. */
async function contentOf(
  value: Json,
  reading: Reading,
): Promise<{ ok: true; value: Json } | { ok: false; why: string }> {
  if (typeof value !== 'string' || !value.startsWith('file://')) return { ok: true, value };
  if (isProgram(value)) return { ok: false, why: 'its `value` is a program, which is never run' };
  const path = possiblePath(reading, value);
  const text = path === undefined ? undefined : await reading.files.read(path);
  if (path === undefined || text === undefined)
    return { ok: false, why: `${cut(value, 120)} does not exist` };
  return { ok: true, value: /\.(?:json|ya?ml)$/i.test(path) ? placedYaml(path, text).value : text.trim() };
}

/** An assertion that stands elsewhere in the config: `$ref: '#/assertionTemplates/polite'`. */
function dereferenced(item: Placed, reading: Reading): Placed {
  const target = isJsonObject(item.value) ? textIn(item.value['$ref']) : undefined;
  const steps = target?.startsWith('#/') ? target.slice(2).split('/') : undefined;
  if (steps === undefined || !isJsonObject(item.value)) return item;
  let found: Json = reading.root;
  for (const step of steps)
    found = isJsonObject(found) && Object.hasOwn(found, step) ? (found[step] ?? null) : null;
  const { $ref: _ref, ...own } = item.value;
  return isJsonObject(found) ? { ...item, value: { ...found, ...own } } : item;
}

function numbered(type: string, counts: Map<string, number>): string {
  const nth = (counts.get(type) ?? 0) + 1;
  counts.set(type, nth);
  return nth === 1 ? type : `${type}-${nth}`;
}

/** A metric's name in the letters that a scorer's may have. */
function nameOf(metric: string): string {
  const plain = metric
    .normalize('NFKD')
    .replaceAll(/[^A-Za-z0-9 ._/-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 80);
  return plain.trim() === '' ? GROUP : plain.trim();
}

export function numberIn(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** Assertions whose text is rendered by what scores, so that one scorer can do for all cases. */
const TEMPLATED = ['equals', 'contains', 'icontains', 'starts-with'];

/**
 * Scorers for all cases, of those assertions of the default test that can be one; the rest has to be scored by case.
 */
export async function readShared(
  list: readonly Placed[],
  test: Placed<JsonObject>,
  reading: Reading,
): Promise<{ scorers: (CheckSpec | JudgeSpec)[]; rest: Placed[] }> {
  const scorers: (CheckSpec | JudgeSpec)[] = [];
  const rest: Placed[] = [];
  const context = { vars: {}, test, reading, counts: new Map<string, number>(), asWritten: true };
  for (const written of list) {
    const item = dereferenced(written, reading);
    if (!canBeShared(item.value)) {
      rest.push(item);
      continue;
    }
    const part = await readPart(item, context);
    if (part === undefined || !('scorer' in part)) continue;
    const metric = isJsonObject(item.value) ? textIn(item.value['metric']) : undefined;
    const name = metric === undefined ? part.scorer.name : nameOf(metric);
    const isTaken = scorers.some((scorer) => scorer.name === name);
    scorers.push({ ...part.scorer, name: isTaken ? `${name}-${scorers.length + 1}` : name });
  }
  return { scorers, rest };
}

function canBeShared(value: Json): boolean {
  if (!isJsonObject(value)) return false;
  const type = textIn(value['type']) ?? '';
  if (/^not-|^assert-set$/.test(type) || (numberIn(value['weight']) ?? 1) !== 1) return false;
  if (isTemplate(textIn(value['metric']) ?? '')) return false;
  const asked = JSON.stringify(value['value'] ?? null);
  return !isTemplate(asked) || (isPlain(asked) && (TEMPLATED.includes(type) || JUDGES.test(type)));
}
