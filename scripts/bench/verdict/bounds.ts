/** What the verdict promises, held against what the scenarios gave. */
import { markdownTable } from 'markdown-table';
import { type Result, shareOf, standardError } from './run.ts';
import { type Bound, nameOf } from './scenario.ts';
import { measured, points } from './tables.ts';

/** Standard errors of the simulation by which a share may miss its bound before that counts. */
const ALLOWED = 2;

/** Bounds from a simulation are known to two digits. */
const ROUNDING = 0.005;

/** One bound, over all scenarios of a kind that it holds for. */
interface Check {
  bound: Bound;
  kind: string;
  results: Result[];
}

/** A table of the bounds, and how many fail. */
export function boundsOf(results: readonly Result[]): { text: string; failed: number } {
  const checks = checksOf(results);
  const wrong = results.reduce((sum, { counts }) => sum + counts.wrongSign, 0);
  const decisions = results.reduce((sum, { replications }) => sum + replications, 0);
  const rows = checks.map(rowOf);
  const sign = [
    word(wrong === 0),
    'no `regressed` of a mean that rose',
    'all',
    `${wrong} of ${decisions}`,
    '',
    '',
  ];
  const curtailed = results.reduce((sum, { counts }) => sum + counts.curtailed, 0);
  const changed = results.reduce((sum, { counts }) => sum + counts.changedByCurtailing, 0);
  const same = [
    word(changed === 0),
    'no verdict changed by ending a second look early',
    'all',
    `${changed} of ${curtailed} ended early`,
    '',
    '',
  ];
  const table = [['', 'bound', 'scenarios', 'worst', 'mean %', 'failing'], ...rows, sign, same];
  const failed = [...rows, sign, same].filter(([result]) => result === word(false)).length;
  return { failed, text: `## Bounds\n\n${markdownTable(table)}\n` };
}

function checksOf(results: readonly Result[]): Check[] {
  const checks = new Map<string, Check>();
  for (const result of results) {
    for (const bound of result.scenario.bounds) {
      const { kind } = result.scenario;
      const key = JSON.stringify([kind, bound]);
      const check = checks.get(key) ?? { bound, kind, results: [] };
      check.results.push(result);
      checks.set(key, check);
    }
  }
  return [...checks.values()];
}

function rowOf({ bound, kind, results }: Check): string[] {
  const { event, at, value } = bound;
  const excess = (result: Result) => (at === 'most' ? 1 : -1) * (shareOf(result, event) - value);
  const failing = results.filter((result) => excess(result) > allowance(bound, result.replications));
  const [worst] = results.toSorted((left, right) => excess(right) - excess(left));
  const mean = results.reduce((sum, result) => sum + shareOf(result, event), 0) / results.length;
  return [
    word(failing.length === 0),
    `${event} at ${at} ${points(value)} %`,
    `${kind}${results.length > 1 ? ` (${results.length})` : ''}`,
    worst ? `${measured(worst, event)} at ${sizeOf(worst)}` : '',
    points(mean),
    failing.map((result) => `${sizeOf(result)}: ${points(shareOf(result, event))}`).join('; '),
  ];
}

/** By how much a share may miss a bound: the simulation's own error, and that of a bound that was simulated too. */
function allowance({ value, simulated }: Bound, replications: number): number {
  const own = standardError(value, replications);
  if (simulated === undefined) return ALLOWED * own;
  return ALLOWED * Math.hypot(own, standardError(value, simulated)) + ROUNDING;
}

function sizeOf({ scenario }: Result): string {
  return nameOf(scenario).slice(scenario.kind.length + 1);
}

function word(held: boolean): string {
  return held ? 'PASS' : '**FAIL**';
}
