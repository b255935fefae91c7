import { quoteWord } from './command-line.ts';
import type { CommandTarget } from './command-target.ts';
import { memberChanges } from './difference.ts';
import type { Change } from './report.ts';

/** How a command that is the target differs: in how it is run, or in the code that it runs. */
export function commandChanges(base: CommandTarget, head: CommandTarget): Change[] {
  return [
    ...memberChanges('command', commandMembers(base), commandMembers(head)),
    ...(base.code === head.code ? [] : [{ kind: 'code' as const, what: codeOf(head) }]),
  ];
}

/** A command under the names that the user writes. */
function commandMembers({ command, ...target }: CommandTarget): Readonly<Record<string, unknown>> {
  return {
    command: command.argv.map(quoteWord).join(' '),
    folder: command.folder,
    setup: command.setup?.map(quoteWord).join(' '),
    env: command.env,
    timeout: command.timeoutMs / 1000,
    'setup-timeout': command.setupTimeoutMs / 1000,
    mode: target.mode,
    answer: target.answer,
    processes: target.processes,
    parallel: target.parallel,
    watch: target.watch,
  };
}

function codeOf({ watch, command }: CommandTarget): string {
  return watch.length > 0 ? watch.join(', ') : command.folder || 'the repository';
}
