import type { JudgeModel } from './judge-spec.ts';
import type { MeasuredCase } from './measurement.ts';
import type { Comparison } from './report.ts';
import type { JudgeSpec, ScorerSpec, Target } from './suite.ts';
import type { Juror } from './trial.ts';

/** What a comparison says about the judge behind it: who it is, how far the order of pairs moved it, what it quotes. */
export function judgeFacts(
  spec: ScorerSpec,
  cases: readonly MeasuredCase[],
): Pick<Comparison, 'judge' | 'judgedBy' | 'positions' | 'quotes'> {
  if (spec.kind !== 'judge') return {};
  const heads = cases.flatMap(({ sides }) =>
    (sides.head ?? []).flatMap(({ scores }) => scores.get(spec.name) ?? []),
  );
  const judge = heads.find((score) => score.judge !== undefined)?.judge;
  const judgedBy = (spec.panel ?? [spec.asks]).map(({ model }) => model);
  const jurors = spec.judge === 'pairwise' ? heads.map((score) => score.jurors ?? []) : [];
  const positions = positionsOf(jurors.flatMap(inTwos));
  const scores = cases.flatMap(({ sides }) =>
    [...(sides.base ?? []), ...(sides.head ?? [])].flatMap((one) => one.scores.get(spec.name) ?? []),
  );
  const quotes = scores.flatMap((score) => (score.ok && score.quotes ? [score.quotes] : []));
  const missing = quotes.filter((one) => one === 'missing').length;
  return {
    ...(quotes.length > 0 ? { quotes: { asked: quotes.length, missing } } : {}),
    ...(judge === undefined ? {} : { judge }),
    judgedBy,
    ...(positions.asked > 0 ? { positions } : {}),
  };
}

/** The two orders of a pair stand beside each other. */
function inTwos(jurors: readonly Juror[]): (readonly [Juror, Juror])[] {
  return jurors.flatMap((first, index) => {
    const second = jurors[index + 1];
    return first.order === 'base-first' && second?.order === 'head-first' ? [[first, second] as const] : [];
  });
}

/** How consistent a judge of pairs is: values are what head is worth in each order. */
export function positionsOf(
  pairs: readonly (readonly [Pick<Juror, 'value'>, Pick<Juror, 'value'>])[],
): NonNullable<Comparison['positions']> {
  const known = pairs.flatMap(([{ value: baseFirst }, { value: headFirst }]) =>
    baseFirst === undefined || headFirst === undefined ? [] : [{ baseFirst, headFirst }],
  );
  const count = (of: (pair: { baseFirst: number; headFirst: number }) => boolean) => known.filter(of).length;
  return {
    asked: known.length,
    consistent: count(({ baseFirst, headFirst }) => baseFirst === headFirst),
    first: count(({ baseFirst }) => baseFirst < 0.5) + count(({ headFirst }) => headFirst > 0.5),
    second: count(({ baseFirst }) => baseFirst > 0.5) + count(({ headFirst }) => headFirst < 0.5),
  };
}

/** Without a base there is nothing to compare an output with. */
export function isPairwise(spec: ScorerSpec): boolean {
  return spec.kind === 'judge' && spec.judge === 'pairwise';
}

/** The scorer in whose place a judge of pairs decides where that one cannot. */
export function tiesOf(spec: ScorerSpec): { breaksTies?: string } {
  return spec.kind === 'judge' && spec.judge === 'pairwise' && spec.breaksTies !== undefined
    ? { breaksTies: spec.breaksTies }
    : {};
}

/** The models that a judge asks. */
export function jurorsIn({ asks, panel }: JudgeSpec): readonly JudgeModel[] {
  return panel ?? [asks];
}

/** Calls that scoring one trial takes, repairs not counted. A pair is shown in both orders: one call a side. */
export function callsOf(spec: ScorerSpec): number {
  if (spec.kind === 'judge') return (spec.panel?.length ?? 1) * (spec.repeats ?? 1);
  return 'asks' in spec ? 1 : 0;
}

/** Calls that one trial of a target takes, repairs not counted: a judge of pairs is shown both orders. */
export function callsOfTarget(target: Target): number {
  if (target.kind !== 'judge') return 1;
  return callsOf(target.spec) * (target.spec.judge === 'pairwise' ? 2 : 1);
}

/** Cases with which each canary is shown: an output bad for every case is bad for the first ones, too. */
export const CANARY_CASES = 2;

/** How often a judge is shown its canaries, plainly and with a plea, by one model once. */
export function canaryCalls({ canaries = [] }: JudgeSpec): number {
  return 2 * CANARY_CASES * canaries.length;
}
