import { contentHash } from '../core/hash.ts';
import type { JsonObject } from '../core/json.ts';

/** What the search can change, as it stands in one candidate. */
export interface Genome {
  /** Instruction texts by the name of the component. */
  components: Readonly<Record<string, string>>;
  /** Ids of train cases shown as examples, in order. */
  demos: readonly string[];
  provider: string;
  model: string;
  parameters: JsonObject;
}

/** Where a candidate comes from. */
export type Origin = 'incumbent' | 'setting' | 'reflection' | 'demos' | 'merge';

/** A point of the search space: the incumbent with something changed. */
export interface Candidate {
  /** Of its content: equal candidates are one. */
  id: string;
  origin: Origin;
  /** Ids of what it was made from; the incumbent has none. */
  parents: readonly string[];
  genome: Genome;
}

export function candidateOf(genome: Genome, origin: Origin, parents: readonly string[] = []): Candidate {
  return { id: contentHash(genome).slice(0, 10), origin, parents, genome };
}

/** The parts of a genome that can be taken over one by one; the model goes with its provider. */
export function partsOf({ components, demos, provider, model, parameters }: Genome): Map<string, unknown> {
  return new Map<string, unknown>([
    ...Object.entries(components).map(([name, text]) => [`text ${name}`, text] as const),
    ['demos', demos],
    ['model', [provider, model]],
    ['parameters', parameters],
  ]);
}

/** Names of the parts in which two genomes differ. */
export function differences(left: Genome, right: Genome): Set<string> {
  const other = partsOf(right);
  return new Set(
    [...partsOf(left)].flatMap(([name, part]) =>
      contentHash(part) === contentHash(other.get(name) ?? null) ? [] : [name],
    ),
  );
}

/** Characters of the instruction texts together: what the length constraint holds against the incumbent. */
export function lengthOf({ components }: Genome): number {
  return Object.values(components).reduce((sum, text) => sum + text.length, 0);
}
