import { criteriaIn } from '../core/criterion.ts';
import type { PeopleSays } from '../core/people.ts';
import type { CaseReport, MeasuredSuite } from '../core/report.ts';
import type { JudgePolicy } from '../core/suite.ts';
import { stoppedChance } from '../stats/label-draw.ts';
import { mean } from '../stats/moments.ts';
import { tCdf, tQuantile } from '../stats/student-t.ts';
import { type HumanDelta, humanDelta, type LabelledPair } from './human-delta.ts';
import type { Label, PairLabel } from './label.ts';
import { DRAWN, labelPopulation, pairKey } from './offers.ts';
import { type Candidate, selectForLabels } from './select.ts';
import { standingLabels } from './standing.ts';

const ALPHA = 0.05;

/**
 * What people say of a suite's change, by criterion's scorer, from labels that were given in comments. It may decide
 * where it speaks for every case that does, and cases stand by themselves; elsewhere it is shown.
 */
export function peopleSays(
  suite: MeasuredSuite,
  labels: readonly Label[],
  { seed, policy }: { seed: string; policy: JudgePolicy },
): ReadonlyMap<string, PeopleSays> {
  const [criterion] = criteriaIn(suite);
  const scorer = criterion?.scorer;
  const comparison = suite.comparisons.find((one) => one.scorer === scorer);
  if (!criterion || scorer === undefined || !comparison) return new Map();
  const given = Map.groupBy(standingLabels(labels, criterion).pairs, ({ a, b }) => pairKey(a, b));
  const population = labelPopulation(suite);
  const { drawn, rest, cut, equal } = selectForLabels(population, {
    criterion,
    mode: 'pair',
    size: DRAWN,
    seed,
  });
  const sample = sampleOf(drawn, given);
  const rows = new Map(suite.cases.map((row) => [row.id, row]));
  const pairs = [...drawn, ...rest].flatMap((candidate): LabelledPair[] => {
    const judged = judgedDelta(rows.get(candidate.case), scorer);
    const label = sample.labels.get(candidate);
    return judged === undefined ? [] : [{ id: candidate.case, judged, ...(label ? { label } : {}) }];
  });
  const found = humanDelta(pairs, { alpha: ALPHA });
  if (!found) return new Map();
  // Where both sides put out the same text there is nothing to prefer.
  const cases = pairs.length + equal.length;
  const told = scaled(found, pairs.length / cases);
  const whole = cases === comparison.pairs && cut.length === 0 && comparison.lost === 0;
  const alone = suite.cases.every(({ cluster }) => cluster === undefined);
  const margin = suite.judges?.find((judge) => judge.scorer === scorer)?.margin?.people ?? comparison.margin;
  return new Map([
    [
      scorer,
      {
        ...told,
        decides:
          found.method === 'corrected' && policy.correction === 'gate' && comparison.gating && whole && alone,
        margin,
        cases,
        ...(sample.waiting > 0 ? { waiting: sample.waiting } : {}),
      },
    ],
  ]);
}

function judgedDelta(row: CaseReport | undefined, scorer: string): number | undefined {
  const [base, head] = [row?.base?.means[scorer], row?.head?.means[scorer]];
  return base === undefined || head === undefined ? undefined : head - base;
}

/**
 * The labels that are a sample: of the draw, in its order, those before the first case that nobody has labelled, each
 * with its chance to be among so many. Labels behind a gap wait: where people pick what they label, and leave out what
 * is hard, the labelled cases say little about the others.
 */
function sampleOf(
  drawn: readonly Candidate[],
  given: ReadonlyMap<string, readonly PairLabel[]>,
): { labels: ReadonlyMap<Candidate, NonNullable<LabelledPair['label']>>; waiting: number } {
  const deltas = drawn.map((candidate) => deltaOf(candidate, given));
  const gap = deltas.indexOf(undefined);
  const done = gap < 0 ? drawn.length : gap;
  const labels = drawn.slice(0, done).flatMap((candidate, index) => {
    const delta = deltas[index];
    if (delta === undefined || candidate.probability === undefined) return [];
    const probability = stoppedChance(candidate.probability, { done, drawn: drawn.length });
    return [[candidate, { delta, probability }] as const];
  });
  return {
    labels: new Map(labels),
    waiting: deltas.slice(done).filter((delta) => delta !== undefined).length,
  };
}

/** People's delta of a case, over its raters. A label of a case that somebody chose to open is no part of a draw. */
function deltaOf(
  { outputs: [base, head] }: Candidate,
  given: ReadonlyMap<string, readonly PairLabel[]>,
): number | undefined {
  if (!base || !head) return undefined;
  const drawn = (given.get(pairKey(base.key, head.key)) ?? []).filter(
    ({ probability }) => probability !== undefined,
  );
  return drawn.length === 0 ? undefined : mean(drawn.map((label) => preference(label, head.key)));
}

/** 1: head is better; −1: base is; 0: neither. */
function preference({ a, verdict }: PairLabel, head: string): number {
  if (verdict === 'tie' || verdict === 'both-bad') return 0;
  return (verdict === 'a') === (a === head) ? 1 : -1;
}

function scaled(found: HumanDelta, by: number): Omit<PeopleSays, 'decides' | 'margin' | 'cases'> {
  const { method, delta, lower, upper, labels, r2 } = found;
  const reach = tQuantile(1 - ALPHA, labels - 1);
  // An end that was cut says nothing of the spread; the other one does.
  const error = Math.max(delta - lower, upper - delta) / reach;
  return {
    method,
    delta: delta * by,
    interval: [lower * by, upper * by],
    p: error > 0 ? tCdf(delta / error, labels - 1) : delta < 0 ? 0 : 1,
    labels,
    ...(r2 === undefined ? {} : { r2: Math.min(1, r2) }),
  };
}

/** Every pair that is labelled already, whatever the verdict. */
export function labelledPairs(labels: readonly Label[]): ReadonlySet<string> {
  return new Set(labels.flatMap((label) => (label.kind === 'pair' ? [pairKey(label.a, label.b)] : [])));
}
