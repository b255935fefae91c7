import type { Random } from '../stats/random.ts';

/** A train case that was answered well. */
export interface Demo {
  case: string;
  input: string;
  output: string;
}

/** More examples than this are seldom worth their tokens. */
export const MOST_DEMOS = 5;
const SUBSETS = 6;
const LONGEST = 1500;

/** The answers that can be shown as examples: short enough, and nothing in them that a template would take for its own. */
export function usableDemos(demos: readonly Demo[]): Demo[] {
  return demos.filter(
    ({ input, output }) =>
      output.trim() !== '' &&
      input.length + output.length <= LONGEST &&
      !/\{\{|\}\}|\{%|%\}|\{#|\$\{|<%/.test(input + output) &&
      !/^[ \t]*(?:system|developer|user|assistant|human)[ \t]*:[ \t]*$/im.test(`${input}\n${output}`),
  );
}

/** Six random ordered subsets of one to five examples, each different. */
export function demoSubsets(demos: readonly Demo[], random: Random): string[][] {
  const ids = demos.map((demo) => demo.case);
  const subsets = new Map<string, string[]>();
  for (let attempt = 0; attempt < 4 * SUBSETS && subsets.size < SUBSETS && ids.length > 0; attempt += 1) {
    const subset = random.shuffle(ids).slice(0, 1 + random.int(Math.min(MOST_DEMOS, ids.length)));
    subsets.set(JSON.stringify(subset), subset);
  }
  return [...subsets.values()];
}

/** The examples as a section after an instruction text, or before one that ends with the input. */
export function withDemos(text: string, demos: readonly Demo[], place: 'before' | 'after' = 'after'): string {
  if (demos.length === 0) return text;
  const shown = demos.map(({ input, output }) => `Input:\n${input.trim()}\nAnswer:\n${output.trim()}`);
  const section = `Examples:\n\n${shown.join('\n\n')}`;
  if (place === 'before') return `${section}\n\n${text}`;
  return `${text.replace(/\n+$/, '')}\n\n${section}${text.endsWith('\n') ? '\n' : ''}`;
}
