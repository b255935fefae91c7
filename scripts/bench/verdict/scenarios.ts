import { ADAPTIVE } from './adaptive.ts';
import { BROKEN, CHURN, LOST, MUST_PASS } from './cases.ts';
import { FAIL_FAST } from './fail-fast.ts';
import { POWER } from './harm.ts';
import { FLOOR, MISSING } from './missing.ts';
import { NO_OP } from './no-op.ts';
import type { Scenario } from './scenario.ts';

/** Every scenario, in the order of the tables. */
export const SCENARIOS: readonly Scenario[] = [
  ...NO_OP,
  ...POWER,
  ...FAIL_FAST,
  ...ADAPTIVE,
  ...BROKEN,
  ...MUST_PASS,
  ...LOST,
  ...MISSING,
  ...FLOOR,
  ...CHURN,
];
