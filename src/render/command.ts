import type { Report } from '../core/report.ts';

/** The command that repeats a report's comparison; `undefined` when a part of it is not safe to paste. */
export function reproduceCommand({ base, head, source }: Report): string | undefined {
  const from = pasteable(base);
  if (from === undefined) return undefined;
  const to = pasteable(head);
  const flags = Object.entries(source.options ?? {}).map(([name, value]) => flag(name, value));
  // Without one of them it would be another comparison.
  if (flags.includes(undefined)) return undefined;
  return `npx prompt-ratchet compare --base ${from}${to === undefined ? '' : ` --head ${to}`}${flags.join('')}`;
}

/** The command that asks for what a recording lacks and puts it there. */
export function recordCommand(report: Report): string | undefined {
  const { recording } = report.totals.notRecorded ?? {};
  const command = reproduceCommand(report);
  const to = recording === undefined ? undefined : flag('record', recording);
  return command === undefined || to === undefined ? undefined : `${command}${to}`;
}

function flag(name: string, value: string): string | undefined {
  const isSafe = /^[a-z][a-z-]{0,40}$/.test(name) && /^[\w./*?!,{}[\] -]{1,300}$/.test(value);
  return isSafe ? ` --${name} '${value}'` : undefined;
}

/** People paste this into a shell: only what no shell reads as more than a word. */
function pasteable({ label, sha }: Report['base']): string | undefined {
  const name = sha ?? label;
  return /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/.test(name) ? name : undefined;
}
