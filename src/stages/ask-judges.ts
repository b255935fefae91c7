import { criterionOf } from '../core/criterion.ts';
import { cut } from '../core/cut.ts';
import type { JudgeSpec } from '../core/suite.ts';
import type { Item } from '../human/item.ts';
import type { Judged } from '../human/judged.ts';
import { forEachLimited } from './pool.ts';
import type { Asking } from './schedule.ts';
import { scoreOutput } from './score.ts';

/** Asks a judge about labelled outputs, the way it is asked about any other. What it cannot judge is kept as that. */
export async function askJudge(
  spec: JudgeSpec,
  items: readonly Item[],
  options: Asking & { suite: string; version: string; now: () => string },
): Promise<Judged[]> {
  const { suite, version, now, concurrency, ...asking } = options;
  const judged: Judged[] = [];
  const criterion = criterionOf(spec);
  await forEachLimited(items, concurrency, async (item) => {
    const purpose = { suite, case: item.case, variant: 'base' as const, trial: 0, round: 0 };
    const { vars, expected, output } = item;
    const score = await scoreOutput(spec, { vars, expected, output }, { ...asking, purpose, from: 'base' });
    // What failed on the way there says nothing of the judge: the next run asks again.
    if (!score.ok && score.code === 'judge-failed') return;
    judged.push({
      judge: spec.name,
      version,
      criterionVersion: criterion.version,
      output: item.key,
      ...(score.ok ? { score: score.value } : { failure: cut(`${score.code}: ${score.message}`, 300) }),
      at: now(),
    });
  });
  return judged;
}
