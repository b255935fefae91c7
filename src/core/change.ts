import { commandChanges } from './command-change.ts';
import { SUITE_DEFAULTS } from './config/defaults.ts';
import { difference, memberChanges } from './difference.ts';
import { compareCases, type Drift, hasDrift } from './drift.ts';
import { canonicalJson } from './json.ts';
import { judgeChanges } from './judge-target.ts';
import type { Change } from './report.ts';
import type { Policy, PromptTarget, ScorerSpec, Suite, Target } from './suite.ts';
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
      ...targetChanges(base.target, head.target),
      ...difference('parameter', 'price', base.target.price, head.target.price),
      ...(hasDrift(drift)
        ? [{ kind: 'dataset' as const, what: head.datasetPath ?? head.promptPath ?? head.path }]
        : []),
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
  return canonicalJson({
    ...scorer,
    name: null,
    threshold: null,
    maxDrop: null,
    severity: null,
    breaksTies: null,
  });
}

function promptChanges({ target: before, ...base }: Suite, { target: after, ...head }: Suite): Change[] {
  if (before.kind !== 'prompt' || after.kind !== 'prompt') return [];
  return [
    ...difference('prompt', 'prompt file', base.promptPath, head.promptPath),
    ...messageChanges(before.prompt.messages, after.prompt.messages),
    ...memberChanges('template', templateMembers(before), templateMembers(after)),
    ...includeChanges(before.prompt.partials, after.prompt.partials),
  ];
}

/** What, beside their text, decides what a prompt's templates say. */
function templateMembers({ prompt }: PromptTarget): Readonly<Record<string, unknown>> {
  const defaults = Object.entries(prompt.defaults ?? {});
  return {
    'template engine': prompt.engine,
    'template layout': prompt.layout,
    'undefined variables': prompt.onUndefined,
    ...Object.fromEntries(defaults.map(([name, value]) => [`default of ${name}`, value])),
  };
}

function targetChanges(base: Target, head: Target): Change[] {
  if (base.kind === 'prompt' && head.kind === 'prompt') {
    return [
      ...difference('provider', 'provider', base.provider, head.provider),
      ...difference('parameter', 'api', base.api ?? 'chat', head.api ?? 'chat'),
      ...difference('model', 'model', base.model, head.model),
      ...memberChanges('parameter', plainParameters(base), plainParameters(head)),
      ...interfaceChanges(base.parameters, head.parameters),
    ];
  }
  if (base.kind === 'command' && head.kind === 'command') return commandChanges(base, head);
  if (base.kind === 'judge' && head.kind === 'judge') return judgeChanges(base, head);
  return [{ kind: 'target', what: 'target', from: base.kind, to: head.kind }];
}

/** Parameters but those that have words of their own. */
function plainParameters({ parameters }: PromptTarget): Readonly<Record<string, unknown>> {
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
    judges: policy.judges ?? SUITE_DEFAULTS.judges,
  };
}
