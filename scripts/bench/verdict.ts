/**
 * The verdict on synthetic pull requests whose truth is known: how often it blocks a change that does nothing, finds
 * one that does harm, and confirms a case that broke; beside gates that teams write by hand. Trials are drawn, and
 * go through the product's own functions. `npm run bench:verdict -- [--replications N] [--seed S] [--scenario NAME]`;
 * a name is a group of scenarios (`no-op`), a kind (`binary`) or one with its size (`binary n=30 K=3`).
 *
 * Exit code 1 when a bound fails: when a share lies on its wrong side by more than two standard errors of the simulation.
 */
import { parseArgs } from 'node:util';
import { boundsOf } from './verdict/bounds.ts';
import { nameOf } from './verdict/scenario.ts';
import { SCENARIOS } from './verdict/scenarios.ts';
import { tablesOf } from './verdict/tables.ts';
import { runAll } from './verdict/workers.ts';

const { values } = parseArgs({
  options: {
    replications: { type: 'string', default: '800' },
    seed: { type: 'string', default: 'prompt-ratchet' },
    scenario: { type: 'string' },
  },
});
const replications = Number(values.replications);
if (!Number.isInteger(replications) || replications < 1)
  throw new Error('--replications takes a whole number.');
const { scenario: wanted, seed } = values;
const chosen = SCENARIOS.filter(
  (scenario) => wanted === undefined || [scenario.group, scenario.kind, nameOf(scenario)].includes(wanted),
);
if (chosen.length === 0) throw new Error(`There is no scenario "${wanted}".`);

const started = performance.now();
const results = await runAll(chosen, { replications, seed });
const { text, failed } = boundsOf(results);
process.stdout.write(`# Verdict: ${replications} pull requests a scenario, seed \`${seed}\`\n\n`);
process.stdout.write('Half as many for large suites, more where it matters. ');
process.stdout.write('Percentages of pull requests; ± is one standard error of the simulation.\n\n');
process.stdout.write(`${tablesOf(results)}\n${text}`);
// The time is no result: standard output is the same for the same seed.
process.stderr.write(`${((performance.now() - started) / 1000).toFixed(0)} s, ${failed} bounds failed\n`);
process.exitCode = failed > 0 ? 1 : 0;
