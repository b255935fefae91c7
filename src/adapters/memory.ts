import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** So much more than is alive is let pile up before memory is cleared, in percent. */
const GARBAGE = 20;
/** Room for what was made lately, in bytes. V8 lets it grow to several times as much, for a little less work. */
const YOUNG = 8 * 1024 * 1024;

/**
 * Keeps what a large run takes of the machine's memory near what it holds: V8 would let dead objects pile up to as
 * much again and more. To be called when much is about to be held, and now and then after that.
 */
export function boundGarbage(): void {
  const young =
    getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
  setFlagsFromString(`--semi-space-growth-factor=${young < YOUNG ? 2 : 1}`);
  setFlagsFromString(`--heap-growing-percent=${GARBAGE}`);
}
