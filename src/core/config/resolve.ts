import { type Problem, RatchetErrors } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Api } from '../model.ts';
import { GITHUB_MODELS, GITHUB_MODELS_RETIRED } from '../retired.ts';
import type { Case, CommandScorerSpec, JudgeSpec, Prompt, ScorerSpec, Suite, Target } from '../suite.ts';
import { combinedProblems, withCombined } from './combine.ts';
import { COMMAND_DEFAULTS } from './command-schema.ts';
import { SUITE_DEFAULTS } from './defaults.ts';
import { duplicateScorers, noCases, noModel, noneDecides, noScorers, unknownMinScores } from './faults.ts';
import type { ModelSettings } from './model-settings.ts';
import { resolvePolicy } from './policy.ts';
import { resolveCheck } from './resolve-check.ts';
import { resolveCommand, resolveCommandTarget, watchOf } from './resolve-command.ts';
import { requiredProblems, resolveJudge, tieProblems } from './resolve-judge.ts';
import type { ScorerFile, SuiteFile } from './schema.ts';
import type { ParsedSuiteFile } from './suite-file.ts';

/** What the files that a suite names have been parsed to. */
export type SuiteParts = DataParts & TargetParts;

export type TargetParts =
  | {
      promptPath: string;
      prompt: Prompt;
      /** The target's settings, with what other files say filled in. */
      settings: ModelSettings;
      code?: undefined;
    }
  /** For a command: what stands for the files that it depends on. */
  | { promptPath?: undefined; prompt?: undefined; settings?: undefined; code: string };

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
export function resolveSuite(parsed: ParsedSuiteFile, parts: SuiteParts): Suite {
  const { path, name, file, placeOf } = parsed;
  const { prompt, settings } = parts;
  const problems: Problem[] = [];
  const target = resolveTarget(parsed, parts, problems);
  const cases = parts.dataset ?? prompt?.cases ?? [];
  if (cases.length === 0) problems.push(noCases(path));
  const own = file.scorers ? resolveScorers(file.scorers, parts, { path, placeOf }) : (prompt?.scorers ?? []);
  const scorers = withCombined(own, cases, file.combine);
  problems.push(...combinedProblems(file, path));
  if (scorers.length === 0) problems.push(noScorers(path));
  // Nothing would decide, and a decision without a reason would be a pass by accident.
  else if (scorers.every(({ severity }) => severity === 'info')) problems.push(noneDecides(path));
  problems.push(...requiredProblems(scorers, path), ...tieProblems(scorers, path));
  problems.push(...retiredProviders(file, settings, path));
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
    ...(file.optimize === undefined ? {} : { optimize: file.optimize }),
    policy: resolvePolicy(file.policy ?? {}),
  };
}

/** The target, unless something that it needs is missing. */
function resolveTarget(
  { path, file: { target: file } }: ParsedSuiteFile,
  { prompt, promptPath, settings, code }: SuiteParts,
  problems: Problem[],
): Target | undefined {
  if ('command' in file) {
    const { price } = file;
    return { ...resolveCommandTarget(file, { path, code: code ?? '' }), ...(price ? { price } : {}) };
  }
  const model = settings?.model ?? prompt?.model;
  if (!model) problems.push(noModel(path, promptPath ?? file.prompt));
  if (!model || !prompt || !settings) return undefined;
  return {
    kind: 'prompt',
    provider: settings.provider ?? SUITE_DEFAULTS.provider,
    model,
    parameters: { ...prompt.parameters, ...settings.parameters },
    ...apiOf(file.api ?? (prompt.format === 'responses' ? 'responses' : undefined)),
    prompt,
    ...(settings.price ? { price: settings.price } : {}),
  };
}

function resolveScorers(
  files: readonly ScorerFile[],
  { schemas, scorerCode }: SuiteParts,
  { path, placeOf }: Pick<ParsedSuiteFile, 'path' | 'placeOf'>,
): ScorerSpec[] {
  const kinds = files.map((file) =>
    'check' in file ? file.check : 'judge' in file ? file.judge : 'command',
  );
  return files.flatMap((file, index): ScorerSpec[] => {
    const kind = kinds[index] ?? '';
    const nth = kinds.slice(0, index + 1).filter((other) => other === kind).length;
    const name = file.name ?? (nth === 1 ? kind : `${kind}-${nth}`);
    if ('command' in file) {
      return [resolveCommandScorer(file, { name, path, code: scorerCode?.get(index) ?? '' })];
    }
    return 'check' in file
      ? [resolveCheck(file, name, schemas)]
      : resolveJudge(file, name, placeOf(['scorers', index]));
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

function gateOf(
  file: Pick<ScorerFile, 'max-drop' | 'severity' | 'weight'>,
): Pick<JudgeSpec, 'maxDrop' | 'severity' | 'weight'> {
  return {
    ...(file['max-drop'] === undefined ? {} : { maxDrop: file['max-drop'] }),
    ...(file.severity === undefined ? {} : { severity: file.severity }),
    ...(file.weight === undefined ? {} : { weight: file.weight }),
  };
}

/** Chat Completions is what everything is asked through, so that saying so changes nothing. */
function apiOf(api: Api | undefined): { api?: Api } {
  return api === undefined || api === 'chat' ? {} : { api };
}

function retiredProviders(
  { scorers = [] }: SuiteFile,
  settings: ModelSettings | undefined,
  path: string,
): Problem[] {
  const jurors = scorers.flatMap((one) => ('panel' in one ? (one.panel ?? []) : []));
  const providers = [settings, ...scorers, ...jurors].map((one) =>
    one && 'provider' in one ? one.provider : undefined,
  );
  if (!providers.includes(GITHUB_MODELS)) return [];
  return [
    {
      code: 'E_NO_ENDPOINT',
      message: `The provider "${GITHUB_MODELS}" cannot be asked.`,
      help: GITHUB_MODELS_RETIRED,
      place: { path },
    },
  ];
}
