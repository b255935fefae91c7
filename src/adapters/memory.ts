import { setFlagsFromString } from 'node:v8';

/** So much more than is alive is let pile up before memory is cleared, in percent. */
const GARBAGE = 20;

/**
 * Keeps what a large run takes of the machine's memory near what it holds. V8 would let dead objects pile up to as
 * much again and more, to save time that a run which waits for a model has.
 */
export function boundGarbage(): void {
  setFlagsFromString(`--heap-growing-percent=${GARBAGE}`);
}
