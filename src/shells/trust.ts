import { readFile } from 'node:fs/promises';
import { RatchetError } from '../core/errors.ts';
import { readEvent } from '../core/event.ts';
import { type Trust, trustOf } from '../core/trust.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Set by the workflow, which comes from a branch that only maintainers can write; nothing in a suite can set it. */
const OPT_IN = 'PROMPT_RATCHET_ALLOW_UNTRUSTED_COMMANDS';

/** Whether the event, or a maintainer who opted in, vouches for the code. @throws RatchetError E_USAGE */
export function trustOfEvent(
  env: Environment,
  event: Parameters<typeof trustOf>[0],
  head: string | undefined,
): Trust {
  return optsIn(env) ? { trusted: true } : trustOf(event, head);
}

/**
 * A person at a terminal may run their own code. In a workflow the command line is no way around what holds for the
 * action: the event decides, and one that cannot be read vouches for nothing.
 */
export async function trustOnTerminal(env: Environment, head: string | undefined): Promise<Trust> {
  if (env['GITHUB_ACTIONS'] !== 'true' || optsIn(env)) return { trusted: true };
  try {
    const payload: unknown = JSON.parse(await readFile(env['GITHUB_EVENT_PATH'] ?? '', 'utf8'));
    return trustOf(readEvent({ name: env['GITHUB_EVENT_NAME'] ?? '', payload }), head);
  } catch {
    return { trusted: false, why: 'the event of this workflow cannot be read' };
  }
}

function optsIn(env: Environment): boolean {
  const value = env[OPT_IN] || 'false';
  if (value === 'true' || value === 'false') return value === 'true';
  throw new RatchetError({
    code: 'E_USAGE',
    message: `The environment variable ${OPT_IN} is neither \`true\` nor \`false\`.`,
    help: `Leave it out, or set it in the workflow:\n  env:\n    ${OPT_IN}: true`,
  });
}
