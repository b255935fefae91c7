import { cut } from '../core/cut.ts';
import { isJsonObject, type Json, type JsonObject } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';

/** The verdict that gives no score. */
export const CANNOT_JUDGE = 'cannot_judge';

/** Characters of a judge's reasons that are kept. */
const MOST_REASONING = 2000;
/** Quotes that are looked up. */
const MOST_QUOTES = 20;

export type ReadAnswer<Verdict> =
  | { ok: true; evidence: readonly string[]; reasoning: string; verdict: Verdict }
  | { ok: false; message: string };

/** What a verdict may be: one of a fixed set, or whatever follows a schema. Beside it there is always `cannot_judge`. */
export type VerdictForm = readonly string[] | JsonObject;

/**
 * What the endpoint is asked to hold the answer to. Quotes and reasons come before the verdict: a verdict written first
 * would be defended, not reached.
 */
export function answerFormat(form: VerdictForm): JsonObject {
  const verdict = isFixed(form)
    ? { type: 'string', enum: [...form, CANNOT_JUDGE] }
    : { anyOf: [form, { type: 'string', enum: [CANNOT_JUDGE] }] };
  const schema = {
    type: 'object',
    properties: {
      // One text: in a list small models repeat a quote until they are cut off.
      evidence: { type: 'string' },
      reasoning: { type: 'string' },
      verdict,
    },
    required: ['evidence', 'reasoning', 'verdict'],
    additionalProperties: false,
  };
  return { type: 'json_schema', json_schema: { name: 'judgement', strict: true, schema } };
}

/** Reads an answer whose verdict is one of a fixed set. Never throws. */
export function readAnswer(verdicts: readonly string[], answer: string): ReadAnswer<string> {
  const read = readFrame(answer);
  if (!read.ok) return read;
  // Endpoints that cannot enforce the schema like to write a level as a number; a fraction is still none.
  const { verdict: written } = read;
  const verdict = typeof written === 'number' && Number.isInteger(written) ? String(written) : written;
  if (typeof verdict !== 'string' || ![...verdicts, CANNOT_JUDGE].includes(verdict)) {
    const allowed = [...verdicts, CANNOT_JUDGE].map((name) => JSON.stringify(name)).join(', ');
    return unreadable(`"verdict" is not one of ${allowed}`);
  }
  return { ...read, verdict };
}

/**
 * Reads an answer strictly: one JSON object with `evidence`, `reasoning` and `verdict`, nothing else, at most in one
 * code fence. Whatever is not exactly that is unreadable; no number is ever guessed out of prose. Endpoints that cannot
 * enforce the schema like to leave `evidence` out: that is a judgement that quotes nothing. Never throws.
 */
export function readFrame(answer: string): ReadAnswer<Json> {
  const text = unfenced(answer.trim());
  if (text === '') return unreadable('the answer is empty');
  const parsed = parseJson(text);
  if (!parsed.ok) return unreadable(`the answer is not one JSON object: ${parsed.message}`);
  const { value } = parsed;
  if (!isJsonObject(value)) return unreadable('the answer is JSON, but not an object');
  for (const name of ['reasoning', 'verdict']) {
    if (!Object.hasOwn(value, name)) return unreadable(`the answer has no member "${name}"`);
  }
  if (Object.keys(value).some((name) => !MEMBERS.includes(name)))
    return unreadable('the answer has members besides "evidence", "reasoning" and "verdict"');
  const { reasoning, verdict } = value;
  if (typeof reasoning !== 'string') return unreadable('"reasoning" is not a text');
  const evidence = Object.hasOwn(value, 'evidence') ? textsIn(value['evidence'] ?? null) : [];
  if (!evidence) return unreadable('"evidence" is not a text');
  return {
    ok: true,
    evidence: evidence.slice(0, MOST_QUOTES),
    reasoning: shortened(reasoning.trim()),
    verdict: verdict ?? null,
  };
}

const MEMBERS = ['evidence', 'reasoning', 'verdict'];

/** Where the form is not enforced, several quotes come as a list. */
function textsIn(value: Json): string[] | undefined {
  if (typeof value === 'string') return [value];
  const isText = (one: Json) => typeof one === 'string';
  return Array.isArray(value) && value.every(isText) ? (value as string[]) : undefined;
}

function isFixed(form: VerdictForm): form is readonly string[] {
  return Array.isArray(form);
}

/** The text inside one code fence around the whole answer, or the answer itself. */
function unfenced(text: string): string {
  const first = /^```(?:json)?[ \t]*\r?\n/i.exec(text)?.[0];
  return first !== undefined && text.endsWith('```') && text.length >= first.length + 3
    ? text.slice(first.length, -3).trim()
    : text;
}

function unreadable(message: string): { ok: false; message: string } {
  return { ok: false, message };
}

/** Cut to size and without halves of characters, which JSON escapes can smuggle in and no file can hold. */
function shortened(text: string): string {
  return cut(text, MOST_REASONING).replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}
