import type { FirstSuite } from '../core/first-suite.ts';
import { guardCommands, terminalName, terminalText } from './escape.ts';
import { plural } from './numbers.ts';
import { styleOf } from './style.ts';

/** What `init` did. */
export interface Begun {
  suites: readonly FirstSuite[];
  /** Files that were there and were left alone. */
  kept: ReadonlySet<string>;
  left: readonly string[];
  unread: readonly { path: string; message: string }[];
  found: number;
  /** Nothing was written. */
  dry: boolean;
}

const name = (path: string) => terminalName(path, 400);

/** What was written and what is to be done next, for a terminal. Ends with a line feed. */
export function renderBeginnings(begun: Begun, options: { color: boolean }): string {
  const style = styleOf(options.color);
  const { suites, kept, left, unread, found, dry } = begun;
  if (suites.length === 0 && unread.length === 0) return `${nothing(found)}\n`;
  const written = suites.flatMap(({ files, prompt }) => [
    style.bold(name(prompt)),
    ...[...files].flatMap(([path, text]) => [
      kept.has(path)
        ? style.yellow(`  ${name(path)} is there already and was left as it is`)
        : `  ${name(path)}${dry ? '' : ' written'}`,
      ...(dry
        ? text
            .trimEnd()
            .split('\n')
            .map((line) => style.dim(`    ${terminalText(line)}`))
        : []),
    ]),
  ]);
  const datasets = suites.flatMap(({ files }) => [...files.keys()].filter((path) => path.includes('/data/')));
  const lines = [
    ...written,
    ...unread.map(({ path, message }) => style.yellow(`${name(path)} is left out: ${terminalText(message)}`)),
    ...(left.length > 0
      ? [
          `${plural(left.length, 'more prompt has', 'more prompts have')} no suite: prompt-ratchet init ${name(left[0] ?? '')}`,
        ]
      : []),
    ...(suites.length > 0 && !dry ? ['', ...next(datasets, style)] : []),
  ];
  return `${guardCommands(lines.join('\n'))}\n`;
}

function nothing(found: number): string {
  return found === 0
    ? 'No file looks like a prompt. Name one: prompt-ratchet init prompts/reply.md, or src/prompts.ts#REPLY for a constant.'
    : `Every prompt has a suite (${plural(found, 'prompt')}).`;
}

function next(datasets: readonly string[], style: ReturnType<typeof styleOf>): string[] {
  const [first] = datasets;
  return [
    style.bold('Next'),
    ...(first === undefined
      ? []
      : [`  1. Put cases into ${name(first)}${datasets.length > 1 ? ' and the others' : ''}.`]),
    `  ${first === undefined ? 1 : 2}. Read the suite: the model, what is scored, what blocks.`,
    `  ${first === undefined ? 2 : 3}. prompt-ratchet compare`,
  ];
}
