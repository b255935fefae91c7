import { SUITE_DEFAULTS } from '../core/config/defaults.ts';
import type { JudgeTrust } from '../core/judge-trust.ts';
import type { PlannedSuite } from '../core/plan.ts';
import type { Policy } from '../core/suite.ts';
import { withTrust } from '../core/trust-gate.ts';
import { labelPathOf } from '../human/label-path.ts';
import type { Log, Tree } from '../ports.ts';
import type { Asking } from './schedule.ts';

export interface TrustOptions extends Asking {
  /** Base's files: labels that a pull request brings along make no judge trusted. */
  tree: Pick<Tree, 'read'>;
  log: Pick<Log, 'info' | 'warn'>;
  now: () => string;
}

/** Plans in which judges decide as far as people's labels at base bear them out. */
export async function weighJudges(
  plans: readonly PlannedSuite[],
  options: TrustOptions,
): Promise<PlannedSuite[]> {
  return Promise.all(plans.map((plan) => weighOne(plan, options)));
}

async function weighOne(plan: PlannedSuite, options: TrustOptions): Promise<PlannedSuite> {
  const { base, policy } = plan;
  const deciding = plan.scorers.filter(({ gating }) => gating).map(({ spec }) => spec);
  const judges = deciding.filter((spec) => spec.kind === 'judge');
  // Judges of single cases have no criterion of their own that people could be asked about.
  const own = deciding.filter((spec) => spec.kind === 'case' && spec.judged);
  if (judges.length + own.length === 0) return plan;
  // What weighs is a good part of the program, and most judges have no labels.
  const isLabelled = base !== undefined && (await options.tree.read(labelPathOf(base))) !== undefined;
  const weighed = isLabelled
    ? await (await import('./weigh-judges.ts')).weighByLabels(judges, { plan, base }, options)
    : judges.map(({ name }) => unweighed(name, policy));
  return withTrust(plan, [...weighed, ...own.map(({ name }) => unweighed(name, policy))]);
}

/** What is known of a judge that nobody's labels say anything of. */
function unweighed(scorer: string, policy: Policy): JudgeTrust {
  const bar = policy.judges ?? SUITE_DEFAULTS.judges;
  return {
    scorer,
    trust: 'uncalibrated',
    effect: bar.uncalibrated === 'gate' ? 'gates' : 'informational',
    bar: { youden: bar.youden, ac1: bar.ac1, labels: bar.labels },
    labels: 0,
    unjudged: 0,
    expired: 0,
    raters: 0,
    passed: 0,
    failed: 0,
    repeats: 0,
  };
}
