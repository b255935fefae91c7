import { criteriaOf } from '../core/criterion.ts';
import { cut } from '../core/cut.ts';
import { contentHash } from '../core/hash.ts';
import type { Case, Suite } from '../core/suite.ts';
import type { Item } from '../human/item.ts';
import type { OutputLabel, PairLabel } from '../human/label.ts';
import { standingLabels } from '../human/standing.ts';
import type { Log, Tree } from '../ports.ts';
import { readEvidence } from './evidence.ts';

/** What people wrote about answers to cases, by case. */
export type Notes = ReadonlyMap<string, readonly string[]>;

const ANSWER_LENGTH = 300;
const NOTE_LENGTH = 500;

/**
 * The notes of labels that stand, about answers to these cases and no others. A label belongs to the case whose input
 * it was given for: an id may have moved to another case since, and a note of a test case must not be told of.
 */
export async function readNotes(
  { tree, log }: { tree: Pick<Tree, 'read'>; log: Pick<Log, 'warn'> },
  suite: Pick<Suite, 'name' | 'path' | 'scorers'>,
  cases: readonly Case[],
): Promise<Notes> {
  const { labels, items, problems } = await readEvidence(tree, suite);
  if (problems.length > 0) log.warn(`${suite.name}: ${problems.length} lines about labels cannot be read.`);
  const rows = new Map(cases.map(({ id, vars }) => [contentHash(vars), id]));
  const notes = new Map<string, string[]>();
  for (const criterion of criteriaOf(suite.scorers)) {
    const { outputs, pairs } = standingLabels(labels, criterion);
    for (const label of [...outputs, ...pairs]) {
      if (label.note === undefined) continue;
      const shown = (label.kind === 'output' ? [label.output] : [label.a, label.b]).map((key) =>
        items.get(key),
      );
      const id = shown[0] && rows.get(contentHash(shown[0].vars));
      if (id === undefined || shown.includes(undefined)) continue;
      const text = `A person (${criterion.name}) of ${judged(label, shown)}: ${cut(label.note, NOTE_LENGTH)}`;
      notes.set(id, [...(notes.get(id) ?? []), text]);
    }
  }
  return notes;
}

function judged(label: OutputLabel | PairLabel, shown: readonly (Item | undefined)[]): string {
  const [first, second] = shown.map((item) => JSON.stringify(cut(item?.output ?? '', ANSWER_LENGTH)));
  if (label.kind === 'output')
    return `the answer ${first}, ${VERDICT[label.verdict] ?? `rated ${label.verdict} of 1`}`;
  return `the answers ${first} and ${second}, ${PREFERENCE[label.verdict]}`;
}

const VERDICT: Readonly<Record<string | number, string>> = { pass: 'which passes', fail: 'which fails' };
const PREFERENCE: Readonly<Record<PairLabel['verdict'], string>> = {
  a: 'the first of which is better',
  b: 'the second of which is better',
  tie: 'which are as good as each other',
  'both-bad': 'which are both bad',
};
