import { type Place, RatchetError, RatchetErrors } from '../errors.ts';
import { JUDGED_NAMES, type LabelledCase as Judged } from '../labelled.ts';
import type { JudgeSpec } from '../suite.ts';
import { parseYaml } from '../yaml.ts';
import { problemsFromIssues } from './issues.ts';
import { type JudgeFileWritten, judgeFileSchema } from './judge-file-schema.ts';
import { resolveJudge } from './resolve-judge.ts';

type Written = Exclude<JudgeFileWritten['cases'], string>[number];

/** A labelled case: what is judged, and what a person says of it. */
export type LabelledCase = Judged & {
  id: string;
  tags: readonly string[];
  label: Written['label'];
};

/** A file of labelled cases, parsed; what it names is still to be read. */
export interface JudgeFileParsed {
  path: string;
  /** Identity of the suite that the cases are. */
  name: string;
  file: JudgeFileWritten;
  placeOf(key: readonly (string | number)[]): Place;
}

/**
 * Reads a file of labelled cases for a judge.
 * @throws RatchetErrors E_CONFIG_SYNTAX, E_CONFIG_INVALID
 */
export function parseJudgeFile(source: { path: string; text: string }): JudgeFileParsed {
  const yaml = parseYaml(source, 'E_CONFIG_SYNTAX');
  const parsed = judgeFileSchema.safeParse(yaml.value);
  if (!parsed.success) {
    const about = { schema: judgeFileSchema, file: yaml, code: 'E_CONFIG_INVALID', help: HELP } as const;
    throw new RatchetErrors(problemsFromIssues(parsed.error, about));
  }
  const { path } = source;
  const stem = path.slice(path.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, '');
  const { name = `judge ${stem}` } = parsed.data;
  return { path, name, file: parsed.data, placeOf: (key) => yaml.placeOf(key) };
}

/**
 * The judge of a file of labelled cases. A model given here takes the place of the file's own.
 * @throws RatchetErrors E_CONFIG_INVALID
 */
export function judgeOf(
  { path, file }: Pick<JudgeFileParsed, 'path' | 'file'>,
  override: { model?: string | undefined; provider?: string | undefined } = {},
): JudgeSpec {
  const { panel, ...own } = file.judge;
  const asked = override.model === undefined && panel ? { ...own, panel } : own;
  const named = {
    ...asked,
    ...(override.model === undefined ? {} : { model: override.model }),
    ...(override.provider === undefined ? {} : { provider: override.provider }),
  };
  const [spec, ...more] = resolveJudge(named, file.judge.name ?? file.judge.judge, { path });
  if (!spec || more.length > 0) throw invalid(path, 'The judge has several criteria; a file tests one.');
  return spec;
}

/**
 * The labelled cases, each with its id.
 * @throws RatchetErrors E_CONFIG_INVALID for cases that such a judge cannot be shown
 */
export function labelledCases(written: readonly Written[], spec: JudgeSpec, path: string): LabelledCase[] {
  const isPair = spec.judge === 'pairwise';
  const cases = written.map((one, index): LabelledCase => {
    const { id = String(index + 1), vars = {}, expected, tags = [], ...rest } = one;
    if ('first' in rest !== isPair)
      throw invalid(path, `Case ${id} ${isPair ? 'has no two outputs' : 'has two outputs'}.`);
    const taken = JUDGED_NAMES.find((name) => Object.hasOwn(vars, name));
    if (taken !== undefined)
      throw invalid(path, `Case ${id} has a variable "${taken}", which is the name of what is judged.`);
    return { id, vars, ...(expected === undefined ? {} : { expected }), tags, ...rest };
  });
  const ids = cases.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw invalid(path, `Two cases have the id "${twice}".`);
  return cases;
}

const HELP =
  'Labelled cases of a judge:\n  judge: { judge: checklist, model: gpt-4.1-mini, criteria: { polite: The answer is polite. } }\n  cases:\n    - { output: Get lost., label: fail }';

function invalid(path: string, message: string): RatchetError {
  return new RatchetError({ code: 'E_CONFIG_INVALID', message, help: HELP, place: { path } });
}
