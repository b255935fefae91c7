import type { Policy } from '../suite.ts';
import { SUITE_DEFAULTS } from './defaults.ts';
import type { PolicyFile } from './schema.ts';

/** A policy with every default applied. */
export function resolvePolicy(file: PolicyFile): Policy {
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
    judges: { ...SUITE_DEFAULTS.judges, ...defined(file.judges ?? {}) },
  };
}

/** Without the members that are not set: they would hide the defaults. */
function defined<Value extends object>(value: Value): { [Key in keyof Value]?: NonNullable<Value[Key]> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;
}
