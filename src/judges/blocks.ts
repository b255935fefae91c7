import { type Json, textOf } from '../core/json.ts';
import type { ScoreFailure } from '../core/trial.ts';
import { lookUp, replacePlaceholders } from '../prompts/template.ts';
import type { ScoreInput } from '../scorers/scorer.ts';
import { missingVariable, scopeOf } from '../scorers/value.ts';
import type { Block } from './fence.ts';

/** A question of the suite's author, and the texts it is about. */
export interface Material {
  ok: true;
  /** The question with each placeholder replaced by a pointer to its block. */
  question: string;
  /** Variables, then the reference, then the output. */
  blocks: readonly Block[];
}

/**
 * Parts a judge's question from the texts it is about.
 *
 * Placeholders become pointers ("[the text in OUTPUT below]") instead of the texts themselves. Rendering in place, even
 * fenced, would put text that a model or a dataset wrote among the instructions, before the judge has read the levels
 * or choices; behind a pointer it all stands in one place that is marked as data. The question keeps its meaning: what
 * it points at is in the same message.
 */
export function materialFor(template: string, input: ScoreInput): Material | ScoreFailure {
  const scope = scopeOf(input);
  const inputs = new Map<string, Json>(Object.entries(input.vars));
  const missing = new Set<string>();
  // A path into a variable gets a block of its own, so that the judge need not find its way through JSON.
  replacePlaceholders(template, (name, asWritten) => {
    const value = lookUp(scope, name);
    if (value === undefined) missing.add(name);
    else if (fixedBlock(name, input) === undefined) inputs.set(name, value);
    return asWritten;
  });
  if (missing.size > 0) return missingVariable([...missing], input);

  const labels = labelsFor([...inputs.keys()]);
  const blocks: Block[] = [...inputs].map(([name, value]) => ({
    name: labels.get(name) ?? 'INPUT',
    content: textOf(value),
  }));
  if (input.expected !== undefined) blocks.push({ name: 'REFERENCE', content: textOf(input.expected) });
  blocks.push({ name: 'OUTPUT', content: input.output });
  const question = replacePlaceholders(
    template,
    (name) => `[the text in ${fixedBlock(name, input) ?? labels.get(name) ?? name} below]`,
  );
  return { ok: true, question, blocks };
}

function fixedBlock(name: string, { expected }: ScoreInput): string | undefined {
  if (name === 'output' || name === 'completion') return 'OUTPUT';
  return name === 'expected' && expected !== undefined ? 'REFERENCE' : undefined;
}

/**
 * A label of plain letters for each variable: a dataset's author may call a column anything, even the end of a fence.
 * Labels that come out equal are numbered.
 */
function labelsFor(names: readonly string[]): Map<string, string> {
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of names) {
    const plain = `INPUT ${name.slice(0, 60).replaceAll(/[^\p{L}\p{N}_.-]/gu, '_')}`;
    let label = plain;
    for (let number = 2; taken.has(label); number++) label = `${plain} ${number}`;
    taken.add(label);
    labels.set(name, label);
  }
  return labels;
}
