import { type Agreement, type AgreementTable, agreementOf, tableOf } from '../stats/agreement.ts';
import { bootstrapInterval } from '../stats/bootstrap.ts';
import { krippendorffAlpha } from '../stats/krippendorff.ts';
import { type Interval, wilson } from '../stats/proportion.ts';
import { youden } from '../stats/rogan-gladen.ts';
import { saidOf } from './said.ts';
import type { Standing, Vote } from './standing.ts';

/** An output that both a person and a judge have judged. */
export interface Rated {
  /** What cases are resampled by: the cluster, or the case. */
  cluster: string;
  /** Whether people pass it: the majority of raters; a tie is a fail. */
  human: boolean;
  judge: boolean;
}

/** A judge's verdict of an output: whether it passes, or `undefined` when the judge could not say. */
export type JudgeVerdicts = ReadonlyMap<string, { passes: boolean | undefined; cluster: string }>;

/** A figure with its 95 % interval. */
export type Figure = Interval & { readonly value: number };

/** How far a judge agrees with people, and people with themselves and each other. */
export interface Calibration {
  /** Outputs that people and the judge have judged. */
  n: number;
  /** Labels of outputs that the judge could not judge. */
  unjudged: number;
  /** Labels of earlier versions of the criterion. */
  expired: number;
  agreement?: Figure | undefined;
  kappa?: Figure | undefined;
  ac1?: Figure | undefined;
  /** Of outputs that people pass, the share that the judge passes, over `passed` outputs; absent without any. */
  sensitivity?: Figure | undefined;
  passed: number;
  /** Of outputs that people fail, the share that the judge fails, over `failed` outputs; absent without any. */
  specificity?: Figure | undefined;
  failed: number;
  /** Sensitivity + specificity − 1. */
  youden?: Figure | undefined;
  /** Share of votes that came out alike, over `repeats` outputs and pairs that a rater was silently shown again. */
  intraRater?: Figure | undefined;
  repeats: number;
  /** Krippendorff's alpha between raters, nominal; absent with fewer than two on any output. */
  alpha?: number | undefined;
  raters: number;
}

const ALPHA = 0.025;
const DRAWS = 10_000;

/** Whether a vote passes the output: a score passes from the criterion's threshold on. */
export function passes(verdict: 'pass' | 'fail' | number, threshold: number): boolean {
  return typeof verdict === 'number' ? verdict >= threshold : verdict === 'pass';
}

/** Outputs that people and the judge have judged, each once, by majority of the raters. */
export function rated(
  standing: Standing,
  judged: JudgeVerdicts,
  threshold: number,
): { both: Rated[]; unjudged: number } {
  const votes = new Map<string, boolean[]>();
  for (const { output, verdict } of standing.outputs) {
    votes.set(output, [...(votes.get(output) ?? []), passes(verdict, threshold)]);
  }
  const both: Rated[] = [];
  let unjudged = 0;
  for (const [output, given] of votes) {
    const judge = judged.get(output);
    if (judge?.passes === undefined) unjudged += 1;
    else {
      const human = given.filter(Boolean).length * 2 > given.length;
      both.push({ cluster: judge.cluster, human, judge: judge.passes });
    }
  }
  return { both, unjudged };
}

/**
 * Agreement of a judge with people over labelled outputs: raw, Cohen's kappa, Gwet's AC1 and Youden's J with 95 %
 * intervals by a bootstrap over cases (seeded), sensitivity and specificity with Wilson's.
 */
export function calibrate(
  standing: Standing,
  judged: JudgeVerdicts,
  { threshold, seed, draws = DRAWS }: { threshold: number; seed: string; draws?: number },
): Calibration {
  const { both, unjudged } = rated(standing, judged, threshold);
  const clusters = [...Map.groupBy(both, ({ cluster }) => cluster).values()];
  const figure = (statistic: (table: AgreementTable) => number | undefined): Figure | undefined => {
    const value = both.length === 0 ? undefined : statistic(tableFrom(both));
    if (value === undefined) return undefined;
    const { lower, upper } = bootstrapInterval(clusters, {
      statistic: (drawn) => statistic(tableFrom(drawn)) ?? value,
      alpha: ALPHA,
      seed,
      draws,
    });
    return { value, lower, upper };
  };
  const measured =
    (pick: (agreement: Agreement) => number | undefined) =>
    (table: AgreementTable): number | undefined =>
      pick(agreementOf(table));
  const passed = both.filter(({ human }) => human);
  const failed = both.filter(({ human }) => !human);
  const alike = standing.repeats.filter(([first, again]) => saysAlike(first, again, threshold)).length;
  return {
    n: both.length,
    unjudged,
    expired: standing.expired,
    agreement: figure(measured(({ observed }) => observed)),
    kappa: figure(measured(({ kappa }) => kappa)),
    ac1: figure(measured(({ ac1 }) => ac1)),
    sensitivity: share(passed.filter(({ judge }) => judge).length, passed.length),
    passed: passed.length,
    specificity: share(failed.filter(({ judge }) => !judge).length, failed.length),
    failed: failed.length,
    youden: passed.length > 0 && failed.length > 0 ? figure(youdenOf) : undefined,
    intraRater: share(alike, standing.repeats.length),
    repeats: standing.repeats.length,
    alpha: alphaOf(standing, threshold),
    raters: new Set(standing.outputs.map(({ rater }) => rater)).size,
  };
}

/** Of one output, the same side of the threshold; of two, the same better one, or the same word. */
function saysAlike(first: Vote, again: Vote, threshold: number): boolean {
  return first.kind === 'output' && again.kind === 'output'
    ? passes(first.verdict, threshold) === passes(again.verdict, threshold)
    : saidOf(first) === saidOf(again);
}

/** Rows are people's verdict, columns the judge's: pass first. */
function tableFrom(pairs: readonly Rated[]): number[][] {
  return tableOf(
    pairs.map(({ human, judge }) => [human ? 0 : 1, judge ? 0 : 1] as const),
    2,
  );
}

function youdenOf([pass = [], fail = []]: AgreementTable): number | undefined {
  const [passed, failed] = [(pass[0] ?? 0) + (pass[1] ?? 0), (fail[0] ?? 0) + (fail[1] ?? 0)];
  if (passed === 0 || failed === 0) return undefined;
  return youden({ sensitivity: (pass[0] ?? 0) / passed, specificity: (fail[1] ?? 0) / failed });
}

function share(k: number, n: number): Figure | undefined {
  return n === 0 ? undefined : { value: k / n, ...wilson({ k, n, alpha: ALPHA }) };
}

function alphaOf({ outputs }: Standing, threshold: number): number | undefined {
  const units = Map.groupBy(outputs, ({ output }) => output);
  return krippendorffAlpha(
    [...units.values()].map((votes) => votes.map(({ verdict }) => (passes(verdict, threshold) ? 1 : 0))),
    'nominal',
  );
}
