import type { Case } from '../../../src/core/suite.ts';
import { type Candidate, candidateOf } from '../../../src/optimize/candidate.ts';
import type { World } from '../../../src/optimize/world.ts';
import { createRandom, type Random } from '../../../src/stats/random.ts';

/** `epistatic`: rules come in pairs that only help together. */
export type Kind = 'additive' | 'epistatic';

export const RULES = 12;
const CONFLICTS = 0.3;
const NOISE = 0.1;
const PROPOSED = 0.5;

interface Need {
  needed: readonly number[];
  conflict: number | undefined;
}

/** A synthetic task: cases need hidden rules, some are harmed by one; a prompt is the rules that it states. */
export interface Landscape {
  cases: readonly Case[];
  world: World;
  /** True quality of a candidate over cases, without noise. */
  truth(candidate: Candidate, cases: readonly string[]): number;
  /** Measured quality, with the judge's noise, on trial 0. */
  measured(candidate: Candidate, cases: readonly string[]): number;
  /** What was sent to the proposer, for the test of what it may see. */
  sent: string[];
  start: Candidate;
}

export function createLandscape(options: {
  kind: Kind;
  seed: string;
  cases: number;
  heldOut: number;
}): Landscape {
  const { kind, seed } = options;
  const random = createRandom(`${seed}/landscape`);
  const needs = new Map<string, Need>();
  for (let index = 0; index < options.cases + options.heldOut; index += 1) {
    needs.set(`case-${index}`, drawNeed(kind, random));
  }
  const proposing = createRandom(`${seed}/proposer`);
  const sent: string[] = [];
  const noisy = (candidate: Candidate, id: string, trial: number): number => {
    const noise = createRandom(`${seed}/${candidate.id}/${id}/${trial}`);
    const score = scoreOf(candidate, needs.get(id), kind);
    return noise.next() < NOISE ? noise.int(5) / 4 : score;
  };
  const mean = (ids: readonly string[], of: (id: string) => number) =>
    ids.reduce((sum, id) => sum + of(id), 0) / ids.length;
  return {
    cases: [...needs.keys()].slice(0, options.cases).map((id) => ({ id, vars: {}, tags: [] })),
    start: candidateOf(
      { components: { system: 'Rules:' }, demos: [], provider: 'mock', model: 'mock', parameters: {} },
      'incumbent',
    ),
    truth: (candidate, ids) => mean(ids, (id) => scoreOf(candidate, needs.get(id), kind)),
    measured: (candidate, ids) => mean(ids, (id) => noisy(candidate, id, 0)),
    sent,
    world: {
      evaluate: async (candidate, cases, { from, count }) => ({
        costUsd: 0,
        observations: cases.flatMap((id) =>
          Array.from({ length: count }, (_, trial) => {
            const score = noisy(candidate, id, from + trial);
            const feedback = { case: id, input: `Input of ${id}.`, output: '', score, notes: [] };
            return { case: id, score, passed: score === 1, feedback };
          }),
        ),
      }),
      propose: async (parent, _component, feedback) => {
        sent.push(JSON.stringify(feedback));
        const stated = rulesOf(parent);
        // Half of the failing cases tell of a rule that they lack, or that harms them.
        for (const { case: id, score = 1 } of feedback) {
          const need = needs.get(id);
          if (score >= 1 || !need || proposing.next() >= PROPOSED) continue;
          const missing = wanted(kind, need).filter((rule) => !stated.has(rule));
          if (missing.length > 0) stated.add(missing[proposing.int(missing.length)] ?? 0);
        }
        return { text: textOf(stated), costUsd: 0 };
      },
    },
  };
}

function drawNeed(kind: Kind, random: Random): Need {
  const rules = random.shuffle(Array.from({ length: RULES }, (_, rule) => rule));
  const needed = rules.slice(0, 1 + random.int(3));
  const harmless = wanted(kind, { needed, conflict: undefined });
  const others = rules.filter((rule) => !harmless.includes(rule));
  return { needed, conflict: random.next() < CONFLICTS ? others[0] : undefined };
}

/** The rules that a case needs, with their partners where they only help in pairs. */
function wanted(kind: Kind, { needed }: Need): number[] {
  return kind === 'additive' ? [...needed] : [...new Set(needed.flatMap((rule) => [rule, rule ^ 1]))];
}

function scoreOf(candidate: Candidate, need: Need | undefined, kind: Kind): number {
  if (!need) return 0;
  const stated = rulesOf(candidate);
  const met = need.needed.filter((rule) => stated.has(rule) && (kind === 'additive' || stated.has(rule ^ 1)));
  const harm = need.conflict !== undefined && stated.has(need.conflict) ? 0.5 : 0;
  return Math.max(0, Math.round(4 * (met.length / need.needed.length - harm)) / 4);
}

export function rulesOf({ genome }: Candidate): Set<number> {
  const text = Object.values(genome.components).join('\n');
  return new Set([...text.matchAll(/rule (\d+)/g)].map((match) => Number(match[1])));
}

/** One rule a line. */
export function textOf(rules: ReadonlySet<number>): string {
  return ['Rules:', ...[...rules].sort((a, b) => a - b).map((rule) => `- rule ${rule}`)].join('\n');
}
