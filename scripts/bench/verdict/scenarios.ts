import { BROKEN, CHURN, LOST, MUST_PASS } from './cases.ts';
import { POWER } from './harm.ts';
import { NO_OP } from './no-op.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario, in the order of the tables. */
export const SCENARIOS: readonly Scenario[] = [
  ...NO_OP,
  ...POWER,
  ...BROKEN,
  ...MUST_PASS,
  ...LOST,
  ...CHURN,
];
