import { newScorers, type SuiteDifference } from './change.ts';
import { decidingScorers } from './combined.ts';
import { SUITE_DEFAULTS } from './config/defaults.ts';
import type { Drift } from './drift.ts';
import { type HeadGate, headGateOf } from './head-gate.ts';
import { isPairwise, tiesOf } from './judge-facts.ts';
import type { JudgeTrust } from './judge-trust.ts';
import { renamed } from './renamed.ts';
import { heldOf, type PlannedRequest, type RenderPrompt, requestOf, sameRequest } from './request.ts';
import type { Case, Policy, ScorerSpec, Suite } from './suite.ts';
import type { Variant } from './trial.ts';
import { plannedTrials } from './trial-range.ts';
import { withTwins } from './twins.ts';

/** Suspects that a suite confirms at most: a prompt that breaks everything needs no case-by-case proof. */
export const SUSPECT_LIMIT = 15;
/** Must-pass cases that a suite confirms at most, beside the others: each of them can block by itself. */
export const MUST_PASS_LIMIT = 30;

export interface PlannedCase {
  case: Case;
  /** `removed`: only base has it. `replaced`: what an edited case was at base. */
  origin: 'kept' | 'added' | 'edited' | 'removed' | 'replaced';
  /** Only base has it in this form, and it decides all the same. */
  protected?: true | undefined;
  mustPass: boolean;
  /** Both sides send the same request: there is nothing to compare. */
  identical: boolean;
  /** The sides that are run. Neither, for an identical case that no new scorer needs. */
  sides: Readonly<Partial<Record<Variant, PlannedRequest>>>;
}

export interface PlannedScorer {
  spec: ScorerSpec;
  /** Base's scorers decide; what only head has is informational until it is merged. */
  gating: boolean;
  /** Whose code a command scorer runs: base's where base decides. Absent: head's. */
  from?: Variant | undefined;
  /** What this judge of pairs decides in the place of, where that is undecided. Base’s alone do. */
  breaksTies?: string | undefined;
}

/** Everything that will be done for one suite, known before anything is done. */
export interface PlannedSuite {
  state: 'touched' | 'new';
  head: Suite;
  base?: Suite | undefined;
  difference?: SuiteDifference | undefined;
  /** Trials of each case and variant. */
  trials: number;
  /** What the noise of the first trials may raise `trials` to, for the cases that decide. */
  maxTrials?: number | undefined;
  scorers: readonly PlannedScorer[];
  policy: Policy;
  /** Head's own gate, where it is another one: worked out on the same trials, and decides nothing. */
  headGate?: HeadGate | undefined;
  cases: readonly PlannedCase[];
  judges?: readonly JudgeTrust[] | undefined;
}

/** Whether a case may decide at all: it stands in both datasets, or base's form of it is protected. */
export function isDeciding({ origin, protected: kept }: Pick<PlannedCase, 'origin' | 'protected'>): boolean {
  return origin === 'kept' || kept === true;
}

/** What scores fresh trials: what decides, at base or by head's own gate. The rest need not be asked again. */
export function confirmingScorers({ scorers, headGate }: PlannedSuite): PlannedScorer[] {
  const atHead = new Set(
    headGate?.scorers.filter(({ spec }) => spec.severity !== 'info').map(({ scoredAs }) => scoredAs),
  );
  const deciding = decidingScorers(
    scorers.map(({ spec, gating }) => ({ spec, gating: gating || atHead.has(spec.name) })),
  );
  const names = new Set(deciding.map(({ spec }) => spec.name));
  return scorers.filter(({ spec }) => names.has(spec.name));
}

/**
 * Plans a suite.
 *
 * The gate belongs to the base: scorers, policy and number of trials are base's wherever there is a base.
 * The cases are head's; those that base does not have in the same form are run but do not decide. Those that only base
 * has in that form are run as well, and decide where the policy protects them.
 */
export function planSuite(options: {
  head: Suite;
  base?: Suite | undefined;
  difference?: SuiteDifference | undefined;
  render: RenderPrompt;
}): PlannedSuite {
  const { head, base, difference, render } = options;
  const gate = base ?? head;
  const informational = base ? newScorers(base.scorers, head.scorers) : [];
  const origins = difference ? originsOf(difference.drift) : undefined;
  const context = { head, base, origins, gate, render, headOnly: informational.length > 0 };
  const added = informational.map((spec) => {
    const planned = renamed(spec, gate.scorers, informational);
    return { spec, planned, name: planned.name };
  });
  return {
    state: base ? 'touched' : 'new',
    head,
    base,
    difference,
    ...plannedTrials(gate.trials, base ? [base, head] : [head]),
    scorers: [
      ...gate.scorers
        .filter((spec) => base || !isPairwise(spec))
        .map((spec) => ({
          spec,
          gating: spec.severity !== 'info',
          ...(base && spec.kind === 'command' ? { from: 'base' as const } : {}),
          ...tiesOf(spec),
        })),
      ...added.map(({ planned }) => ({ spec: planned, gating: false })),
    ],
    policy: gate.policy,
    ...(base && difference ? headGateOf({ base, head, difference, added }) : {}),
    cases: withTwins([
      ...head.cases.map((row) => planCase(row, context)),
      ...(base && difference ? goneCases(difference.drift, { base, head, context }) : []),
    ]),
  };
}

function originsOf({ added, edited }: Drift): ReadonlyMap<string, PlannedCase['origin']> {
  return new Map([
    ...added.map((id) => [id, 'added'] as const),
    ...edited.map((id) => [id, 'edited'] as const),
  ]);
}

function planCase(
  row: Case,
  context: {
    head: Suite;
    base: Suite | undefined;
    origins: ReadonlyMap<string, PlannedCase['origin']> | undefined;
    gate: Suite;
    render: RenderPrompt;
    headOnly: boolean;
  },
): PlannedCase {
  const { head, base, origins, gate, render, headOnly } = context;
  const origin = origins?.get(row.id) ?? 'kept';
  const headRequest = requestOf(head, row, render);
  const baseRequest = base ? requestOf(base, row, render) : undefined;
  const identical = baseRequest !== undefined && sameRequest(baseRequest, headRequest);
  const hold = (side: Suite, planned: PlannedRequest) =>
    heldOf(planned, { suite: side, row, render, cases: head.cases.length });
  const needsHead = !identical || origin !== 'kept' || headOnly;
  return {
    case: row,
    origin,
    mustPass: row.tags.some((tag) => gate.policy.mustPass.includes(tag)),
    identical,
    sides: {
      ...(base && baseRequest && !identical ? { base: hold(base, baseRequest) } : {}),
      ...(needsHead ? { head: hold(head, headRequest) } : {}),
    },
  };
}

/**
 * Base's form of the cases that head removed or edited. What head would do with them is measured like any other case,
 * so that taking the failing case away is no way through. Where both sides send the same, one run of a removed case
 * shows what it scores, and an edited one is seen in its new form.
 */
function goneCases(
  { removed, edited }: Drift,
  { base, head, context }: { base: Suite; head: Suite; context: Parameters<typeof planCase>[1] },
): PlannedCase[] {
  if (removed.length + edited.length === 0) return [];
  const [wereRemoved, wereEdited] = [new Set(removed), new Set(edited)];
  const taken = new Set([...base.cases, ...head.cases].map(({ id }) => id));
  const { removedCases, editedCases } = context.gate.policy;
  return base.cases.flatMap((row): PlannedCase[] => {
    const isEdited = wereEdited.has(row.id);
    if (!isEdited && !wereRemoved.has(row.id)) return [];
    const protection = isEdited
      ? (editedCases ?? SUITE_DEFAULTS.editedCases)
      : (removedCases ?? SUITE_DEFAULTS.removedCases);
    const id = isEdited ? freeId(`${row.id} (base)`, taken) : row.id;
    const planned = planCase({ ...row, id }, { ...context, origins: undefined, headOnly: !isEdited });
    if (isEdited && (planned.identical || protection === 'warn')) return [];
    return [
      {
        ...planned,
        origin: isEdited ? 'replaced' : 'removed',
        ...(protection === 'warn' ? {} : { protected: true as const }),
      },
    ];
  });
}

function freeId(wanted: string, taken: Set<string>): string {
  let id = wanted;
  while (taken.has(id)) id += '′';
  taken.add(id);
  return id;
}
