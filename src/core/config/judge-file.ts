import * as z from 'zod';
import { RatchetError, RatchetErrors } from '../errors.ts';
import type { Case, JudgeSpec } from '../suite.ts';
import { parseYaml } from '../yaml.ts';
import { problemsFromIssues } from './issues.ts';
import { judge } from './judges.ts';
import { json, word } from './parts.ts';
import { resolveJudge } from './resolve-judge.ts';

const text = z.string().max(100_000);
const about = {
  id: word.optional().describe('Name of the case. Default: its number.'),
  vars: z.record(z.string(), json).optional().describe('Variables that the judge sees.'),
  expected: json.optional().describe('The reference, for judges that compare with one.'),
};

/** Labelled cases for one judge. */
export const judgeFileSchema = z.strictObject({
  description: z.string().max(2000).optional().describe('For people. Not used.'),
  judge: judge.describe("The judge, as in a suite's `scorers`."),
  cases: z
    .array(
      z.union([
        z.strictObject({
          ...about,
          output: text.describe('What is judged.'),
          label: z.enum(['pass', 'fail']).describe('What a person says of it.'),
        }),
        z.strictObject({
          ...about,
          first: text.describe('One of two outputs, for judges of pairs.'),
          second: text.describe('The other one.'),
          label: z.enum(['first', 'second', 'tie']).describe('Which of them a person finds better.'),
        }),
      ]),
    )
    .min(1)
    .max(2000),
});

/** A case with what a person says of it. */
export type LabelledCase = { row: Case } & (
  | { output: string; label: 'pass' | 'fail' }
  | { first: string; second: string; label: 'first' | 'second' | 'tie' }
);

export interface JudgeFileParsed {
  path: string;
  spec: JudgeSpec;
  cases: readonly LabelledCase[];
}

/**
 * Reads a file of labelled cases for a judge. A model given here takes the place of the file's own.
 * @throws RatchetErrors E_CONFIG_SYNTAX, E_CONFIG_INVALID
 */
export function parseJudgeFile(
  { path, text: written }: { path: string; text: string },
  override: { model?: string | undefined; provider?: string | undefined },
): JudgeFileParsed {
  const yaml = parseYaml({ path, text: written }, 'E_CONFIG_SYNTAX');
  const parsed = judgeFileSchema.safeParse(yaml.value);
  if (!parsed.success) {
    const about = { schema: judgeFileSchema, file: yaml, code: 'E_CONFIG_INVALID', help: HELP } as const;
    throw new RatchetErrors(problemsFromIssues(parsed.error, about));
  }
  const file = parsed.data;
  const { panel, ...own } = file.judge;
  const asked = override.model === undefined && panel ? { ...own, panel } : own;
  const named = {
    ...asked,
    ...(override.model === undefined ? {} : { model: override.model }),
    ...(override.provider === undefined ? {} : { provider: override.provider }),
  };
  const [spec, ...more] = resolveJudge(named, file.judge.name ?? file.judge.judge, { path });
  if (!spec || more.length > 0) throw invalid(path, 'The judge has several criteria; a file tests one.');
  const isPair = spec.judge === 'pairwise';
  const cases = file.cases.map((one, index): LabelledCase => {
    const { id = String(index + 1), vars = {}, expected, ...rest } = one;
    if ('first' in rest !== isPair)
      throw invalid(path, `Case ${id} ${isPair ? 'has no two outputs' : 'has two outputs'}.`);
    return { row: { id, vars, expected, tags: [] }, ...rest };
  });
  const ids = cases.map(({ row }) => row.id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw invalid(path, `Two cases have the id "${twice}".`);
  return { path, spec, cases };
}

const HELP =
  'Labelled cases of a judge:\n  judge: { judge: checklist, model: gpt-4.1-mini, criteria: { polite: The answer is polite. } }\n  cases:\n    - { output: Get lost., label: fail }';

function invalid(path: string, message: string): RatchetError {
  return new RatchetError({ code: 'E_CONFIG_INVALID', message, help: HELP, place: { path } });
}
