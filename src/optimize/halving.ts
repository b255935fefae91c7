/** One round of successive halving: so many arms, each pulled so often. */
export interface Round {
  arms: number;
  pulls: number;
}

/** Sequential halving: each round has the same budget, and the better half goes on (Karnin, Koren, Somekh 2013). */
export function halvingRounds(arms: number, budget: number): Round[] {
  const rounds = Math.ceil(Math.log2(Math.max(1, arms)));
  const plan: Round[] = [];
  for (let left = arms; left > 1; left = Math.ceil(left / 2)) {
    plan.push({ arms: left, pulls: Math.floor(budget / (left * rounds)) });
  }
  return plan;
}
