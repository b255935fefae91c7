import type * as z from 'zod';
import { cut } from '../core/cut.ts';
import type { Problem } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import { parseJson } from '../core/json-parse.ts';

/** Problems that a reader names one by one; of more it names the number. */
const MOST_PROBLEMS = 20;

/**
 * Reads a file of JSON objects, one a line, that merges append to. A line that cannot be read is a problem with its
 * place, and the others count.
 */
export function readLines<Value>(
  schema: z.ZodType<Value>,
  { path, text }: { path: string; text: string },
): { values: Value[]; problems: Problem[] } {
  const values: Value[] = [];
  const problems: Problem[] = [];
  for (const [index, content] of text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (content.trim() === '') continue;
    const json = parseJson(content.trim());
    const parsed = json.ok ? schema.safeParse(json.value) : undefined;
    if (parsed?.success) {
      values.push(parsed.data);
      continue;
    }
    const issue = parsed?.error?.issues[0];
    const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
    const why = json.ok ? `${where}${issue?.message ?? 'it has another shape'}` : `not JSON: ${json.message}`;
    problems.push(problemOf(`This line cannot be used: ${why}`, { path, line: index + 1, column: 1 }));
  }
  const rest = problems.length - MOST_PROBLEMS;
  if (rest <= 0) return { values, problems };
  return {
    values,
    problems: [...problems.slice(0, MOST_PROBLEMS), problemOf(`${rest} more lines cannot be read`, { path })],
  };
}

function problemOf(what: string, place: Problem['place'] & object): Problem {
  return {
    code: 'E_LABEL_INVALID',
    message: `${cut(what, 300)}.`,
    help: 'Keep both sides of a merge: each line stands for itself. Take out a line that nobody can read.',
    place,
  };
}

/** A value as a line of its file, line feed included. Members always stand in the same order, so that diffs are small. */
export function printLine(value: Readonly<Record<string, Json | undefined>>): string {
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `${JSON.stringify(Object.fromEntries(entries))}\n`;
}
