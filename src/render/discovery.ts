import { guardCommands, terminalName } from './escape.ts';
import { plural } from './numbers.ts';
import { styleOf } from './style.ts';

/** What `discover` found. */
export interface Discovery {
  prompts: readonly { path: string; covered: boolean }[];
  suites: readonly { path: string; ok: boolean }[];
}

/** The prompts that no suite tests, one a line, for a terminal. Ends with a line feed. */
export function renderDiscovery(
  { prompts, suites }: Discovery,
  options: { width: number; color: boolean },
): string {
  const style = styleOf(options.color);
  const uncovered = prompts.filter(({ covered }) => !covered);
  const unread = suites.filter(({ ok }) => !ok);
  const count = `${plural(prompts.length, 'prompt')}, ${plural(suites.length, 'suite')}`;
  const heading =
    prompts.length === 0
      ? `No file looks like a prompt (${plural(suites.length, 'suite')}).`
      : uncovered.length === 0
        ? `Every prompt is tested by a suite (${count}).`
        : `${plural(uncovered.length, 'prompt is', 'prompts are')} tested by no suite (${count}):`;
  const lines = [
    style.bold(heading),
    ...uncovered.map(({ path }) => `  ${terminalName(path, 400)}`),
    ...unread.map(({ path }) =>
      style.yellow(`${terminalName(path, 400)} cannot be read, so what it tests is not known.`),
    ),
  ];
  return `${guardCommands(lines.join('\n'))}\n`;
}
