import { SUITE_DEFAULTS } from '../core/config/defaults.ts';
import { criterionOf } from '../core/criterion.ts';
import type { JudgeTrust } from '../core/judge-trust.ts';
import type { PlannedSuite } from '../core/plan.ts';
import type { JudgeSpec } from '../core/suite.ts';
import { withTrust } from '../core/trust-gate.ts';
import { toAsk, weighJudge } from '../human/weigh.ts';
import type { Log, Tree } from '../ports.ts';
import { askJudge } from './ask-judges.ts';
import { readEvidence } from './evidence.ts';
import type { Asking } from './schedule.ts';

/** Labelled outputs that a run asks one judge about. `calibrate` asks about all, and what it writes down need not be asked. */
const MOST_ASKED = 200;

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
  const own = deciding.filter((spec) => spec.kind === 'case' && spec.judged);
  if (judges.length + own.length === 0) return plan;
  const bar = policy.judges ?? SUITE_DEFAULTS.judges;
  const evidence = base
    ? await readEvidence(options.tree, base)
    : { labels: [], items: new Map(), judged: [], unreadable: 0, problems: [] };
  for (const { message, place } of evidence.problems.slice(0, 3)) {
    options.log.warn(`${place?.path ?? ''}${place?.line ? `:${place.line}` : ''}: ${message}`);
  }
  const weighed = await Promise.all(
    judges.map(async (spec): Promise<JudgeTrust> => {
      const now = { version: await versionOf(spec), criterion: criterionOf(spec) };
      const maxDrop = spec.maxDrop ?? policy.maxDrop;
      const items = toAsk(evidence, now).slice(0, MOST_ASKED);
      if (items.length > 0) {
        options.log.info(
          `${plan.head.name}: ${spec.name} is asked about ${items.length} labelled outputs. \`prompt-ratchet calibrate\` writes its answers down, so that no run has to.`,
        );
      }
      const asked = await askJudge(spec, items, { ...options, suite: plan.head.name, version: now.version });
      const all = { ...evidence, judged: [...evidence.judged, ...asked] };
      return weighJudge(all, now, { policy: bar, maxDrop, seed: `${plan.head.name}/${spec.name}` });
    }),
  );
  // Judges of single cases have no criterion of their own that people could be asked about.
  const single = own.map(
    ({ name }): JudgeTrust => ({
      scorer: name,
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
    }),
  );
  return withTrust(plan, [...weighed, ...single]);
}

/** Imported on use, as what asks judges is. */
export async function versionOf(spec: JudgeSpec): Promise<string> {
  return (await import('../judges/judge.ts')).judgeHash(spec);
}
