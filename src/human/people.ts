import { criteriaIn } from '../core/criterion.ts';
import type { PeopleSays } from '../core/people.ts';
import type { CaseReport, MeasuredSuite } from '../core/report.ts';
import type { JudgePolicy } from '../core/suite.ts';
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
  const rows = new Map(suite.cases.map((row) => [row.id, row]));
  const all = [...drawn, ...rest].flatMap((candidate) => {
    const judged = judgedDelta(rows.get(candidate.case), scorer);
    return judged === undefined ? [] : [{ candidate, judged, label: labelOf(candidate, given) }];
  });
  const labelled = all.filter(({ label }) => label !== undefined).length;
  // Of a draw in random order so many were labelled: that is their chance.
  const share = labelled / Math.max(1, Math.min(DRAWN, all.length));
  const pairs = all.map(
    ({ candidate, judged, label }): LabelledPair => ({
      id: candidate.case,
      judged,
      ...(label
        ? { label: { delta: label.delta, probability: Math.min(1, label.probability * share) } }
        : {}),
    }),
  );
  const found = humanDelta(pairs, { alpha: ALPHA });
  if (!found) return new Map();
  // Where both sides put out the same text there is nothing to prefer.
  const told = scaled(found, all.length / (all.length + equal.length));
  const whole = all.length + equal.length === comparison.pairs && cut.length === 0 && comparison.lost === 0;
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
        cases: all.length + equal.length,
      },
    ],
  ]);
}

function judgedDelta(row: CaseReport | undefined, scorer: string): number | undefined {
  const [base, head] = [row?.base?.means[scorer], row?.head?.means[scorer]];
  return base === undefined || head === undefined ? undefined : head - base;
}

/** People's delta of a case, over its raters, with the chance that it was drawn with. Cases that somebody chose have none. */
function labelOf(
  { outputs: [base, head] }: Candidate,
  given: ReadonlyMap<string, readonly PairLabel[]>,
): { delta: number; probability: number } | undefined {
  if (!base || !head) return undefined;
  const drawn = (given.get(pairKey(base.key, head.key)) ?? []).filter(
    ({ probability }) => probability !== undefined,
  );
  const [first] = drawn;
  if (first?.probability === undefined) return undefined;
  return { delta: mean(drawn.map((label) => preference(label, head.key))), probability: first.probability };
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
