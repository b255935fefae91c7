import type { Problem } from '../errors.ts';
import { isJsonObject } from '../json.ts';
import type { ScorerSpec } from '../suite.ts';
import type { PolicyFile } from './schema.ts';

export function noModel(path: string, promptPath: string): Problem {
  return {
    code: 'E_NO_MODEL',
    message: `Neither ${path} nor ${promptPath} names a model.`,
    help: 'Name it in the suite:\n  target:\n    model: gpt-4.1-mini',
    place: { path, line: 1, column: 1 },
  };
}

export function noCases(path: string): Problem {
  return {
    code: 'E_DATASET_EMPTY',
    message: 'The suite has no cases: it names no dataset, and its prompt file has no testData.',
    help: 'Name a dataset in the suite:\n  dataset: data/cases.jsonl',
    place: { path, line: 1, column: 1 },
  };
}

export function noScorers(path: string): Problem {
  return {
    code: 'E_NO_SCORERS',
    message: 'The suite has no scorers, and its prompt file has no evaluators.',
    help: 'Name at least one:\n  scorers:\n    - check: exact',
    place: { path, line: 1, column: 1 },
  };
}

export function noneDecides(path: string): Problem {
  return {
    code: 'E_NO_SCORERS',
    message: 'Every scorer of the suite is informational, so nothing would decide.',
    help: 'Let at least one decide:\n  severity: warn',
    place: { path, line: 1, column: 1 },
  };
}

export function duplicateScorers(scorers: readonly ScorerSpec[], path: string): Problem[] {
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
export function unknownMinScores(
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
