/** The finest grid looked for: steps of 1/5000. */
const FINEST = 5000;
/** How far a value may lie from the grid. */
const SLACK = 1e-9;

/**
 * Whole numbers k with values = k / q for the smallest q up to 5000, each within 1e-9; undefined when the values
 * lie on no such grid. Scores averaged over a few trials do: thirds of quarters are multiples of 1/12.
 */
export function onGrid(values: readonly number[]): number[] | undefined {
  for (let q = 1; q <= FINEST; q += 1) {
    if (values.every((value) => Math.abs(value * q - Math.round(value * q)) <= SLACK * q)) {
      return values.map((value) => Math.round(value * q));
    }
  }
  return undefined;
}
