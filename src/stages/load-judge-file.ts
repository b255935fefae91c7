import {
  type JudgeFileParsed,
  judgeOf,
  type LabelledCase,
  labelledCases,
  parseJudgeFile,
} from '../core/config/judge-file.ts';
import { judgeSuite } from '../core/config/judge-suite.ts';
import { problemsOf, RatchetError, RatchetErrors } from '../core/errors.ts';
import type { JudgeTexts } from '../core/judge-spec.ts';
import { normalizePath } from '../core/paths.ts';
import type { JudgeSpec, Suite } from '../core/suite.ts';
import { splitAddress } from '../prompts/address.ts';
import type { Closure } from './closure.ts';
import { shortHash } from './judge.ts';
import { type Loading, loadRubrics, readNamed } from './load-parts.ts';
import type { Parsers } from './parsers.ts';

/** A judge and the cases that people have labelled for it, with everything read that their file names. */
export interface LoadedJudge {
  path: string;
  spec: JudgeSpec;
  cases: readonly LabelledCase[];
}

interface Reading {
  closure: Closure;
  parsers: Parsers;
  moves: Loading['moves'];
}

/** The judge whose model may be another one than its file names. */
interface Override {
  model?: string | undefined;
  provider?: string | undefined;
}

/**
 * Reads what a file of labelled cases names: a rubric, the judge's own words, and cases of another file.
 * @throws RatchetErrors
 */
export async function loadJudge(
  parsed: JudgeFileParsed,
  reading: Reading,
  override: Override = {},
): Promise<LoadedJudge & { casesPath: string; promptPath?: string }> {
  const loading = loadingOf(parsed, reading);
  const [[judge] = [], texts, found] = await Promise.all([
    loadRubrics(loading),
    loadTexts(parsed, loading),
    loadCases(parsed, loading),
  ]);
  const file = judge && 'judge' in judge ? { ...parsed.file, judge } : parsed.file;
  const named = judgeOf({ path: parsed.path, file }, override);
  const spec = texts ? { ...named, texts: texts.texts } : named;
  await checkJudge(spec, parsed);
  return {
    path: parsed.path,
    spec,
    cases: labelledCases(found.written, spec, found.path),
    casesPath: found.path,
    ...(texts?.promptPath === undefined ? {} : { promptPath: texts.promptPath }),
  };
}

/** A file of labelled cases as a suite. @throws RatchetErrors */
export async function loadJudgeSuite(parsed: JudgeFileParsed, reading: Reading): Promise<Suite> {
  const loaded = await loadJudge(parsed, reading);
  return judgeSuite(parsed, { ...loaded, hash: shortHash(loaded.spec) });
}

/** What reads files for suites, made to read for a judge: its place in the file is another one. */
function loadingOf({ path, name, file, placeOf }: JudgeFileParsed, reading: Reading): Loading {
  return {
    ...reading,
    parsed: {
      path,
      name,
      file: { target: { prompt: '' }, scorers: [file.judge] },
      placeOf: (key) => placeOf(key[0] === 'scorers' ? ['judge', ...key.slice(2)] : key),
    },
  };
}

async function loadTexts(
  { path, file }: JudgeFileParsed,
  loading: Loading,
): Promise<{ texts: JudgeTexts; promptPath?: string } | undefined> {
  if (!file.texts) return undefined;
  const read = async (key: keyof JudgeTexts) => {
    const written = file.texts?.[key];
    if (written === undefined) return undefined;
    const { file: named, symbol } = splitAddress(written);
    const source = normalizePath(named, path);
    const address = `${source}${symbol === undefined ? '' : `#${symbol}`}`;
    const text = await readNamed(loading, source, { reason: 'prompt', key: ['texts', key] });
    const { messages } = await loading.parsers.prompt({ path: address, text });
    const [only, ...others] = messages;
    if (only && others.length === 0) return { address, text: only.content };
    throw new RatchetError({
      code: 'E_PROMPT_INVALID',
      message: `${address} is not one text.`,
      help: 'Name a text file, or a constant that is one text: prompts/judge.ts#TASK',
      place: loading.parsed.placeOf(['texts', key]),
    });
  };
  const [system, frame, task] = await Promise.all([read('system'), read('frame'), read('task')]);
  return {
    texts: {
      ...(system ? { system: system.text } : {}),
      ...(frame ? { frame: frame.text } : {}),
      ...(task ? { task: task.text } : {}),
    },
    ...(task ? { promptPath: task.address } : {}),
  };
}

async function loadCases(
  { path, file }: JudgeFileParsed,
  loading: Loading,
): Promise<{ path: string; written: Exclude<JudgeFileParsed['file']['cases'], string> }> {
  if (typeof file.cases !== 'string') return { path, written: file.cases };
  const other = normalizePath(file.cases, path);
  const text = await readNamed(loading, other, { reason: 'dataset', key: ['cases'] });
  const { cases } = parseJudgeFile({ path: other, text }).file;
  if (typeof cases !== 'string') return { path: other, written: cases };
  throw new RatchetError({
    code: 'E_CONFIG_INVALID',
    message: `${other} has no cases of its own.`,
    help: 'Name the file in which the labelled cases stand.',
    place: loading.parsed.placeOf(['cases']),
  });
}

async function checkJudge(spec: JudgeSpec, { path }: JudgeFileParsed): Promise<void> {
  try {
    if (spec.judge === 'custom') (await import('../judges/custom.ts')).precheckCustom(spec);
    (await import('../judges/texts.ts')).checkTexts(spec);
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    throw new RatchetErrors(problems.map((problem) => ({ ...problem, place: problem.place ?? { path } })));
  }
}
