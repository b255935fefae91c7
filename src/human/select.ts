import { contentHash } from '../core/hash.ts';
import type { CaseReport, MeasuredSuite, SideReport, SuiteCriterion, TrialReport } from '../core/report.ts';
import { drawByChance, drawChances } from '../stats/label-draw.ts';
import { mean, variance } from '../stats/moments.ts';
import { createRandom } from '../stats/random.ts';
import { outputKey } from './label.ts';

/** An output of a trial that can be labelled: the report has all of it. */
export interface Labelled {
  key: string;
  output: string;
  /** What the criterion's judge says of it, 0..1; absent: nothing, or there is no judge. */
  score?: number | undefined;
  /** The judge's reason, or why it has no score. */
  reason?: string | undefined;
}

/** Something a person can be asked about: the two outputs of a case, or one output. */
export interface Candidate {
  case: string;
  /** One output; or base's and head's, in this order, of the case's drawn trials. */
  outputs: readonly Labelled[];
  expectedError: number;
  /** The chance that it was drawn with. Absent: it was not drawn, and whoever opens it does so by choice. */
  probability?: number | undefined;
}

export interface Selection {
  /** In the order of the draw. */
  drawn: readonly Candidate[];
  /** What is left, by expected error, largest first. */
  rest: readonly Candidate[];
  /** Cases that cannot be asked about: the report has cut their output, or part of it are calls of tools. */
  cut: readonly string[];
  /** Cases of which both sides put out the same text: nobody needs to be asked, it is a tie. */
  equal: readonly string[];
}

export interface SelectOptions {
  criterion: SuiteCriterion;
  /** What is asked about: two outputs of a case, or one. */
  mode: 'pair' | 'output';
  /** How many are drawn, about; at least 1. */
  size: number;
  /** The same seed draws the same, so that everybody is asked about the same cases. */
  seed: string;
}

/**
 * Draws what to label: with a chance that follows the judge's expected error, mixed with uniform, so that the
 * corrected estimate is unbiased and its interval short. What stands in both datasets counts; the others are left out.
 */
export function selectForLabels(suite: MeasuredSuite, options: SelectOptions): Selection {
  const { criterion, mode, size } = options;
  const seed = contentHash([options.seed, suite.name, criterion.name, criterion.version, mode]);
  const cut: string[] = [];
  const equal: string[] = [];
  const found: Candidate[] = [];
  for (const row of suite.cases) {
    if (row.identical || (row.origin !== 'kept' && row.protected !== true && suite.state === 'touched'))
      continue;
    const asked = candidatesOf(row, { criterion, mode, seed });
    if (asked === 'cut') cut.push(row.id);
    else if (asked === 'equal') equal.push(row.id);
    else found.push(...asked);
  }
  // Equal outputs of different cases or sides are one thing to label: the label is bound to the content.
  const all = [...new Map(found.map((one) => [keyOf(one), one])).values()];
  if (all.length === 0) return { drawn: [], rest: [], cut, equal };
  const chances = drawChances(
    all.map(({ expectedError }) => expectedError),
    size,
  );
  const order = drawByChance(chances, `${seed}/draw`);
  const drawn = order.flatMap((index) => {
    const one = all[index];
    return one ? [{ ...one, probability: chances[index] }] : [];
  });
  const taken = new Set(order);
  const rest = all
    .filter((_one, index) => !taken.has(index))
    .toSorted((left, right) => right.expectedError - left.expectedError);
  return { drawn, rest, cut, equal };
}

function keyOf({ outputs }: Candidate): string {
  return outputs
    .map(({ key }) => key)
    .toSorted()
    .join(' ');
}

type Told = Extract<TrialReport, { ok: true }>;

function candidatesOf(
  row: CaseReport,
  { criterion, mode, seed }: Pick<SelectOptions, 'criterion' | 'mode' | 'seed'>,
): Candidate[] | 'cut' | 'equal' {
  const sides = [row.base, row.head].filter((side) => side !== undefined);
  if (mode === 'pair' && sides.length < 2) return [];
  const answered = sides.map((side) => side.trials.filter((trial): trial is Told => trial.ok));
  if (answered.every((trials) => trials.length === 0)) return [];
  if (mode === 'pair' && answered.some((trials) => trials.length === 0)) return [];
  const whole = answered.map((trials) => trials.filter(isWhole));
  const random = whole.some(({ length }) => length > 1)
    ? createRandom(`${seed}/${contentHash(row.id)}`)
    : undefined;
  const outputs = whole.map((trials) => {
    const trial = trials[random && trials.length > 0 ? random.int(trials.length) : 0];
    return trial && labelled(row, trial, criterion);
  });
  const errors = sides.map((side) => expectedError(side, criterion));
  // Fresh trials were run because the first ones did not convince: what the judge said is in doubt.
  const suspected = row.confirmation !== undefined;
  const present = outputs.filter((output) => output !== undefined);
  if (mode === 'pair') {
    const [first, second] = outputs;
    if (!first || !second) return 'cut';
    if (first.key === second.key) return 'equal';
    const sum = errors.reduce((all, error) => all + error, 0);
    return [{ case: row.id, outputs: present, expectedError: suspected ? 1 : Math.min(1, sum) }];
  }
  if (present.length === 0) return 'cut';
  return outputs.flatMap((output, index) =>
    output ? [{ case: row.id, outputs: [output], expectedError: suspected ? 1 : (errors[index] ?? 1) }] : [],
  );
}

/** Whether the output is all that the trial put out. A label of half of it would be bound to another text. */
function isWhole({ cutFrom, toolCalls }: Told): boolean {
  return cutFrom === undefined && toolCalls === undefined;
}

/** Keys of trials that were asked about: each criterion, by itself and in pairs, asks about the same ones. */
const KEYS = new WeakMap<Told, string>();

function knownKey(vars: CaseReport['vars'], trial: Told): string {
  const known = KEYS.get(trial) ?? outputKey(vars, trial.output);
  KEYS.set(trial, known);
  return known;
}

function labelled({ vars }: CaseReport, trial: Told, { scorer }: SuiteCriterion): Labelled {
  const { output, scores } = trial;
  const key = knownKey(vars, trial);
  const score = scorer === undefined ? undefined : scores.find((one) => one.scorer === scorer);
  if (score === undefined) return { key, output };
  return score.ok
    ? { key, output, score: score.value, reason: score.reason }
    : { key, output, reason: score.message };
}

/** How far from the threshold a score is for a judge to be sure of it. */
const SURE = 0.5;
/** The squared error of a coin's toss for a pass or a fail. */
const TOSS = 0.25;

/**
 * The squared error to expect of what the judge says of a side, 0..1: 1 where it could not judge a trial; else how far
 * its scores vary from trial to trial, and a coin's toss for a score at the threshold, less and less away from it.
 * That a judge may be sure and wrong is what the uniform share of the draw is for.
 */
export function expectedError({ trials }: SideReport, { scorer, threshold }: SuiteCriterion): number {
  const told = trials.filter((trial): trial is Told => trial.ok);
  const values = told.map(({ scores }) => {
    const asked = scores.filter((score) => scorer === undefined || score.scorer === scorer);
    const known = asked.flatMap((score) => (score.ok ? [score.value] : []));
    return known.length < asked.length || known.length === 0 ? undefined : mean(known);
  });
  const known = values.filter((value) => value !== undefined);
  if (known.length < trials.length || known.length === 0) return 1;
  const spread = known.length > 1 ? Math.min(TOSS, variance(known)) : 0;
  const near = Math.max(0, 1 - Math.abs(mean(known) - threshold) / SURE);
  return spread + TOSS * near;
}
