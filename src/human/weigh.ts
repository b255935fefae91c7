import type { JudgeTrust } from '../core/judge-trust.ts';
import type { SuiteCriterion } from '../core/report.ts';
import type { JudgePolicy } from '../core/suite.ts';
import { LEAST_YOUDEN } from '../stats/rogan-gladen.ts';
import { type Calibration, calibrate, type JudgeVerdicts } from './calibration.ts';
import type { Item } from './item.ts';
import type { Judged } from './judged.ts';
import type { Label } from './label.ts';
import { type Standing, standingLabels } from './standing.ts';
import { trustOf } from './trust.ts';

/** What people have said of a suite's outputs, and what judges have. */
export interface Evidence {
  labels: readonly Label[];
  /** The labelled outputs by key. */
  items: ReadonlyMap<string, Item>;
  judged: readonly Judged[];
  /** Lines that could not be read. */
  unreadable: number;
}

/** A judge as it is now. */
export interface JudgeNow {
  version: string;
  criterion: SuiteCriterion;
}

/** The labels of a criterion that count now. */
export function standingOf({ labels }: Evidence, { name, version }: SuiteCriterion): Standing {
  return standingLabels(labels, { name, version });
}

/** Labelled outputs of which this version of the judge has not said anything yet, and whose text is kept. */
export function toAsk(evidence: Evidence, { version, criterion }: JudgeNow): Item[] {
  const known = new Set(evidence.judged.filter((one) => one.version === version).map(({ output }) => output));
  const wanted = new Set(standingOf(evidence, criterion).outputs.map(({ output }) => output));
  return [...wanted]
    .filter((key) => !known.has(key))
    .sort()
    .flatMap((key) => evidence.items.get(key) ?? []);
}

/** What one version of a judge said of each output; the latest word counts. */
export function verdictsOf(evidence: Evidence, version: string, threshold: number): JudgeVerdicts {
  const own = evidence.judged
    .filter((one) => one.version === version)
    .toSorted((left, right) => Date.parse(left.at) - Date.parse(right.at));
  return new Map(
    own.map(({ output, score }) => [
      output,
      {
        passes: score === undefined ? undefined : score >= threshold,
        cluster: evidence.items.get(output)?.case ?? output,
      },
    ]),
  );
}

/** Bootstrap draws of a run; the command that is about calibration draws the full 10,000. */
const FEW_DRAWS = 2000;

export interface WeighOptions {
  policy: JudgePolicy;
  /** The tolerated drop, in people's units. */
  maxDrop: number;
  seed: string;
  draws?: number;
}

/** What a judge's word is worth by the labels, and what the policy makes of that. */
export function weighJudge(evidence: Evidence, judge: JudgeNow, options: WeighOptions): JudgeTrust {
  const { policy, maxDrop, seed, draws = FEW_DRAWS } = options;
  const { criterion, version } = judge;
  const standing = standingOf(evidence, criterion);
  const verdicts = verdictsOf(evidence, version, criterion.threshold);
  const calibration = calibrate(standing, verdicts, { threshold: criterion.threshold, seed, draws });
  const bar = { youden: policy.youden, ac1: policy.ac1, labels: policy.labels };
  const trust = trustOf(calibration, bar);
  const gates = trust === 'trusted' || (trust === 'uncalibrated' && policy.uncalibrated === 'gate');
  const j = calibration.youden?.value ?? 0;
  // A graded score is no share of passes: only the difference of a judge that says pass or fail shrinks by J.
  const binary =
    criterion.scale.length > 0 && criterion.scale.every(({ score }) => score === 0 || score === 1);
  const corrected = trust === 'trusted' && binary && j >= LEAST_YOUDEN && policy.correction === 'gate';
  const earlier = earlierOf(evidence, judge, standing, seed);
  return {
    scorer: criterion.scorer ?? criterion.name,
    version,
    trust,
    effect: gates ? 'gates' : 'informational',
    bar,
    ...figuresOf(calibration),
    ...(corrected ? { margin: { people: maxDrop, judge: maxDrop * j } } : {}),
    ...(earlier.length > 0 ? { earlier } : {}),
    ...(evidence.unreadable > 0 ? { unreadable: evidence.unreadable } : {}),
  };
}

function figuresOf({
  n,
  ...rest
}: Calibration): Omit<JudgeTrust, 'scorer' | 'version' | 'trust' | 'effect' | 'bar'> {
  const known = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { labels: n, ...(known as Omit<Calibration, 'n'>) };
}

/** Versions of a judge that are compared with the present one. */
const MOST_EARLIER = 5;

/** How earlier versions of the judge fared on the same criterion: what shows that a new model or wording judges otherwise. */
function earlierOf(
  evidence: Evidence,
  { version, criterion }: JudgeNow,
  standing: Standing,
  seed: string,
): NonNullable<JudgeTrust['earlier']> {
  const others = Map.groupBy(
    evidence.judged.filter(
      (one) =>
        one.judge === criterion.name && one.criterionVersion === criterion.version && one.version !== version,
    ),
    (one) => one.version,
  );
  return [...others]
    .map(([other, judged]) => ({
      other,
      last:
        judged
          .map(({ at }) => at)
          .toSorted(byTime)
          .at(-1) ?? '',
    }))
    .toSorted((left, right) => byTime(right.last, left.last))
    .slice(0, MOST_EARLIER)
    .map(({ other, last }) => {
      const { threshold } = criterion;
      const told = calibrate(standing, verdictsOf(evidence, other, threshold), { threshold, seed, draws: 1 });
      const values = { agreement: told.agreement?.value, ac1: told.ac1?.value, youden: told.youden?.value };
      const known = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
      return { version: other, labels: told.n, ...known, last };
    });
}

function byTime(left: string, right: string): number {
  return Date.parse(left) - Date.parse(right);
}
