import { ORDERS } from '../judge-target.ts';
import { labelledVars } from '../labelled.ts';
import type { Case, CheckSpec, JudgeSpec, ScorerSet, ScorerSpec, Suite } from '../suite.ts';
import type { JudgeFileParsed, LabelledCase } from './judge-file.ts';
import { resolvePolicy } from './policy.ts';

/** How a score is named that says how far a judge agrees with people. */
const NAMES = {
  agreement: 'agreement',
  sensitivity: 'sensitivity',
  specificity: 'specificity',
  position: 'position',
} as const;

/** The first line of the output is the label. */
const AGREES: CheckSpec = {
  kind: 'check',
  name: NAMES.agreement,
  threshold: 1,
  check: 'starts-with',
  value: '{{expected}}',
  ignoreCase: false,
};

/**
 * A file of labelled cases as a suite: the judge is the target, and what is scored is whether it says what the label
 * says. Agreement decides. Sensitivity and specificity are the same over what people pass and over what they fail: they
 * show which way a judge errs, and would make three tests of one fact if they decided, too.
 */
export function judgeSuite(
  { path, name, file }: JudgeFileParsed,
  {
    spec,
    hash,
    cases,
    casesPath,
  }: { spec: JudgeSpec; hash: string; cases: readonly LabelledCase[]; casesPath: string },
): Suite {
  const { asks, panel } = spec;
  return {
    name,
    path,
    datasetPath: casesPath,
    target: { kind: 'judge', spec, hash, ...(asks.price && !panel ? { price: asks.price } : {}) },
    cases: cases.map((one) => caseOf(one)),
    scorers: scorersFor(cases),
    ...(file.trials === undefined ? {} : { trials: file.trials }),
    policy: resolvePolicy(file.policy ?? {}),
  };
}

function caseOf({ id, tags, label, ...judged }: LabelledCase): Case {
  const set = (scorer: CheckSpec): ScorerSet => ({ parts: [{ weight: 1, scorer }] });
  const scorers: Record<string, ScorerSet> = {
    ...(label === 'pass' ? { [NAMES.sensitivity]: set(AGREES) } : {}),
    ...(label === 'fail' ? { [NAMES.specificity]: set(AGREES) } : {}),
    ...('first' in judged ? { [NAMES.position]: set(STAYS) } : {}),
  };
  return { id, vars: labelledVars(judged), expected: label, tags: [...tags], scorers };
}

/** What was not asked in two orders has not changed between them. */
const STAYS: CheckSpec = {
  kind: 'check',
  name: NAMES.position,
  threshold: 1,
  check: 'regex',
  pattern: `^(?:first|second|tie)(?:\\n\\(${ORDERS.alike}\\))?\\n\\n`,
  ignoreCase: false,
};

function scorersFor(cases: readonly LabelledCase[]): ScorerSpec[] {
  const labels = new Set(cases.map(({ label }) => label));
  const shown = [
    ...(labels.has('pass') ? [NAMES.sensitivity] : []),
    ...(labels.has('fail') ? [NAMES.specificity] : []),
    ...(cases.some((one) => 'first' in one) ? [NAMES.position] : []),
  ];
  return [
    AGREES,
    ...shown.map((name) => ({
      kind: 'case' as const,
      name,
      threshold: 1,
      severity: 'info' as const,
      judged: false,
    })),
  ];
}
