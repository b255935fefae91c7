import { SUITE_DEFAULTS } from './config/schema.ts';
import { compareCases, type Drift, hasDrift } from './drift.ts';
import { canonicalJson, type Json } from './json.ts';
import type { Change } from './report.ts';
import type { Policy, ScorerSpec, Suite } from './suite.ts';
import { includeChanges, interfaceChanges, messageChanges } from './target-change.ts';

/** How a suite differs between base and head. */
export interface SuiteDifference {
  /** Differences in the target and the data: what is measured. */
  changes: readonly Change[];
  /** Differences in scorers and policy: what decides. */
  gateChanges: readonly Change[];
  drift: Drift;
}

/** Compares by content, so that moving a comment in a file is no change and a swapped model in any file is one. */
export function compareSuites(base: Suite, head: Suite): SuiteDifference {
  const drift = compareCases(base.cases, head.cases);
  return {
    drift,
    changes: [
      ...difference('suite-path', 'path', base.path, head.path),
      ...difference('suite-path', 'name', base.name, head.name),
      ...promptChanges(base, head),
      ...difference('provider', 'provider', base.target.provider, head.target.provider),
      ...difference('parameter', 'api', base.target.api ?? 'chat', head.target.api ?? 'chat'),
      ...difference('model', 'model', base.target.model, head.target.model),
      ...memberChanges('parameter', plainParameters(base), plainParameters(head)),
      ...interfaceChanges(base.target.parameters, head.target.parameters),
      ...difference('parameter', 'price', base.target.price, head.target.price),
      ...(hasDrift(drift) ? [{ kind: 'dataset' as const, what: head.datasetPath ?? head.promptPath }] : []),
    ],
    gateChanges: [
      ...scorerChanges(base.scorers, head.scorers),
      ...memberChanges('policy', policyMembers(base.policy), policyMembers(head.policy)),
      ...difference('trials', 'trials', base.trials, head.trials),
    ],
  };
}

/** Whether a suite has to be looked at: anything it is made of differs. */
export function isTouched({ changes, gateChanges }: SuiteDifference): boolean {
  return changes.length + gateChanges.length > 0;
}

/** Scorers of head that ask something that base's do not ask: the others take base's scores. */
export function newScorers(base: readonly ScorerSpec[], head: readonly ScorerSpec[]): ScorerSpec[] {
  const known = new Set(base.map(questionOf));
  return head.filter((scorer) => !known.has(questionOf(scorer)));
}

/** What a scorer does with an output. Its name, threshold, margin and severity only say what is made of the score. */
export function questionOf(scorer: ScorerSpec): string {
  return canonicalJson({ ...scorer, name: null, threshold: null, maxDrop: null, severity: null });
}

function promptChanges(base: Suite, head: Suite): Change[] {
  return [
    ...difference('prompt', 'prompt file', base.promptPath, head.promptPath),
    ...messageChanges(base.target.prompt.messages, head.target.prompt.messages),
    ...memberChanges('template', templateMembers(base), templateMembers(head)),
    ...includeChanges(base.target.prompt.partials, head.target.prompt.partials),
  ];
}

/** What, beside their text, decides what a prompt's templates say. */
function templateMembers({ target: { prompt } }: Suite): Readonly<Record<string, unknown>> {
  const defaults = Object.entries(prompt.defaults ?? {});
  return {
    'template engine': prompt.engine,
    'template layout': prompt.layout,
    'undefined variables': prompt.onUndefined,
    ...Object.fromEntries(defaults.map(([name, value]) => [`default of ${name}`, value])),
  };
}

/** Parameters but those that have words of their own. */
function plainParameters({ target: { parameters } }: Suite): Readonly<Record<string, unknown>> {
  const { tools: _tools, response_format: _format, ...rest } = parameters;
  return rest;
}

function scorerChanges(base: readonly ScorerSpec[], head: readonly ScorerSpec[]): Change[] {
  const before = new Map(base.map((scorer) => [scorer.name, canonicalJson(scorer)]));
  const after = new Map(head.map((scorer) => [scorer.name, canonicalJson(scorer)]));
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.flatMap((name): Change[] => {
    if (!after.has(name)) return [{ kind: 'scorer', what: name, to: 'removed' }];
    if (!before.has(name)) return [{ kind: 'scorer', what: name, to: 'added' }];
    return before.get(name) === after.get(name) ? [] : [{ kind: 'scorer', what: name, to: 'edited' }];
  });
}

/** Policy under the names that the user writes. */
function policyMembers(policy: Policy): Readonly<Record<string, unknown>> {
  return {
    gate: policy.gate,
    'max-drop': policy.maxDrop,
    'min-score': policy.minScore,
    'must-pass': policy.mustPass,
    'max-cost-increase': policy.maxCostIncrease,
    'max-latency-increase': policy.maxLatencyIncrease,
    'max-error-rate': policy.maxErrorRate,
    'confirm-trials': policy.confirmTrials,
    'fail-fast': policy.failFast,
    'on-inconclusive': policy.onInconclusive,
    'on-failing-before': policy.onFailingBefore,
    'on-unmeasured': policy.onUnmeasured,
    'removed-cases': policy.removedCases ?? SUITE_DEFAULTS.removedCases,
    'edited-cases': policy.editedCases ?? SUITE_DEFAULTS.editedCases,
    'removed-suite': policy.removedSuite,
  };
}

function memberChanges(
  kind: Change['kind'],
  base: Readonly<Record<string, unknown>>,
  head: Readonly<Record<string, unknown>>,
): Change[] {
  const names = [...new Set([...Object.keys(base), ...Object.keys(head)])].sort();
  return names.flatMap((name) => difference(kind, name, base[name], head[name]));
}

const VALUE_LIMIT = 120;

function difference(kind: Change['kind'], what: string, from: unknown, to: unknown): Change[] {
  if (canonicalJson(from ?? null) === canonicalJson(to ?? null)) return [];
  const [before, after] = [shown(from), shown(to)];
  // `0.7` and `"0.7"` look alike, and so do long values that differ late: never "x → x".
  const differ = before === after ? [quoted(from), quoted(to)] : [before, after];
  if (differ[0] === differ[1]) return [{ kind, what }];
  return [{ kind, what, from: differ[0], to: differ[1] }];
}

function shown(value: unknown): string {
  if (value === undefined) return 'unset';
  return typeof value === 'string' ? shortened(value) : quoted(value);
}

function quoted(value: unknown): string {
  return value === undefined ? 'unset' : shortened(canonicalJson(value as Json));
}

function shortened(text: string): string {
  return text.length > VALUE_LIMIT ? `${text.slice(0, VALUE_LIMIT - 1)}…` : text;
}
