import type { OptimizeFile } from './core/config/optimize-schema.ts';
import { contentHash } from './core/hash.ts';
import type { OptimizeReport } from './core/optimize-report.ts';
import { redact } from './core/redact.ts';
import type { Report } from './core/report.ts';
import type { Case } from './core/suite.ts';
import { createBudget } from './optimize/budget.ts';
import { type SearchResult, search } from './optimize/search.ts';
import { type Splits, splitCases } from './optimize/splits.ts';
import { type CompareOptions, compare } from './pipeline.ts';
import type { Clock, Model, Tree } from './ports.ts';
import type { CandidateWorld } from './stages/candidates.ts';
import { type CappedModel, capModel } from './stages/capped.ts';
import { pointsOf } from './stages/frontier.ts';
import { type LoadedSuite, loadSuites } from './stages/load.ts';
import {
  callsPerTrial,
  capTooSmall,
  clusterOf,
  findSuite,
  genomeOf,
  nothingToChange,
  settle,
  testCalls,
  tooFew,
} from './stages/optimize-parts.ts';
import type { PromptSuite } from './stages/prompt-suite.ts';
import { overlay, rewrite } from './stages/rewrite.ts';
import { exploreSpace, type Space } from './stages/space.ts';
import { type Running, worldOf } from './stages/suite-world.ts';

export interface OptimizeOptions
  extends Pick<CompareOptions, 'source' | 'toolVersion' | 'settings' | 'secrets'>,
    Omit<Running, 'proposer'> {
  /** Where the suites and prompts are read. */
  tree: Tree;
  label: string;
  config: readonly string[];
  /** Name or path of the suite. */
  suite: string;
  /** What is asked of this search; the rest is as the suite says. */
  asked: OptimizeFile;
  model: Model;
  clock: Clock;
  seed: string;
  /** Notes one look at a test split. Gives how many there were, this one included. */
  look?: ((split: string) => Promise<number>) | undefined;
}

/** With everything that a suite's own settings say. */
type Settled = OptimizeOptions & ReturnType<typeof settle>;

/** Largest share of the incumbent's cost at which a candidate that is not worse is worth a pull request. */
const CHEAPER = 0.9;

/**
 * Searches for a better target of one suite, and has the winner judged once, on cases that the search never saw, by
 * the product's own comparison and gate; every other suite that the changed files touch is run with it.
 * @throws RatchetError E_OPTIMIZE, E_USAGE, E_NO_CONFIG; RatchetErrors of a suite that cannot be read
 */
export async function optimize(given: OptimizeOptions): Promise<OptimizeReport> {
  const { tree, seed, log } = given;
  const loaded = await loadSuites(tree, given.config);
  const suite = findSuite(loaded, given.suite);
  const options: Settled = { ...given, ...settle(suite, given.asked) };
  const { cap, objective } = options;
  const splits = splitCases(suite.cases, seed);
  if (splits.train.length === 0 || splits.validation.length === 0) throw tooFew(suite);
  const space = await exploreSpace(tree, suite, options);
  if (space.components.size + space.settings.length === 0) throw nothingToChange(suite, space);

  const reservedForTest = testCalls(suite, splits, loaded);
  const perTrial = callsPerTrial(suite);
  if (cap.calls < reservedForTest + 2 * perTrial * Math.min(12, splits.validation.length))
    throw capTooSmall(cap.calls, reservedForTest, suite);
  const capped = capModel(options.model, cap, options.priceOf);
  // Money is set aside for the test in proportion: what its calls cost is not known before the first.
  const share = 1 - reservedForTest / cap.calls;
  const searching = capModel(capped, { calls: cap.calls - reservedForTest }, options.priceOf);
  const budget = createBudget({
    calls: cap.calls - reservedForTest,
    ...(cap.costUsd === undefined ? {} : { costUsd: cap.costUsd * share }),
  });
  log.info(
    `${suite.name}: ${splits.train.length} cases to learn from, ${splits.validation.length} to choose by, ${splits.test.length} to test on. At most ${cap.calls} calls, ${reservedForTest} of them kept for the test.${splits.exploratory ? ' Too few cases for evidence: the result is exploratory.' : ''}`,
  );
  const world = worldOf(suite, space, options, searching);
  const result = await search({
    incumbent: genomeOf(suite.target, space),
    components: [...space.components.keys()],
    settings: space.settings,
    demos: options.demos && space.demosIn !== undefined,
    train: idsOf(splits.train),
    validation: idsOf(splits.validation),
    world,
    budget,
    callsPerTrial: perTrial,
    objective,
    margin: suite.policy.maxDrop,
    seed,
  });
  const judged = await judge({ suite, splits, result, world, capped, options });
  return finish({ suite, splits, space, result, judged, capped, reservedForTest, options });
}

interface Judged {
  outcome: OptimizeReport['outcome'];
  why?: OptimizeReport['why'];
  files: OptimizeReport['files'];
  test?: Report;
  looks?: number | undefined;
}

/** Writes the winner's files and compares them with what stands there now, on the test split. */
async function judge(context: {
  suite: PromptSuite;
  splits: Splits;
  result: SearchResult | undefined;
  world: CandidateWorld;
  capped: CappedModel;
  options: Settled;
}): Promise<Judged> {
  const { suite, splits, result, world, capped, options } = context;
  if (!result) return { outcome: 'unmeasured', why: 'incumbent-unmeasured', files: [] };
  const { candidate } = result.winner;
  if (candidate.origin === 'incumbent')
    return { outcome: 'no-improvement', why: 'no-better-candidate', files: [] };
  const written = await rewrite(options.tree, suite, world.targetOf(candidate));
  if (!written) return { outcome: 'no-improvement', why: 'not-writable', files: [] };
  const files = await Promise.all(
    [...written].map(async ([path, after]) => ({
      path,
      before: (await options.tree.read(path)) ?? '',
      after,
    })),
  );
  const looks = await options.look?.(contentHash(splits.test));
  const test = await compare({
    ...options,
    base: { label: options.label, tree: options.tree },
    head: { label: `candidate ${candidate.id}`, tree: overlay(options.tree, written) },
    select: (loaded) => testOnly(loaded, suite, splits),
    model: capped,
    untrustedReplay: false,
  });
  return { ...verdictOf(test, suite.name), files, test, looks };
}

/** The suite with its test cases alone, and beside it, as a guard, with the must-pass cases of the other splits. */
function testOnly(
  loaded: readonly LoadedSuite[],
  { path, name, policy }: PromptSuite,
  { test }: Splits,
): LoadedSuite[] {
  const ids = new Set(idsOf(test));
  return loaded.flatMap((one) => {
    if (!one.ok || one.path !== path || one.name !== name) return [one];
    const of = (cases: readonly Case[], as: string): LoadedSuite => ({
      ...one,
      name: as,
      suite: { ...one.suite, name: as, cases },
    });
    const pinned = one.suite.cases.filter(
      ({ id, tags }) => !ids.has(id) && tags.some((tag) => policy.mustPass.includes(tag)),
    );
    const tested = of(
      one.suite.cases.filter(({ id }) => ids.has(id)),
      name,
    );
    return pinned.length > 0 ? [tested, of(pinned, `${name} (must-pass)`)] : [tested];
  });
}

/** Better where one scorer is proven better and none seems worse; cheaper where all are shown not to be worse. */
function verdictOf(test: Report, name: string): Pick<Judged, 'outcome' | 'why'> {
  const suite = test.suites.find((one) => one.name === name);
  if (suite?.state !== 'touched') return { outcome: 'unmeasured', why: 'test-not-improved' };
  if (test.decision.outcome === 'fail') return { outcome: 'no-improvement', why: 'gate-failed' };
  const gating = suite.comparisons.filter(({ gating: decides }) => decides);
  const holds = gating.every(
    ({ verdict, delta = -1 }) =>
      verdict === 'improved' || verdict === 'unchanged' || (verdict === 'inconclusive' && delta >= 0),
  );
  if (holds && gating.some(({ verdict }) => verdict === 'improved')) return { outcome: 'improved' };
  const notWorse =
    gating.length > 0 && gating.every(({ verdict, degraded }) => verdict === 'unchanged' && !degraded);
  const { costRatio } = suite.metrics;
  if (notWorse && costRatio !== undefined && costRatio <= CHEAPER) return { outcome: 'cheaper' };
  return { outcome: 'no-improvement', why: 'test-not-improved' };
}

function finish(context: {
  suite: PromptSuite;
  splits: Splits;
  space: Space;
  result: SearchResult | undefined;
  judged: Judged;
  capped: CappedModel;
  reservedForTest: number;
  options: Settled;
}): OptimizeReport {
  const { suite, splits, space, result, judged, capped, reservedForTest, options } = context;
  const { outcome, why, files, test, looks } = judged;
  const { winner, incumbent } = result ?? {};
  const members = result
    ? [result.incumbent, ...result.pool.filter((member) => member !== result.incumbent)]
    : [];
  const touched = test?.suites.find((one) => one.name === suite.name);
  const report: OptimizeReport = {
    version: 1,
    tool: { name: 'prompt-ratchet', version: options.toolVersion },
    createdAt: options.clock.now(),
    suite: suite.name,
    path: suite.path,
    ...(options.tree.sha === undefined ? {} : { sha: options.tree.sha }),
    outcome,
    ...(why === undefined ? {} : { why }),
    exploratory: splits.exploratory,
    splits: { train: splits.train.length, validation: splits.validation.length, test: splits.test.length },
    ...(looks === undefined ? {} : { looks }),
    seed: options.seed,
    ...(result ? { stop: result.stop } : {}),
    cap: { ...options.cap, reservedForTest },
    used: capped.used(),
    frontier: {
      suite: suite.name,
      points: pointsOf(members, {
        winner: winner?.candidate.id,
        nameOf: ({ candidate }) => candidate.id,
        clusterOf: clusterOf(suite),
      }),
      problems: [],
    },
    ...(winner && incumbent ? { validation: { incumbent: incumbent.mean, winner: winner.mean } } : {}),
    lineage: (result?.steps ?? []).map(({ candidate: { id, origin, parents }, ...step }) => ({
      id,
      origin,
      parents: [...parents],
      ...step,
    })),
    left: space.left,
    changes: touched?.state === 'touched' ? touched.changes : [],
    files,
    ...(test ? { test } : {}),
  };
  return redact(report, options.secrets);
}

const idsOf = (cases: readonly Case[]): string[] => cases.map(({ id }) => id);
