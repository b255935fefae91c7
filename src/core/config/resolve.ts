import { type Problem, RatchetErrors } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type {
  Case,
  CheckSpec,
  CommandScorerSpec,
  JudgeSpec,
  Policy,
  Prompt,
  ScorerSpec,
  Suite,
  Target,
} from '../suite.ts';
import { COMMAND_DEFAULTS } from './command-schema.ts';
import { duplicateScorers, noCases, noModel, noneDecides, noScorers, unknownMinScores } from './faults.ts';
import { resolveCommand, resolveCommandTarget, watchOf } from './resolve-command.ts';
import { type PolicyFile, type ScorerFile, SUITE_DEFAULTS } from './schema.ts';
import type { ParsedSuiteFile } from './suite-file.ts';

/** What the files that a suite names have been parsed to. */
export type SuiteParts = DataParts &
  (
    | { promptPath: string; prompt: Prompt; code?: undefined }
    /** For a command: what stands for the files that it depends on. */
    | { promptPath?: undefined; prompt?: undefined; code: string }
  );

interface DataParts {
  datasetPath?: string | undefined;
  dataset?: readonly Case[] | undefined;
  /** JSON Schemas by the path as the suite writes it. */
  schemas: ReadonlyMap<string, JsonObject | boolean>;
  /** What stands for the files of each command scorer, by its place in the list. */
  scorerCode?: ReadonlyMap<number, string>;
}

/**
 * Puts a suite together: defaults applied, prompt file and suite file merged.
 * @throws RatchetErrors E_NO_MODEL, E_DATASET_EMPTY, E_NO_SCORERS, E_CONFIG_INVALID
 */
export function resolveSuite({ path, name, file }: ParsedSuiteFile, parts: SuiteParts): Suite {
  const { prompt } = parts;
  const problems: Problem[] = [];
  const target = resolveTarget({ path, name, file }, parts, problems);
  const cases = parts.dataset ?? prompt?.cases ?? [];
  if (cases.length === 0) problems.push(noCases(path));
  const scorers = file.scorers ? resolveScorers(file.scorers, parts, path) : (prompt?.scorers ?? []);
  if (scorers.length === 0) problems.push(noScorers(path));
  // Nothing would decide, and a decision without a reason would be a pass by accident.
  else if (scorers.every(({ severity }) => severity === 'info')) problems.push(noneDecides(path));
  problems.push(...duplicateScorers(scorers, path), ...unknownMinScores(file.policy, scorers, path));
  if (problems.length > 0 || !target) throw new RatchetErrors(problems);
  return {
    name,
    path,
    ...(parts.promptPath === undefined ? {} : { promptPath: parts.promptPath }),
    ...(parts.datasetPath === undefined ? {} : { datasetPath: parts.datasetPath }),
    target,
    cases,
    scorers,
    ...(file.trials === undefined ? {} : { trials: file.trials }),
    policy: resolvePolicy(file.policy ?? {}),
  };
}

/** The target, unless something that it needs is missing. */
function resolveTarget(
  { path, file: { target: file } }: ParsedSuiteFile,
  { prompt, promptPath, code }: SuiteParts,
  problems: Problem[],
): Target | undefined {
  const price = file.price ? { price: file.price } : {};
  if ('command' in file) return { ...resolveCommandTarget(file, { path, code: code ?? '' }), ...price };
  const model = file.model ?? prompt?.model;
  if (!model) problems.push(noModel(path, promptPath ?? file.prompt));
  if (!model || !prompt) return undefined;
  return {
    kind: 'prompt',
    provider: file.provider ?? SUITE_DEFAULTS.provider,
    model,
    parameters: { ...prompt.parameters, ...file.parameters },
    prompt,
    ...price,
  };
}

function resolvePolicy(file: PolicyFile): Policy {
  return {
    gate: file.gate ?? SUITE_DEFAULTS.gate,
    maxDrop: file['max-drop'] ?? SUITE_DEFAULTS.maxDrop,
    minScore: file['min-score'],
    mustPass: file['must-pass'] ?? [],
    maxCostIncrease: file['max-cost-increase'],
    maxLatencyIncrease: file['max-latency-increase'],
    maxErrorRate: file['max-error-rate'],
    confirmTrials: file['confirm-trials'] ?? SUITE_DEFAULTS.confirmTrials,
    onInconclusive: file['on-inconclusive'] ?? SUITE_DEFAULTS.onInconclusive,
    onUnmeasured: file['on-unmeasured'] ?? SUITE_DEFAULTS.onUnmeasured,
  };
}

function resolveScorers(
  files: readonly ScorerFile[],
  { schemas, scorerCode }: SuiteParts,
  path: string,
): ScorerSpec[] {
  const kinds = files.map((file) =>
    'check' in file ? file.check : 'judge' in file ? file.judge : 'command',
  );
  return files.map((file, index) => {
    const kind = kinds[index] ?? '';
    const nth = kinds.slice(0, index + 1).filter((other) => other === kind).length;
    const name = file.name ?? (nth === 1 ? kind : `${kind}-${nth}`);
    if ('command' in file) {
      return resolveCommandScorer(file, { name, path, code: scorerCode?.get(index) ?? '' });
    }
    return 'check' in file ? resolveCheck(file, name, schemas) : resolveJudge(file, name);
  });
}

function resolveCommandScorer(
  file: Extract<ScorerFile, { command: unknown }>,
  { name, path, code }: { name: string; path: string; code: string },
): CommandScorerSpec {
  return {
    kind: 'command',
    name,
    threshold: file.threshold ?? SUITE_DEFAULTS.checkThreshold,
    ...gateOf(file),
    command: resolveCommand(file, path),
    answer: file.answer ?? COMMAND_DEFAULTS.scorerAnswer,
    watch: watchOf(file, path),
    code,
  };
}

function resolveCheck(
  file: Extract<ScorerFile, { check: string }>,
  name: string,
  schemas: ReadonlyMap<string, JsonObject | boolean>,
): CheckSpec {
  const base = {
    kind: 'check' as const,
    name,
    threshold: file.threshold ?? SUITE_DEFAULTS.checkThreshold,
    ...gateOf(file),
  };
  if (file.check === 'json-schema') {
    const schema = typeof file.schema === 'string' ? schemas.get(file.schema) : file.schema;
    return { ...base, check: file.check, schema: schema ?? false };
  }
  const ignoreCase = file['ignore-case'] ?? false;
  if (file.check === 'regex') return { ...base, check: file.check, pattern: file.pattern, ignoreCase };
  const value = file.value ?? SUITE_DEFAULTS.value;
  if (file.check === 'exact')
    return { ...base, check: file.check, value, ignoreCase, trim: file.trim ?? true };
  return { ...base, check: file.check, value, ignoreCase };
}

function gateOf(file: ScorerFile): Pick<CheckSpec, 'maxDrop' | 'severity'> {
  return {
    ...(file['max-drop'] === undefined ? {} : { maxDrop: file['max-drop'] }),
    ...(file.severity === undefined ? {} : { severity: file.severity }),
  };
}

function resolveJudge(file: Extract<ScorerFile, { judge: string }>, name: string): JudgeSpec {
  return {
    kind: 'judge',
    name,
    threshold: file.threshold ?? SUITE_DEFAULTS.judgeThreshold,
    ...gateOf(file),
    asks: {
      provider: file.provider ?? SUITE_DEFAULTS.provider,
      model: file.model,
      parameters: file.parameters ?? {},
      ...(file.price ? { price: file.price } : {}),
    },
    judge: file.judge,
    criterion: file.criterion,
    levels: file.levels,
  };
}
