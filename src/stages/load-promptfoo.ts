import { problemsOf } from '../core/errors.ts';
import type { CheckSpec } from '../core/suite.ts';
import type { Tree } from '../ports.ts';
import { loadEngines } from '../prompts/engines/engine.ts';
import { readPromptfoo } from '../prompts/promptfoo/config.ts';
import type { LoadedSuite } from './load.ts';

/** The suites that a promptfoo config stands for, and the files that it names. */
export async function loadPromptfoo(
  tree: Tree,
  source: { path: string; text: string },
): Promise<{ suites: LoadedSuite[]; named: ReadonlySet<string> }> {
  const named = new Set<string>();
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
    return { named, suites: suites.map((suite) => ({ ...suite, path })) };
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    return { named, suites: [{ ok: false, name: path, path, problems }] };
  }
}

/** Finds out now what would fail on every case later: bad patterns and schemas. */
async function faultOf(spec: CheckSpec): Promise<string | undefined> {
  try {
    if (spec.check === 'regex') {
      (await import('../scorers/regex.ts')).compilePattern(spec.pattern, spec.ignoreCase);
    }
    if (spec.check === 'json-schema') (await import('../scorers/json-schema.ts')).checkSchema(spec.schema);
    return undefined;
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    return problems.map(({ message }) => message).join(' ');
  }
}
