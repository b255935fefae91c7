import { compareSuites } from '../core/change.ts';
import type { OptimizeFile } from '../core/config/optimize-schema.ts';
import { RatchetError, RatchetErrors } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import { type PlannedSuite, planSuite } from '../core/plan.ts';
import { countCalls } from '../core/plan-calls.ts';
import { didYouMean } from '../core/suggest.ts';
import type { PromptTarget } from '../core/suite.ts';
import type { Genome } from '../optimize/candidate.ts';
import type { Objective } from '../optimize/frontier.ts';
import type { Splits } from '../optimize/splits.ts';
import { splitAddress } from '../prompts/address.ts';
import type { LoadedSuite } from './load.ts';
import { isPromptSuite, type PromptSuite, renderPrompt } from './prompt-suite.ts';
import type { Space } from './space.ts';

/**
 * The suite of that name, or at that path.
 * @throws RatchetError E_USAGE, E_OPTIMIZE for one whose target is no prompt; RatchetErrors of one that cannot be read
 */
export function findSuite(loaded: readonly LoadedSuite[], wanted: string): PromptSuite {
  const found = loaded.find(({ name, path }) => name === wanted || path === wanted);
  if (!found) {
    const names = loaded.map(({ name }) => name);
    const meant = didYouMean(wanted, names);
    throw new RatchetError({
      code: 'E_USAGE',
      message: `There is no suite "${wanted}".${meant ? ` Did you mean "${meant}"?` : ''}`,
      help: names.length === 0 ? 'No suite file matches `config`.' : `Suites: ${names.join(', ')}.`,
    });
  }
  if (!found.ok) throw new RatchetErrors(found.problems);
  if (!isPromptSuite(found.suite)) {
    throw new RatchetError({
      code: 'E_OPTIMIZE',
      message: `The target of ${wanted} is a ${found.suite.target.kind}: there is no prompt of the suite’s own that a search could change.`,
      help: 'Optimise a suite whose target is a prompt:\n  target:\n    prompt: ../prompts/triage.prompt.yml',
      place: { path: found.path },
    });
  }
  if (found.suite.scorers.some(({ kind }) => kind === 'command')) {
    throw new RatchetError({
      code: 'E_OPTIMIZE',
      message: `${wanted} is scored by a command, which a search does not run.`,
      help: 'Optimise a suite whose scorers are checks and judges.',
      place: { path: found.path },
    });
  }
  return found.suite;
}

/** What is asked of a search by name of the suite file's keys; what is not said is taken from the suite. */
export function settle(
  { optimize: own = {} }: PromptSuite,
  asked: OptimizeFile,
): {
  models: readonly string[];
  parameters: readonly JsonObject[];
  demos: boolean;
  objective: Objective;
  proposer: string | undefined;
  cap: { calls: number; costUsd: number };
} {
  const said = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
  const all: OptimizeFile = { ...own, ...said };
  return {
    models: all.models ?? [],
    parameters: all.parameters ?? [],
    demos: all.demos ?? true,
    objective: {
      kind: all.objective ?? 'quality',
      maxCostUsd: all['max-cost-per-case'],
      maxCostIncrease: all['max-cost-increase'],
      minQuality: all['min-quality'],
    },
    proposer: all.proposer,
    cap: { calls: all['max-calls'] ?? DEFAULT_CALLS, costUsd: all['max-cost'] ?? DEFAULT_COST },
  };
}

const DEFAULT_CALLS = 600;
const DEFAULT_COST = 5;

/** Judges may be asked twice, when their answer cannot be read. */
const QUESTIONS_PER_JUDGE = 2;

/** Calls that one trial of any case takes at most. */
export function callsPerTrial(suite: PromptSuite): number {
  const plan = planSuite({ head: suite, render: renderPrompt });
  return Math.max(1, ...plan.cases.map((row) => boundOf({ ...plan, cases: [row], trials: 1 })));
}

/** Calls that judging a winner takes at most: its test and must-pass cases, and all suites that share its files. */
export function testCalls(suite: PromptSuite, { test }: Splits, loaded: readonly LoadedSuite[]): number {
  const ids = new Set(test.map(({ id }) => id));
  const own = suite.cases.filter(
    ({ id, tags }) => ids.has(id) || tags.some((tag) => suite.policy.mustPass.includes(tag)),
  );
  const { file: promptFile } = splitAddress(suite.promptPath);
  const others = loaded.flatMap((one) =>
    one.ok &&
    one.suite !== suite &&
    isPromptSuite(one.suite) &&
    one.files?.some(({ path }) => path === promptFile)
      ? [one.suite]
      : [],
  );
  return [{ ...suite, cases: own }, ...others].reduce((sum, one) => sum + boundOf(changed(one)), 0);
}

/** The plan of a suite whose every request differs between base and head. */
function changed(base: PromptSuite): PlannedSuite {
  const messages = base.target.prompt.messages.map((message, index) =>
    index === 0 ? { ...message, content: `Changed. ${message.content}` } : message,
  );
  const head = { ...base, target: { ...base.target, prompt: { ...base.target.prompt, messages } } };
  return planSuite({ base, head, difference: compareSuites(base, head), render: renderPrompt });
}

function boundOf(plan: PlannedSuite): number {
  const { target, judge, confirming } = countCalls([plan]);
  return (
    target +
    QUESTIONS_PER_JUDGE * judge +
    (judge > 0 ? QUESTIONS_PER_JUDGE : 1) * (plan.state === 'new' ? 0 : confirming)
  );
}

/** The target as the search sees it. */
export function genomeOf(
  { provider, model, parameters, prompt }: PromptTarget,
  { components }: Pick<Space, 'components'>,
): Genome {
  const texts = [...components].map(
    ([name, index]) => [name, prompt.messages[index]?.content ?? ''] as const,
  );
  return { components: Object.fromEntries(texts), demos: [], provider, model, parameters };
}

/** What a case belongs to, as the tests take it; `undefined` where every case stands by itself. */
export function clusterOf(suite: PromptSuite): ((id: string) => string) | undefined {
  if (suite.cases.every(({ cluster }) => cluster === undefined)) return undefined;
  const clusters = new Map(suite.cases.map(({ id, cluster }) => [id, cluster]));
  return (id) => {
    const cluster = clusters.get(id);
    return cluster === undefined ? `i${id}` : `c${cluster}`;
  };
}

export function tooFew({ path, cases }: PromptSuite): RatchetError {
  return new RatchetError({
    code: 'E_OPTIMIZE',
    message: `${cases.length} cases cannot be split into some to learn from, some to choose by and some to test on.`,
    help: 'Add cases: 3 independent ones at least, 30 for a result that is evidence.',
    place: { path },
  });
}

export function nothingToChange({ path }: PromptSuite, { left }: Pick<Space, 'left'>): RatchetErrors {
  const none = {
    code: 'E_OPTIMIZE' as const,
    message: 'Nothing of this suite can be changed by a search.',
    help: 'Keep its instruction in a prompt file of its own, or name other models with --models.',
    place: { path },
  };
  return new RatchetErrors([none, ...left]);
}

export function capTooSmall(calls: number, reserved: number, { path }: PromptSuite): RatchetError {
  return new RatchetError({
    code: 'E_OPTIMIZE',
    message: `${calls} calls are too few: the test at the end alone may take ${reserved}, with its confirmations.`,
    help: `Allow more, for example --max-calls ${2 * reserved + 200}, or lower \`trials\` and \`confirm-trials\` of the suite.`,
    place: { path },
  });
}
