import * as z from 'zod';
import type { Problem } from '../core/errors.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { printLine, readLines } from './jsonl.ts';
import { outputKey } from './label.ts';

const json: z.ZodType<Json> = z.json();

/** Characters of an output that is kept; a longer one is too long to ask a judge about. */
const LONGEST = 200_000;

const itemSchema = z.strictObject({
  /** What labels are bound to: the hash of `vars` and `output`. A line whose hash is another one is no item. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
  /** Id of the case when it was labelled, for people and as the unit that intervals are drawn over. */
  case: z.string().min(1).max(500),
  vars: z.record(z.string(), json),
  expected: json.optional(),
  output: z.string().max(LONGEST),
});

/** What was labelled, kept whole: a label holds a hash alone, and a judge has to be asked about the text. */
export type Item = z.infer<typeof itemSchema>;

/** An item of a case's output. */
export function itemOf(
  row: { id: string; vars: JsonObject; expected?: Json | undefined },
  output: string,
): Item {
  const { id, vars, expected } = row;
  return {
    key: outputKey(vars, output),
    case: id,
    vars: { ...vars },
    ...(expected === undefined ? {} : { expected }),
    output,
  };
}

/** Items by key. Content that is not what its key says is a problem: a label must not move to another text. */
export function readItems(source: { path: string; text: string }): {
  items: Map<string, Item>;
  problems: Problem[];
} {
  const { values, problems } = readLines(itemSchema, source);
  const forged = values.filter((item) => outputKey(item.vars, item.output) !== item.key);
  const items = new Map(values.filter((item) => !forged.includes(item)).map((item) => [item.key, item]));
  return {
    items,
    problems: [
      ...problems,
      ...forged.slice(0, 5).map(
        (item): Problem => ({
          code: 'E_LABEL_INVALID',
          message: `The item ${item.key.slice(0, 12)} is not what its key says: its text was edited.`,
          help: 'Restore the line from the history, or take it out with its labels.',
          place: { path: source.path },
        }),
      ),
    ],
  };
}

/** Whether an item can stand in its file. */
export function canKeep({ output, case: id }: Item): boolean {
  return output.length <= LONGEST && id.length > 0 && id.length <= 500;
}

export function printItem(item: Item): string {
  return printLine(itemSchema.parse(item) as Record<string, Json>);
}

/** Where the texts of a suite's labelled outputs are kept, beside its labels. */
export function itemPathOf(labelPath: string): string {
  return labelPath.replace(/\.jsonl$/, '.items.jsonl');
}
