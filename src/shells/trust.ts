import { readFile } from 'node:fs/promises';
import { readEvent } from '../core/event.ts';
import { type Trust, trustOf } from '../core/trust.ts';

/**
 * A person at a terminal may run their own code. In a workflow the command line is no way around what holds for the
 * action: the event decides, and one that cannot be read vouches for nothing.
 */
export async function trustOnTerminal(
  env: Readonly<Record<string, string | undefined>>,
  head: string | undefined,
): Promise<Trust> {
  if (env['GITHUB_ACTIONS'] !== 'true') return { trusted: true };
  try {
    const payload: unknown = JSON.parse(await readFile(env['GITHUB_EVENT_PATH'] ?? '', 'utf8'));
    return trustOf(readEvent({ name: env['GITHUB_EVENT_NAME'] ?? '', payload }), head);
  } catch {
    return { trusted: false, why: 'the event of this workflow cannot be read' };
  }
}
