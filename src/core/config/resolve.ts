import { type Problem, RatchetErrors } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { Api } from '../model.ts';
import { GITHUB_MODELS, GITHUB_MODELS_RETIRED } from '../retired.ts';
import type { Case, JudgeSpec, Policy, Prompt, ScorerSpec, Suite } from '../suite.ts';
import { combinedProblems, withCombined } from './combine.ts';
import type { ModelSettings } from './model-settings.ts';
import { resolveCheck } from './resolve-check.ts';
import { type PolicyFile, type ScorerFile, SUITE_DEFAULTS, type SuiteFile } from './schema.ts';
import type { ParsedSuiteFile } from './suite-file.ts';

/** What the files that a suite names have been parsed to. */
export interface SuiteParts {
  promptPath: string;
  prompt: Prompt;
  /** The target's settings, with what other files say filled in. */
  settings: ModelSettings;
  datasetPath?: string | undefined;
  dataset?: readonly Case[] | undefined;
  /** JSON Schemas by the path as the suite writes it. */
  schemas: ReadonlyMap<string, JsonObject | boolean>;
}

/**
 * Puts a suite together: defaults applied, prompt file and suite file merged.
 * @throws RatchetErrors E_NO_MODEL, E_DATASET_EMPTY, E_NO_SCORERS, E_CONFIG_INVALID
 */
export function resolveSuite({ path, name, file }: ParsedSuiteFile, parts: SuiteParts): Suite {
  const { prompt, settings } = parts;
  const problems: Problem[] = [];
  const model = settings.model ?? prompt.model;
  if (!model) problems.push(noModel(path, parts.promptPath));
  const cases = parts.dataset ?? prompt.cases ?? [];
  if (cases.length === 0) problems.push(noCases(path));
  const own = file.scorers ? resolveScorers(file.scorers, parts.schemas) : (prompt.scorers ?? []);
  const scorers = withCombined(own, cases, file.combine);
  problems.push(...combinedProblems(file, path));
  if (scorers.length === 0) problems.push(noScorers(path));
  // Nothing would decide, and a decision without a reason would be a pass by accident.
  else if (scorers.every(({ severity }) => severity === 'info')) problems.push(noneDecides(path));
  problems.push(...retiredProviders(file, settings, path));
  problems.push(...duplicateScorers(scorers, path), ...unknownMinScores(file.policy, scorers, path));
  if (problems.length > 0 || !model) throw new RatchetErrors(problems);
  return {
    name,
    path,
    promptPath: parts.promptPath,
    ...(parts.datasetPath === undefined ? {} : { datasetPath: parts.datasetPath }),
    target: {
      provider: settings.provider ?? SUITE_DEFAULTS.provider,
      model,
      parameters: { ...prompt.parameters, ...settings.parameters },
      ...apiOf(file.target.api ?? (prompt.format === 'responses' ? 'responses' : undefined)),
      prompt,
      ...(settings.price ? { price: settings.price } : {}),
    },
    cases,
    scorers,
    ...(file.trials === undefined ? {} : { trials: file.trials }),
    ...(file.optimize === undefined ? {} : { optimize: file.optimize }),
    policy: resolvePolicy(file.policy ?? {}),
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
    failFast: file['fail-fast'] ?? SUITE_DEFAULTS.failFast,
    onInconclusive: file['on-inconclusive'] ?? SUITE_DEFAULTS.onInconclusive,
    onFailingBefore: file['on-failing-before'] ?? SUITE_DEFAULTS.onFailingBefore,
    onUnmeasured: file['on-unmeasured'] ?? SUITE_DEFAULTS.onUnmeasured,
    removedCases: file['removed-cases'] ?? SUITE_DEFAULTS.removedCases,
    editedCases: file['edited-cases'] ?? SUITE_DEFAULTS.editedCases,
    removedSuite: file['removed-suite'],
  };
}

function resolveScorers(
  files: readonly ScorerFile[],
  schemas: ReadonlyMap<string, JsonObject | boolean>,
): ScorerSpec[] {
  const kinds = files.map((file) => ('check' in file ? file.check : file.judge));
  return files.map((file, index) => {
    const kind = kinds[index] ?? '';
    const nth = kinds.slice(0, index + 1).filter((other) => other === kind).length;
    const name = file.name ?? (nth === 1 ? kind : `${kind}-${nth}`);
    return 'check' in file ? resolveCheck(file, name, schemas) : resolveJudge(file, name);
  });
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
      ...apiOf(file.api),
      ...(file.price ? { price: file.price } : {}),
    },
    judge: file.judge,
    // Read from the rubric's file before, where they stand in one.
    criterion: file.criterion ?? '',
    levels: file.levels ?? [],
  };
}

/** Chat Completions is what everything is asked through, so that saying so changes nothing. */
function apiOf(api: Api | undefined): { api?: Api } {
  return api === undefined || api === 'chat' ? {} : { api };
}

function retiredProviders({ scorers = [] }: SuiteFile, settings: ModelSettings, path: string): Problem[] {
  const providers = [settings, ...scorers].map((one) => ('provider' in one ? one.provider : undefined));
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

function noModel(path: string, promptPath: string): Problem {
  return {
    code: 'E_NO_MODEL',
    message: `Neither ${path} nor ${promptPath} names a model.`,
    help: 'Name it in the suite:\n  target:\n    model: gpt-4.1-mini',
    place: { path, line: 1, column: 1 },
  };
}

function noCases(path: string): Problem {
  return {
    code: 'E_DATASET_EMPTY',
    message: 'The suite has no cases: it names no dataset, and its prompt file has no testData.',
    help: 'Name a dataset in the suite:\n  dataset: data/cases.jsonl',
    place: { path, line: 1, column: 1 },
  };
}

function noScorers(path: string): Problem {
  return {
    code: 'E_NO_SCORERS',
    message: 'The suite has no scorers, and its prompt file has no evaluators.',
    help: 'Name at least one:\n  scorers:\n    - check: exact',
    place: { path, line: 1, column: 1 },
  };
}

function noneDecides(path: string): Problem {
  return {
    code: 'E_NO_SCORERS',
    message: 'Every scorer of the suite is informational, so nothing would decide.',
    help: 'Let at least one decide:\n  severity: warn',
    place: { path, line: 1, column: 1 },
  };
}

function duplicateScorers(scorers: readonly ScorerSpec[], path: string): Problem[] {
  const names = scorers.map((scorer) => scorer.name);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return twice.map((name) => ({
    code: 'E_CONFIG_INVALID',
    message: `Two scorers have the name "${name}".`,
    help: `Name one of them otherwise:\n  name: ${name}-2`,
    place: { path },
  }));
}

/** A floor for a scorer that does not exist would never block: a typing error there must not pass. */
function unknownMinScores(
  policy: PolicyFile | undefined,
  scorers: readonly ScorerSpec[],
  path: string,
): Problem[] {
  const floors = policy?.['min-score'];
  if (!isJsonObject(floors)) return [];
  const names = scorers.map((scorer) => scorer.name);
  return Object.keys(floors)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      code: 'E_CONFIG_INVALID',
      message: `policy.min-score names "${name}", and no scorer has that name.`,
      help: `Scorers of this suite: ${names.join(', ')}.`,
      place: { path },
    }));
}
