import type { Problem } from '../core/errors.ts';
import type { PlannedSuite } from '../core/plan.ts';
import type { Trust } from '../core/trust.ts';

/**
 * Why a suite that runs code of the repository is not run. Nothing of it is: a judgement on the part that needs no
 * code would look like one on the whole.
 */
export function refusal({ head, base, scorers, cases }: PlannedSuite, trust: Trust): Problem | undefined {
  if (trust.trusted) return undefined;
  const target = [head, base].some((suite) => suite?.target.kind === 'command');
  const names = scorers.flatMap(({ spec }) => (spec.kind === 'command' ? [`"${spec.name}"`] : []));
  const what = [...(target ? ['the target'] : []), ...names.map((name) => `scorer ${name}`)].join(', ');
  if (what === '' || cases.every(({ sides }) => !sides.base && !sides.head)) return undefined;
  return {
    code: 'E_COMMAND_REFUSED',
    message: `The suite was not run, because it runs code of the repository (${what}) and ${trust.why}.`,
    help: 'Run it where the code is trusted: on a pull request from a branch of this repository, in a merge queue, or on a push. A maintainer who has read the code can opt in, in the workflow and nowhere else:\n  env:\n    PROMPT_RATCHET_ALLOW_UNTRUSTED_COMMANDS: true',
    place: { path: head.path },
  };
}
