import { textOf } from '../core/json.ts';
import type { MeasuredTrial } from '../core/measurement.ts';
import type { PlannedCase, PlannedSuite } from '../core/plan.ts';
import type { PlannedRequest } from '../core/request.ts';
import type { Variant } from '../core/trial.ts';

/** One trial to be run and scored: the unit of scheduling. */
export interface Job {
  suite: PlannedSuite;
  row: PlannedCase;
  variant: Variant;
  index: number;
  done: (measured: MeasuredTrial) => void;
  /** Asked when its turn comes: true leaves it undone. */
  skip?: () => boolean;
  /** How many trials its case was to have before it: every case has its first before any has its second. */
  round: number;
  /** How long it will take, see {@link lengthOf}. */
  length: number;
}

/** A case whose trials are filled in as they are done. */
export interface LaidCase {
  planned: PlannedCase;
  sides: Partial<Record<Variant, MeasuredTrial[]>>;
}

export interface Trials {
  from: number;
  count: number;
  /** How many cases came before, so that base and head go on taking turns. */
  turn?: number;
}

/** Trials that are laid out. */
export interface Layout {
  cases: LaidCase[];
  /** Jobs in all. */
  count: number;
  /** Each is made when its turn comes: of very many cases, all at once would be too much to hold. */
  jobs: Iterable<Job>;
}

/**
 * Lays out some cases' trials, round by round, in each round the longest first: what begins last should end soon.
 *
 * The order interleaves base and head of the same case, taking turns at going first, so that what
 * changes with time at the provider (load, a new snapshot) falls on both alike.
 */
export function layOut(suite: PlannedSuite, rows: readonly PlannedCase[], trials: Trials): Layout {
  const cases = rows.map((planned) => emptyCase(planned, trials.count));
  return {
    cases,
    count: trials.count * rows.reduce((sum, row) => sum + variantsOf(row).length, 0),
    jobs: longestFirst(suite, cases, trials),
  };
}

function* longestFirst(suite: PlannedSuite, cases: readonly LaidCase[], trials: Trials): Generator<Job> {
  const lengths = Float64Array.from(cases, ({ planned }) => lengthOf(planned, suite));
  const order = Uint32Array.from(cases.keys()).sort(
    (left, right) => (lengths[right] ?? 0) - (lengths[left] ?? 0) || left - right,
  );
  for (let round = 0; round < trials.count; round += 1) {
    for (const position of order) {
      const length = lengths[position] ?? 0;
      for (const job of jobsOf(suite, cases[position], { ...trials, round, position })) {
        yield { ...job, length };
      }
    }
  }
}

/** The jobs of cases in the order in which they are given: they may be left undone, and count as the shortest. */
export function* inOrder(
  suite: PlannedSuite,
  cases: readonly LaidCase[],
  trials: Trials,
): Generator<Job & { laid: LaidCase }> {
  for (let round = 0; round < trials.count; round += 1) {
    for (const [position, laid] of cases.entries()) {
      for (const job of jobsOf(suite, laid, { ...trials, round, position })) yield { ...job, round: 0, laid };
    }
  }
}

function jobsOf(
  suite: PlannedSuite,
  laid: LaidCase | undefined,
  { from, turn = 0, round, position }: Trials & { round: number; position: number },
): Job[] {
  if (!laid) return [];
  const { planned, sides } = laid;
  const variants = variantsOf(planned);
  if ((position + round + turn) % 2 !== 0) variants.reverse();
  return variants.map((variant) => ({
    suite,
    row: planned,
    variant,
    index: from + round,
    round,
    length: 0,
    done: (measured) => {
      const side = sides[variant];
      if (side) side[round] = measured;
    },
  }));
}

/** A case none of whose trials was run yet. */
export function emptyCase(planned: PlannedCase, trials: number): LaidCase {
  const sides: LaidCase['sides'] = {};
  for (const variant of variantsOf(planned)) sides[variant] = new Array<MeasuredTrial>(trials);
  return { planned, sides };
}

export function variantsOf({ sides }: PlannedCase): Variant[] {
  return (['base', 'head'] as const).filter((variant) => sides[variant] !== undefined);
}

/** The jobs of several suites as one order: round by round over all of them, the longest first. */
export function* merged(orders: readonly Iterable<Job>[]): Generator<Job> {
  const heads = orders.map((order) => {
    const rest = order[Symbol.iterator]();
    return { rest, next: rest.next() };
  });
  for (;;) {
    let first: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (!head.next.done && (!first || isBefore(head.next.value, first.next.value))) first = head;
    }
    if (!first) return;
    yield first.next.value;
    first.next = first.rest.next();
  }
}

function isBefore(left: Job, right: Job): boolean {
  return left.round < right.round || (left.round === right.round && left.length > right.length);
}

/** How long a trial of a case will take, in a unit of its own: one for each call, and what its texts add. */
function lengthOf({ sides, case: { expected } }: PlannedCase, { scorers }: PlannedSuite): number {
  const calls = 1 + Number(scorers.some(({ spec }) => spec.kind === 'judge'));
  const read = Math.max(0, ...Object.values(sides).map((side) => (side.ok ? charactersIn(side) : 0)));
  const written = expected === undefined ? 0 : textOf(expected).length;
  // Writing takes models far longer than reading.
  return calls + Math.round(read / READ_A_CALL + written / WRITTEN_A_CALL);
}

/** Characters that take as long as a call by itself. */
const READ_A_CALL = 20_000;
const WRITTEN_A_CALL = 400;

function charactersIn({ request, call }: PlannedRequest): number {
  if (call) return JSON.stringify(call.vars).length;
  return request?.messages.reduce((sum, { content }) => sum + content.length, 0) ?? 0;
}
