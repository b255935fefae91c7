import { cut } from '../core/cut.ts';
import type { Problem } from '../core/errors.ts';
import { parseJson } from '../core/json-parse.ts';
import { type Label, labelSchema } from './label.ts';

/** Problems that a reader names one by one; of more it names the number. */
const MOST_PROBLEMS = 20;

/**
 * Reads a file of labels, one JSON object a line, in the order written. A line that cannot be read is a problem with
 * its place and never a label; the others count. Conflict markers of a merge are named as what they are.
 */
export function readLabels(source: { path: string; text: string }): {
  labels: Label[];
  problems: Problem[];
} {
  const labels: Label[] = [];
  const problems: Problem[] = [];
  const text = source.text.replace(/^\uFEFF/, '');
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue;
    const read = readLine(content);
    if (typeof read !== 'string') labels.push(read);
    else problems.push(problemOf(read, { path: source.path, line: index + 1, column: 1 }));
  }
  const rest = problems.length - MOST_PROBLEMS;
  if (rest <= 0) return { labels, problems };
  const [first] = problems;
  const more = problemOf(`${rest} more lines cannot be read`, { path: source.path });
  return { labels, problems: [...problems.slice(0, MOST_PROBLEMS), ...(first ? [more] : [])] };
}

function readLine(content: string): Label | string {
  if (/^(?:<{7}|={7}|>{7})/.test(content)) return 'this is a conflict marker of a merge';
  const json = parseJson(content.trim());
  if (!json.ok) return `this is not JSON: ${json.message}`;
  const parsed = labelSchema.safeParse(json.value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  return `this is no label: ${where}${issue?.message ?? 'it has another shape'}`;
}

function problemOf(what: string, place: Problem['place'] & object): Problem {
  return {
    code: 'E_LABEL_INVALID',
    message: `${cut(what, 300)}.`,
    help: 'Keep both sides of a merge: each line stands for itself. Take out a line that nobody can read.',
    place,
  };
}
