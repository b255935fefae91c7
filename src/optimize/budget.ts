/** The most that a search may use. */
export interface Cap {
  calls: number;
  /** US dollars; absent: no cap in money. */
  costUsd?: number | undefined;
}

/** What is left of a cap. Everything is reserved before it is spent, so that no cap is ever passed. */
export interface Budget {
  /** Sets calls aside if they can be afforded. */
  reserve(calls: number): boolean;
  /** Gives back what was reserved and not used. */
  release(calls: number): void;
  /** Notes what calls cost, once it is known. */
  paid(costUsd: number, calls: number): void;
  /** Calls that are neither spent nor reserved; fewer where the money is what runs out first. */
  left(): number;
  readonly calls: number;
  readonly costUsd: number;
}

/**
 * Counts calls and money. What calls not yet made will cost is taken as the dearest seen so far, so money is bounded
 * from the second batch on as strictly as calls are.
 */
export function createBudget(cap: Cap): Budget {
  let calls = 0;
  let costUsd = 0;
  let paidCalls = 0;
  let dearest = 0;
  const left = (): number => {
    const byCalls = cap.calls - calls;
    if (cap.costUsd === undefined) return byCalls;
    const open = calls - paidCalls;
    const money = cap.costUsd - costUsd - open * dearest;
    if (money <= 0) return 0;
    return dearest === 0 ? byCalls : Math.min(byCalls, Math.floor(money / dearest + 1e-9));
  };
  return {
    reserve(wanted) {
      if (wanted > left()) return false;
      calls += wanted;
      return true;
    },
    release(unused) {
      calls -= unused;
    },
    paid(cost, of) {
      costUsd += cost;
      paidCalls += of;
      if (of > 0) dearest = Math.max(dearest, cost / of);
    },
    left,
    get calls() {
      return calls;
    },
    get costUsd() {
      return costUsd;
    },
  };
}
