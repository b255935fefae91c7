import { SUITE_DEFAULTS } from '../core/config/defaults.ts';
import { criterionOf } from '../core/criterion.ts';
import type { JudgeTrust } from '../core/judge-trust.ts';
import type { PlannedSuite } from '../core/plan.ts';
import type { JudgeSpec, Suite } from '../core/suite.ts';
import { toAsk, weighJudge } from '../human/weigh.ts';
import { askJudge } from './ask-judges.ts';
import { readEvidence } from './evidence.ts';
import { versionOf } from './judge-version.ts';
import type { TrustOptions } from './trust.ts';

/** Labelled outputs that a run asks one judge about. `calibrate` asks about all, and what it writes down need not be asked. */
const MOST_ASKED = 200;

/** Weighs judges by the labels that stand in base's files. */
export async function weighByLabels(
  judges: readonly JudgeSpec[],
  { plan, base }: { plan: PlannedSuite; base: Suite },
  options: TrustOptions,
): Promise<JudgeTrust[]> {
  const { policy } = plan;
  const bar = policy.judges ?? SUITE_DEFAULTS.judges;
  const evidence = await readEvidence(options.tree, base);
  for (const { message, place } of evidence.problems.slice(0, 3)) {
    options.log.warn(`${place?.path ?? ''}${place?.line ? `:${place.line}` : ''}: ${message}`);
  }
  return Promise.all(
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
}
