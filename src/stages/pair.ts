import type { CommandTarget } from '../core/command-target.ts';
import { contentHash } from '../core/hash.ts';
import type { Suite } from '../core/suite.ts';
import type { LoadedSuite } from './load.ts';

/** Which suite of base each suite of head continues. */
export interface Pairs {
  baseOf: ReadonlyMap<LoadedSuite, LoadedSuite>;
  /** Names of suites at head that could each continue a suite of base that none is paired with. */
  candidatesOf: ReadonlyMap<LoadedSuite, readonly string[]>;
}

/** Suites less alike than this have nothing to do with each other. */
const ALIKE = 0.5;
/** Of two that are nearly as alike, neither is taken. */
const CLEARLY = 0.1;

/**
 * Pairs the suites of base and head: by name, by path, by where Git saw the file go, and by what they are made of. A
 * suite must not lose its base, and with it its gate, by being renamed. Where it is not clear which of several
 * continues it, none does, and they are named.
 */
export function pairSuites(
  base: readonly LoadedSuite[],
  head: readonly LoadedSuite[],
  moves: ReadonlyMap<string, string>,
): Pairs {
  const baseOf = new Map<LoadedSuite, LoadedSuite>();
  const left = new Set(base);
  const pairWhere = (fits: (old: LoadedSuite, suite: LoadedSuite) => boolean): void => {
    for (const suite of head) {
      const old = baseOf.has(suite) ? undefined : [...left].find((each) => fits(each, suite));
      if (old === undefined) continue;
      baseOf.set(suite, old);
      left.delete(old);
    }
  };
  pairWhere((old, suite) => old.name === suite.name);
  pairWhere((old, suite) => old.path === suite.path);
  pairWhere((old, suite) => moves.get(old.path) === suite.path);
  const candidatesOf = pairAlike([...left], {
    head: head.filter((suite) => !baseOf.has(suite)),
    moves,
    baseOf,
  });
  return { baseOf, candidatesOf };
}

function pairAlike(
  base: readonly LoadedSuite[],
  options: {
    head: readonly LoadedSuite[];
    moves: ReadonlyMap<string, string>;
    baseOf: Map<LoadedSuite, LoadedSuite>;
  },
): Map<LoadedSuite, readonly string[]> {
  const { head, moves, baseOf } = options;
  const links = base.flatMap((old) =>
    head.flatMap((suite) => {
      const alike = old.ok && suite.ok ? likeness(old.suite, suite.suite, moves) : 0;
      return alike >= ALIKE ? [{ old, suite, alike }] : [];
    }),
  );
  const best = (rivals: typeof links) => {
    const [first, second] = rivals.toSorted((one, other) => other.alike - one.alike);
    return first && first.alike - (second?.alike ?? 0) >= CLEARLY ? first : undefined;
  };
  for (const old of base) {
    const clear = best(links.filter((link) => link.old === old));
    if (clear && best(links.filter(({ suite }) => suite === clear.suite)) === clear)
      baseOf.set(clear.suite, old);
  }
  const paired = new Set(baseOf.values());
  return new Map(
    base
      .filter((old) => !paired.has(old))
      .map((old) => [
        old,
        links.flatMap((link) => (link.old === old && !baseOf.has(link.suite) ? [link.suite.name] : [])),
      ]),
  );
}

/** How much of a suite another one has, 0..1: its prompt, its cases and its scorers. */
function likeness(base: Suite, head: Suite, moves: ReadonlyMap<string, string>): number {
  const cases = share(
    base.cases.map(({ id: _id, ...row }) => contentHash(row)),
    head.cases.map(({ id: _id, ...row }) => contentHash(row)),
  );
  const scorers = share(base.scorers.map(contentHash), head.scorers.map(contentHash));
  return 0.4 * Number(isSameTarget(base, head, moves)) + 0.4 * cases + 0.2 * scorers;
}

function isSameTarget(base: Suite, head: Suite, moves: ReadonlyMap<string, string>): boolean {
  const [before, after] = [base.target, head.target];
  if (before.kind === 'prompt' && after.kind === 'prompt') {
    const { promptPath = '' } = base;
    return (
      (moves.get(promptPath) ?? promptPath) === head.promptPath ||
      contentHash(before.prompt.messages) === contentHash(after.prompt.messages)
    );
  }
  if (before.kind === 'judge' && after.kind === 'judge') return before.hash === after.hash;
  if (before.kind !== 'command' || after.kind !== 'command') return false;
  const runs = ({ command: { argv, folder } }: CommandTarget) => contentHash([argv, folder]);
  return runs(before) === runs(after);
}

/** Share of the ones that are among the others. */
function share(ones: readonly string[], others: readonly string[]): number {
  const known = new Set(others);
  return ones.length === 0 ? 0 : ones.filter((one) => known.has(one)).length / ones.length;
}
