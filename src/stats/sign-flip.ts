import { clusterSums } from './cluster.ts';
import { sum } from './moments.ts';
import { createRandom } from './random.ts';
import { requireCount, requireFinite } from './require.ts';
import { onGrid } from './score-grid.ts';

/** Sums closer than this are the same sum. */
const SLACK = 1e-9;
/** Up to this many nonzero units every sign pattern is looked at. */
const ENUMERABLE = 20;
/** The largest table of units times grid steps worth filling. */
const TABLE = 20_000_000;

/** Outcome of a sign-flip test. */
export interface SignFlip {
  /** One-sided p-value, in (0, 1]. */
  readonly p: number;
  /** How many units (cases, or clusters) have a nonzero delta: all that the test rests on. */
  readonly nonZero: number;
  /** False when the p-value comes from random draws. */
  readonly exact: boolean;
}

/**
 * One-sided paired sign-flip test. When the change does nothing, base and head are exchangeable within a case, so
 * every sign of a nonzero delta is equally likely (Fisher 1935, The Design of Experiments, section 21).
 * For `worse`, with S the sum of the deltas and T the sum under random signs, p = P(T < S) + P(T = S) / 2
 * (mid-p, Lancaster 1961); `better` is the same test of the negated deltas, so both exact p-values add up to 1.
 * On binary single trials it is the mid-p McNemar test. With `clusters`, whole clusters flip.
 *
 * Exact when the deltas share a grid (a table of subset sums) or at most 20 are nonzero (every pattern); else
 * p = (1 + number of draws with T <= S) / (draws + 1) (Phipson and Smyth 2010), with no mid-p correction.
 * No nonzero delta gives p = .5: no evidence in either direction, and never below a usable alpha.
 * The result does not depend on the order of the cases.
 * @throws RangeError when a delta is not finite, draws is below 1, or clusters do not match deltas.
 */
export function signFlip(
  deltas: readonly number[],
  options: {
    readonly alternative: 'worse' | 'better';
    readonly seed: string;
    readonly clusters?: readonly string[];
    readonly draws?: number;
  },
): SignFlip {
  const { alternative, seed, clusters, draws = 20_000 } = options;
  requireFinite(deltas, 'deltas');
  requireCount(draws, 'draws', 1);
  const sign = alternative === 'worse' ? 1 : -1;
  const units = clusterSums(deltas, clusters)
    .filter((delta) => Math.abs(delta) > SLACK)
    .map((delta) => sign * delta)
    .sort((a, b) => Math.abs(a) - Math.abs(b) || a - b);
  const nonZero = units.length;

  const steps = onGrid(units);
  if (steps && nonZero * sum(steps.map(Math.abs)) <= TABLE) {
    return { p: byTable(steps), nonZero, exact: true };
  }
  if (nonZero <= ENUMERABLE) return { p: byEnumeration(units), nonZero, exact: true };
  return { p: byDraws(units, { seed, draws }), nonZero, exact: false };
}

/*
 * T < S exactly when the units whose random sign is plus sum to less than those whose real sign is plus. So all
 * three ways below compare a random subset sum of the sizes with `gained`, the sum of the positive units.
 */
function gained(units: readonly number[]): number {
  return sum(units.filter((unit) => unit > 0));
}

function byTable(steps: readonly number[]): number {
  const target = gained(steps);
  const chance = new Float64Array(target + 1);
  chance[0] = 1;
  for (const step of steps) {
    const size = Math.abs(step);
    for (let total = target; total >= 0; total -= 1) {
      const without = chance[total] ?? 0;
      const within = total >= size ? (chance[total - size] ?? 0) : 0;
      chance[total] = (without + within) / 2;
    }
  }
  const tie = chance[target] ?? 0;
  // Hundreds of rounded chances may add up to a hair more than 1.
  return Math.min(1, sum(chance) - tie / 2);
}

function byEnumeration(units: readonly number[]): number {
  const target = gained(units);
  const sums = new Float64Array(2 ** units.length);
  let filled = 1;
  for (const unit of units) {
    for (let i = 0; i < filled; i += 1) sums[filled + i] = (sums[i] ?? 0) + Math.abs(unit);
    filled *= 2;
  }
  let below = 0;
  for (const total of sums) {
    if (total < target - SLACK) below += 1;
    else if (total <= target + SLACK) below += 0.5;
  }
  return below / sums.length;
}

function byDraws(units: readonly number[], options: { seed: string; draws: number }): number {
  const random = createRandom(options.seed);
  const sizes = units.map(Math.abs);
  const target = gained(units) + SLACK;
  let atMost = 0;
  for (let draw = 0; draw < options.draws; draw += 1) {
    let total = 0;
    for (const size of sizes) if (random.next() < 0.5) total += size;
    if (total <= target) atMost += 1;
  }
  return (1 + atMost) / (options.draws + 1);
}
