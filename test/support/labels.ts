import { criterionOf } from '../../src/core/criterion.ts';
import type { JudgeSpec } from '../../src/core/suite.ts';
import { itemOf, printItem } from '../../src/human/item.ts';
import { printJudged } from '../../src/human/judged.ts';
import { printLabel } from '../../src/human/label.ts';
import { judgeHash } from '../../src/judges/judge.ts';

type Files = Readonly<Record<string, string>>;

/** The judge of {@link JUDGE_YAML}, as it is resolved. */
export const SPEC: JudgeSpec = {
  kind: 'judge',
  name: 'helpful',
  threshold: 0.5,
  asks: { provider: 'openai', model: 'judge-a', parameters: {} },
  judge: 'rubric',
  criterion: 'Does OUTPUT help?',
  levels: ['no help', 'helps'],
} as JudgeSpec;

/** Labels of outputs, and what a judge said of each: counts of [people pass, judge passes], [pass, fails], [fail, passes], [fail, fails]. */
export function labelFiles(
  counts: readonly [number, number, number, number],
  options: { judged?: boolean; spec?: JudgeSpec } = {},
): Files {
  const { spec = SPEC } = options;
  const rows = counts.flatMap((count, kind) =>
    Array.from({ length: count }, (_, index) => ({
      id: `l${kind}-${index}`,
      people: kind < 2,
      judge: kind % 2 === 0,
    })),
  );
  const criterion = criterionOf(spec);
  // What judges of other kinds need beside the output.
  const more = options.spec ? { context: 'c' } : {};
  const expected = options.spec ? { expected: 'e' } : {};
  const at = '2026-01-01T00:00:00Z';
  const items = rows.map(({ id, judge }) =>
    itemOf({ id, vars: { input: id, ...more }, ...expected }, judge ? 'GOOD' : 'BAD'),
  );
  const labels = rows.map(({ id, people }, index) =>
    printLabel({
      kind: 'output',
      case: id,
      criterion: criterion.name,
      criterionVersion: criterion.version,
      rater: 'ada',
      blind: true,
      at,
      output: items[index]?.key ?? '',
      verdict: people ? 'pass' : 'fail',
    }),
  );
  const judged = rows.map(({ judge }, index) =>
    printJudged({
      judge: spec.name,
      version: judgeHash(spec),
      criterionVersion: criterion.version,
      output: items[index]?.key ?? '',
      score: judge ? 1 : 0,
      at,
    }),
  );
  return {
    'evals/labels/s.jsonl': labels.join(''),
    'evals/labels/s.items.jsonl': items.map(printItem).join(''),
    ...(options.judged === false ? {} : { 'evals/labels/s.judged.jsonl': judged.join('') }),
  };
}

export const JUDGE_YAML = `  - judge: rubric
    name: helpful
    model: judge-a
    criterion: Does OUTPUT help?
    levels: [no help, helps]
`;
