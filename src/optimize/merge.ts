import { differences, type Genome } from './candidate.ts';

/**
 * Joins what two candidates changed of what they come from. Parts that only one of them changed are taken from it;
 * what both changed differently is taken from the first, the better one. A text of which they changed different
 * paragraphs has both changes.
 * Nothing where one of them already has everything.
 */
export function merge(ancestor: Genome, first: Genome, second: Genome): Genome | undefined {
  const [byFirst, bySecond] = [differences(ancestor, first), differences(ancestor, second)];
  if (byFirst.size === 0 || bySecond.size === 0) return undefined;
  const pick = <Part>(part: string, of: (genome: Genome) => Part): Part =>
    byFirst.has(part) || !bySecond.has(part) ? of(first) : of(second);
  const components = Object.fromEntries(
    Object.keys(ancestor.components).map((name) => {
      const of = (genome: Genome) => genome.components[name] ?? '';
      const both = byFirst.has(`text ${name}`) && bySecond.has(`text ${name}`);
      return [name, both ? mergeText(of(ancestor), of(first), of(second)) : pick(`text ${name}`, of)];
    }),
  );
  const { provider, model } = pick('model', (genome) => genome);
  const merged: Genome = {
    components,
    demos: pick('demos', ({ demos }) => demos),
    provider,
    model,
    parameters: pick('parameters', ({ parameters }) => parameters),
  };
  const isNew = differences(merged, first).size > 0 && differences(merged, second).size > 0;
  return isNew ? merged : undefined;
}

/** The first text with the paragraphs that only the second one added, in their order. */
function mergeText(ancestor: string, first: string, second: string): string {
  const known = new Set([...linesOf(ancestor), ...linesOf(first)]);
  const added = second.split('\n').filter((line) => line.trim() !== '' && !known.has(line.trim()));
  // A text that was rewritten as a whole has nothing that could be added to another one.
  const kept = linesOf(ancestor).filter((line) => linesOf(second).includes(line)).length;
  if (added.length === 0 || kept * 2 < linesOf(ancestor).length) return first;
  return `${first.replace(/\n+$/, '')}\n${added.join('\n')}${first.endsWith('\n') ? '\n' : ''}`;
}

function linesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
}
