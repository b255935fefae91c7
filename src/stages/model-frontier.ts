import type { Frontier } from '../core/optimize-report.ts';
import { redact } from '../core/redact.ts';
import { fewestTrials } from '../core/trial-range.ts';
import { candidateOf } from '../optimize/candidate.ts';
import { memberOf } from '../optimize/pool.ts';
import type { Model, Tree } from '../ports.ts';
import { capModel } from './capped.ts';
import { pointsOf } from './frontier.ts';
import { loadSuites } from './load.ts';
import { clusterOf, findSuite, genomeOf } from './optimize-parts.ts';
import { type Running, worldOf } from './suite-world.ts';

export interface ModelsOptions extends Running {
  tree: Tree;
  config: readonly string[];
  /** Name or path of the suite. */
  suite: string;
  models: readonly string[];
  cap: { calls: number; costUsd?: number | undefined };
  model: Model;
  secrets: readonly string[];
}

/**
 * Today's prompt under several models, on all cases, beside the suite's own: what each scores, costs and takes.
 * @throws RatchetError E_OPTIMIZE, E_USAGE; RatchetErrors of a suite that cannot be read
 */
export async function compareModels(options: ModelsOptions): Promise<Frontier> {
  const suite = findSuite(await loadSuites(options.tree, options.config), options.suite);
  const capped = capModel(options.model, options.cap, options.priceOf);
  const none = { components: new Map<string, number>(), demosIn: undefined };
  const world = worldOf(suite, none, options, capped);
  const own = genomeOf(suite.target, none);
  const models = [...new Set([suite.target.model, ...options.models])];
  const members = [];
  for (const model of models) {
    const candidate = candidateOf({ ...own, model }, model === own.model ? 'incumbent' : 'setting');
    const count = fewestTrials(suite.trials ?? 1);
    const { observations } = await world.evaluate(
      candidate,
      suite.cases.map(({ id }) => id),
      { from: 0, count },
    );
    members.push(memberOf(candidate, observations));
  }
  const problems = members
    .filter(({ scores }) => scores.size < 0.9 * suite.cases.length)
    .map(({ candidate, scores }) => ({
      code: 'E_OPTIMIZE' as const,
      message: `${candidate.genome.model}: ${suite.cases.length - scores.size} of ${suite.cases.length} cases could not be measured.`,
      help: 'See that the provider knows the model, and that the cap on calls is large enough.',
    }));
  const points = pointsOf(members, {
    nameOf: ({ candidate }) => candidate.genome.model,
    clusterOf: clusterOf(suite),
  });
  return redact({ suite: suite.name, points, problems }, options.secrets);
}
