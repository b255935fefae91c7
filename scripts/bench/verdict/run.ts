import { createRandom } from '../../../src/stats/random.ts';
import { EVENTS, type Event } from './events.ts';
import { type PullRequest, pullRequest } from './pull-request.ts';
import { nameOf, type Scenario } from './scenario.ts';
import { planOf } from './suite.ts';

/** How often each event happened over the pull requests of a scenario. */
export interface Tally {
  replications: number;
  counts: Readonly<Record<Event, number>>;
  /** Mean number of cases that a pull request runs fresh trials of. */
  suspects: number;
  /** Mean share of the first pass's trials that were run, with those for alarms and suspects. */
  effort: number;
  /** Mean number of trials of a case and side, all of them. */
  perCase: number;
  /** Mean number of trials of a case and side that second looks which ended early did not run. */
  saved: number;
}

/** Runs a scenario. Every pull request has a seed of its own, so results do not depend on what else is run. */
export function run(scenario: Scenario, options: { replications: number; seed: string }): Tally {
  const replications = Math.max(1, Math.round(options.replications * effortOf(scenario)));
  const plan = planOf(scenario);
  const counts = Object.fromEntries(EVENTS.map((event) => [event, 0])) as Record<Event, number>;
  let suspects = 0;
  let effort = 0;
  let perCase = 0;
  let saved = 0;
  for (let index = 0; index < replications; index += 1) {
    const seed = `${options.seed}/${nameOf(scenario)}/${index}`;
    const outcome = draw(scenario, plan, seed);
    for (const event of EVENTS) if (outcome[event]) counts[event] += 1;
    suspects += outcome.suspects;
    effort += outcome.effort;
    perCase += outcome.perCase;
    saved += outcome.saved;
  }
  return {
    replications,
    counts,
    suspects: suspects / replications,
    effort: effort / replications,
    perCase: perCase / replications,
    saved: saved / replications,
  };
}

function draw(scenario: Scenario, plan: ReturnType<typeof planOf>, seed: string): PullRequest {
  const outcome = pullRequest(scenario, plan, { random: createRandom(seed), seed });
  const { whole } = scenario;
  if (!whole || !outcome.pass) return outcome;
  const { block } = pullRequest({ ...scenario, truths: whole }, plan, { random: createRandom(seed), seed });
  return { ...outcome, greenByLoss: block };
}

/** Large suites are slow, and far from their bounds. */
function effortOf({ effort, cases }: Scenario): number {
  return effort ?? (cases >= 100 ? 0.5 : 1);
}

/** A scenario with what came of it. */
export interface Result extends Tally {
  scenario: Scenario;
}

/** Share of the pull requests in which an event happened. */
export function shareOf({ counts, replications }: Tally, event: Event): number {
  return counts[event] / replications;
}

/** Standard error of a share of so many pull requests. */
export function standardError(share: number, replications: number): number {
  return Math.sqrt((share * (1 - share)) / replications);
}
