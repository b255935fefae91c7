import { problemsOf } from '../core/errors.ts';
import type { CheckSpec } from '../core/suite.ts';
import { loadEngines } from '../prompts/engines/engine.ts';
import { readPromptfoo } from '../prompts/promptfoo/config.ts';
import type { Closure } from './closure.ts';
import type { LoadedSuite } from './load.ts';

/** The suites that a promptfoo config stands for, and the files that it names. */
export async function loadPromptfoo(
  closure: Closure,
  source: { path: string; text: string },
): Promise<{ suites: LoadedSuite[]; named: ReadonlySet<string> }> {
  const named = new Set<string>();
  const tree = closure.as('include');
  const files = {
    list: (glob: string) => tree.list(glob),
    read: (path: string) => {
      named.add(path);
      return tree.read(path);
    },
  };
  const { path } = source;
  try {
    await loadEngines(['jinja']);
    const suites = await readPromptfoo(source, files, faultOf);
    return { named, suites: suites.map((suite) => ({ ...suite, path, files: closure.files() })) };
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    return { named, suites: [{ ok: false, name: path, path, problems, files: closure.files() }] };
  }
}

/** Finds out now what would fail on every case later: bad patterns and schemas. */
async function faultOf(spec: CheckSpec): Promise<string | undefined> {
  try {
    await (await import('../scorers/precheck.ts')).precheck(spec);
    return undefined;
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    return problems.map(({ message }) => message).join(' ');
  }
}
