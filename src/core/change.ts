import { quoteWord } from './command-line.ts';
import { canonicalJson, type Json } from './json.ts';
import type { Change } from './report.ts';
import type { Case, CommandTarget, Policy, PromptTarget, ScorerSpec, Suite, Target } from './suite.ts';

/** Which cases base and head have in common. Ids, in head's order (removed ones in base's). */
export interface Drift {
  kept: readonly string[];
  added: readonly string[];
  edited: readonly string[];
  removed: readonly string[];
}

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
      ...promptChanges(base, head),
      ...targetChanges(base.target, head.target),
      ...difference('parameter', 'price', base.target.price, head.target.price),
      ...(drift.added.length + drift.edited.length + drift.removed.length > 0
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

export function compareCases(base: readonly Case[], head: readonly Case[]): Drift {
  const before = new Map(base.map((row) => [row.id, canonicalJson(row)]));
  const after = new Set(head.map((row) => row.id));
  const kept: string[] = [];
  const added: string[] = [];
  const edited: string[] = [];
  for (const row of head) {
    const old = before.get(row.id);
    (old === undefined ? added : old === canonicalJson(row) ? kept : edited).push(row.id);
  }
  return { kept, added, edited, removed: base.map((row) => row.id).filter((id) => !after.has(id)) };
}

/** Scorers of head that base does not have in the same form. */
export function newScorers(base: readonly ScorerSpec[], head: readonly ScorerSpec[]): ScorerSpec[] {
  const known = new Set(base.map(canonicalJson));
  return head.filter((scorer) => !known.has(canonicalJson(scorer)));
}

function targetChanges(base: Target, head: Target): Change[] {
  if (base.kind === 'prompt' && head.kind === 'prompt') {
    return [
      ...difference('provider', 'provider', base.provider, head.provider),
      ...difference('model', 'model', base.model, head.model),
      ...memberChanges('parameter', base.parameters, head.parameters),
    ];
  }
  if (base.kind === 'command' && head.kind === 'command') {
    return [
      ...memberChanges('command', commandMembers(base), commandMembers(head)),
      ...(base.code === head.code ? [] : [{ kind: 'code' as const, what: codeOf(head) }]),
    ];
  }
  return [{ kind: 'target', what: 'target', from: base.kind, to: head.kind }];
}

/** A command under the names that the user writes. */
function commandMembers({ command, ...target }: CommandTarget): Readonly<Record<string, unknown>> {
  return {
    command: command.argv.map(quoteWord).join(' '),
    folder: command.folder,
    setup: command.setup?.map(quoteWord).join(' '),
    env: command.env,
    timeout: command.timeoutMs / 1000,
    'setup-timeout': command.setupTimeoutMs / 1000,
    mode: target.mode,
    answer: target.answer,
    processes: target.processes,
    parallel: target.parallel,
    watch: target.watch,
  };
}

function codeOf({ watch, command }: CommandTarget): string {
  return watch.length > 0 ? watch.join(', ') : command.folder || 'the repository';
}

function promptChanges({ target: before, ...base }: Suite, { target: after, ...head }: Suite): Change[] {
  if (before.kind !== 'prompt' || after.kind !== 'prompt') return [];
  const moved = difference('prompt', 'prompt file', base.promptPath, head.promptPath);
  const text = ({ prompt }: PromptTarget) =>
    canonicalJson([
      prompt.messages,
      prompt.onUndefined,
      prompt.engine ?? null,
      prompt.layout ?? null,
      prompt.defaults ?? null,
    ]);
  return text(before) === text(after)
    ? moved
    : [...moved, { kind: 'prompt', what: head.promptPath ?? head.path }];
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
    'on-inconclusive': policy.onInconclusive,
    'on-unmeasured': policy.onUnmeasured,
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
  return [{ kind, what, from: shown(from), to: shown(to) }];
}

function shown(value: unknown): string {
  if (value === undefined) return 'unset';
  const text = typeof value === 'string' ? value : canonicalJson(value as Json);
  return text.length > VALUE_LIMIT ? `${text.slice(0, VALUE_LIMIT - 1)}…` : text;
}
