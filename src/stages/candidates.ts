import type { MeasuredTrial } from '../core/measurement.ts';
import type { ModelRequest } from '../core/model.ts';
import { type PlannedScorer, planSuite } from '../core/plan.ts';
import type { Case, PromptTarget } from '../core/suite.ts';
import { appliesTo, mean, trialPasses } from '../core/tally.ts';
import type { Candidate } from '../optimize/candidate.ts';
import type { Demo } from '../optimize/demos.ts';
import { withDemos } from '../optimize/demos.ts';
import { type Feedback, readProposal, reflectionMessages } from '../optimize/reflect.ts';
import type { Observation, World } from '../optimize/world.ts';
import { layOut } from './lay-out.ts';
import type { Ledger } from './ledger.ts';
import type { Notes } from './notes.ts';
import { type PromptSuite, renderPrompt } from './prompt-suite.ts';
import { type Asking, runAll } from './schedule.ts';

/** The component of each message that may be rewritten, by name: its index among the messages. */
export type Components = ReadonlyMap<string, number>;

export interface CandidateWorld extends World {
  /** The suite's target as a candidate has it. */
  targetOf(candidate: Candidate): PromptTarget;
}

/** The model that proposes texts. */
export interface Proposer {
  provider: string;
  model: string;
}

/** Runs candidates of one suite through the stages of every run: the same requests, scorers, ledger and cache. */
export function createWorld(options: {
  suite: PromptSuite;
  components: Components;
  /** The component that examples are shown in. */
  demosIn: string | undefined;
  proposer: Proposer;
  asking: Asking & { ledger: Ledger };
  /** What people wrote about answers to the cases that may be reflected on. */
  notes?: Notes | undefined;
  checkpoint?: (() => Promise<void>) | undefined;
}): CandidateWorld {
  const { suite, components, demosIn, proposer, asking, notes, checkpoint } = options;
  const rows = new Map(suite.cases.map((row) => [row.id, row]));
  const demos = new Map<string, Demo>();
  let proposals = 0;

  const targetOf = ({ genome }: Candidate): PromptTarget => {
    const shown = genome.demos.flatMap((id) => demos.get(id) ?? []);
    const nameOf = new Map([...components].map(([name, index]) => [index, name]));
    const messages = suite.target.prompt.messages.map((message, index) => {
      const name = nameOf.get(index) ?? '';
      const text = genome.components[name] ?? message.content;
      const place = message.role === 'user' ? 'before' : 'after';
      return { ...message, content: name === demosIn ? withDemos(text, shown, place) : text };
    });
    const { provider, model, parameters } = genome;
    const { price, ...rest } = suite.target;
    const isSame = provider === suite.target.provider && model === suite.target.model;
    const prompt = { ...suite.target.prompt, messages };
    // A price that the suite states is that of its own model.
    return { ...rest, ...(isSame && price ? { price } : {}), provider, model, parameters, prompt };
  };

  return {
    targetOf,
    async evaluate(candidate, cases, trials) {
      const head: PromptSuite = {
        ...suite,
        target: targetOf(candidate),
        cases: cases.flatMap((id) => rows.get(id) ?? []),
      };
      const plan = planSuite({ head, render: renderPrompt });
      const laidOut = layOut(plan, plan.cases, trials);
      asking.ledger.expect(laidOut.count);
      const before = asking.ledger.totals().costUsd;
      await runAll([laidOut.jobs], asking);
      const observations = laidOut.cases.flatMap(({ planned, sides }) =>
        (sides.head ?? []).map((measured) =>
          observationOf(planned.case, measured, { scorers: plan.scorers, notes }),
        ),
      );
      for (const { case: id, passed, feedback } of observations) {
        const known = demos.has(id);
        if (passed && !known) demos.set(id, { case: id, input: feedback.input, output: feedback.output });
      }
      const replayed = observations.reduce((sum, { costUsd }) => sum + (costUsd ?? 0), 0);
      return { observations, costUsd: Math.max(replayed, asking.ledger.totals().costUsd - before) };
    },
    async propose(parent, component, feedback) {
      const part = parent.genome.components[component] ?? '';
      const original = suite.target.prompt.messages[components.get(component) ?? -1]?.content ?? '';
      const request: ModelRequest = {
        ...proposer,
        messages: reflectionMessages(part, feedback),
        parameters: {},
      };
      const purpose = {
        suite: suite.name,
        case: 'reflection',
        variant: 'head' as const,
        trial: proposals,
        scorer: 'proposer',
        round: 0,
      };
      proposals += 1;
      const reply = await asking.model.ask(request, purpose, asking.signal);
      const costUsd = await asking.ledger.note('judge', { request, reply });
      if (!reply.ok) return { costUsd: costUsd ?? 0 };
      const read = readProposal(reply.text, { part, original });
      return { costUsd: costUsd ?? 0, ...(read.ok ? { text: read.text } : {}) };
    },
    ...(checkpoint ? { checkpoint } : {}),
  };
}

function observationOf(
  row: Case,
  measured: MeasuredTrial,
  { scorers, notes }: { scorers: readonly PlannedScorer[]; notes: Notes | undefined },
): Observation {
  const deciding = scorers.filter(({ gating, spec }) => gating && appliesTo(spec, row));
  const { trial, scores } = measured;
  const known = deciding.flatMap(({ spec }) => {
    const score = scores.get(spec.name);
    return score?.ok ? [{ value: score.value, weight: spec.weight ?? 1 }] : [];
  });
  const weight = known.reduce((sum, one) => sum + one.weight, 0);
  const isWhole = trial.ok && known.length === deciding.length && weight > 0;
  return {
    case: row.id,
    ...(isWhole ? { score: known.reduce((sum, one) => sum + one.value * one.weight, 0) / weight } : {}),
    passed: trialPasses(measured, scorers),
    ...(trial.ok ? { costUsd: trial.costUsd, latencyMs: trial.latencyMs } : {}),
    feedback: feedbackOf(row, measured, { deciding, people: notes?.get(row.id) ?? [] }),
  };
}

function feedbackOf(
  row: Case,
  { trial, scores }: MeasuredTrial,
  { deciding, people }: { deciding: readonly PlannedScorer[]; people: readonly string[] },
): Feedback {
  const notes = deciding.flatMap(({ spec }) => {
    const score = scores.get(spec.name);
    if (!score) return [];
    return [
      score.ok
        ? `${spec.name}: ${score.value.toFixed(2)}. ${score.reason}`
        : `${spec.name}: ${score.message}`,
    ];
  });
  const value = mean(
    deciding.flatMap(({ spec }) => {
      const score = scores.get(spec.name);
      return score?.ok ? [score.value] : [];
    }),
  );
  return {
    case: row.id,
    input: Object.entries(row.vars)
      .map(([name, of]) => `${name}: ${shown(of)}`)
      .join('\n'),
    ...(row.expected === undefined ? {} : { expected: shown(row.expected) }),
    output: trial.ok ? trial.output : `(none: ${trial.message})`,
    ...(value === undefined ? {} : { score: value }),
    notes: [...people, ...notes],
  };
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
