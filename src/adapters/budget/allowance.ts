import type { Budget } from '../../core/settings.ts';
import type { Clock } from '../../ports.ts';

/**
 * What a run may still use, for everything that makes calls. What a call can cost at most is set aside before it is
 * made, and what it did cost is put in its place when it is done; a call for which nothing is left is not made, nor is
 * any after it.
 */
export class Allowance {
  readonly #budget: Budget;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #deadline: number | undefined;
  #calls = 0;
  #spent = 0;
  #reserved = 0;
  #underWay = 0;
  #stopped: string | undefined;
  #wake: (() => void)[] = [];

  constructor(budget: Budget, clock: Pick<Clock, 'monotonic'>) {
    const { maxMinutes } = budget;
    this.#budget = budget;
    this.#clock = clock;
    this.#deadline = maxMinutes === undefined ? undefined : clock.monotonic() + maxMinutes * 60_000;
  }

  /** Whether dollars are counted. */
  get countsCost(): boolean {
    return this.#budget.maxCostUsd !== undefined;
  }

  /** Makes no more calls. Gives why: what stopped the run first. */
  stop(why: string): string {
    this.#stopped ??= why;
    return this.#stopped;
  }

  /** Why nothing more is begun, where the time is over. */
  timeOver(): string | undefined {
    const isOver = this.#deadline !== undefined && this.#clock.monotonic() >= this.#deadline;
    return isOver ? this.endOfTime() : undefined;
  }

  /** Makes no more calls, because a timer says that the time is over. Gives why, as {@link stop} does. */
  endOfTime(): string {
    return this.stop(`max-minutes=${this.#budget.maxMinutes} is over`);
  }

  /**
   * Sets dollars aside for a call, or says why it cannot be made. Waits while calls under way may give some back.
   * `undefined` dollars are those of a model whose price is unknown.
   */
  async reserve(bound: number | undefined, model: string): Promise<string | undefined> {
    const { maxCostUsd, maxCalls } = this.#budget;
    for (;;) {
      if (this.#stopped !== undefined) return this.#stopped;
      const over = this.timeOver();
      if (over !== undefined) return over;
      if (bound === undefined) {
        return this.stop(`max-cost=${maxCostUsd} cannot be kept, because the price of ${model} is unknown`);
      }
      if (maxCalls !== undefined && this.#calls >= maxCalls)
        return this.stop(`max-calls=${maxCalls} is reached`);
      if (maxCostUsd === undefined || this.#spent + this.#reserved + bound <= maxCostUsd) {
        this.#calls += 1;
        this.#underWay += 1;
        this.#reserved += bound;
        return undefined;
      }
      if (this.#underWay === 0)
        return this.stop(`max-cost=${maxCostUsd} leaves too little for the next call`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** Puts what a call cost in the place of what was set aside for it. */
  settle(bound: number, cost: number): void {
    this.#spent += cost;
    this.#reserved -= bound;
    this.#underWay -= 1;
    for (const resolve of this.#wake.splice(0)) resolve();
  }

  /** Does work with a signal that aborts with another, or when the time is over. */
  async within<Value>(outer: AbortSignal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    if (this.#deadline === undefined) return work(outer);
    const controller = new AbortController();
    const abort = () => controller.abort();
    const timer = setTimeout(abort, Math.max(0, this.#deadline - this.#clock.monotonic()));
    outer.addEventListener('abort', abort, { once: true });
    if (outer.aborted) abort();
    try {
      return await work(controller.signal);
    } finally {
      clearTimeout(timer);
      outer.removeEventListener('abort', abort);
    }
  }
}
