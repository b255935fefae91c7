import { problemsOf, RatchetError } from '../core/errors.ts';
import { type FirstSuite, firstSuites, type PromptFacts } from '../core/first-suite.ts';
import { isJsonObject } from '../core/json.ts';
import { repositorySegments } from '../core/paths.ts';
import type { Prompt } from '../core/suite.ts';
import type { Tree } from '../ports.ts';
import { splitAddress } from '../prompts/address.ts';
import { loadPrompt, renderMessages, withIncludes } from '../prompts/format.ts';
import { templateVariables } from '../prompts/template.ts';
import { loadSuites } from './load.ts';
import { findCoverage } from './uncovered.ts';

/** Prompts that get a suite without being named: more at once nobody fills in. */
const MOST = 10;

/** What a first look at the prompts of a repository gave. */
export interface Beginnings {
  suites: readonly FirstSuite[];
  /** Prompts that no suite tests and that get none now, because there are too many. */
  left: readonly string[];
  /** Prompts that cannot be read, and why. */
  unread: readonly { path: string; message: string }[];
  /** Prompts that were found; those that a suite tests among them. */
  found: number;
}

/**
 * First suites for the prompts that are named, else for those that no suite tests yet.
 * @throws RatchetError E_FILE_MISSING, E_PATH_OUTSIDE, and what reading a prompt throws, for one that was named
 */
export async function beginSuites(
  tree: Tree,
  options: { config: readonly string[]; folder: string; named: readonly string[] },
): Promise<Beginnings> {
  const { config, folder, named } = options;
  const suites = await loadSuites(tree, config);
  const taken = new Set(suites.map(({ name }) => name));
  if (named.length > 0) {
    const prompts = await Promise.all(named.map((path) => factsOf(tree, path)));
    return { suites: firstSuites(prompts, { folder, taken }), left: [], unread: [], found: prompts.length };
  }
  const { prompts } = await findCoverage(tree, config, folder);
  const uncovered = prompts.flatMap(({ path, covered }) => (covered ? [] : [path]));
  const facts: PromptFacts[] = [];
  const unread: { path: string; message: string }[] = [];
  for (const path of uncovered.slice(0, MOST)) {
    try {
      facts.push(await factsOf(tree, path));
    } catch (error) {
      const [problem] = problemsOf(error) ?? [];
      if (!problem) throw error;
      unread.push({ path, message: problem.message });
    }
  }
  return {
    suites: firstSuites(facts, { folder, taken }),
    left: uncovered.slice(MOST),
    unread,
    found: prompts.length,
  };
}

async function factsOf(tree: Tree, path: string): Promise<PromptFacts> {
  const { file } = splitAddress(path);
  const text = await tree.read(repositorySegments(file).join('/'));
  if (text === undefined) {
    throw new RatchetError({
      code: 'E_FILE_MISSING',
      message: `${file} does not exist in the work tree.`,
      help: 'Name a prompt file of this repository; `prompt-ratchet discover` lists those without a suite.',
      place: { path: file },
    });
  }
  const prompt = await withIncludes(await loadPrompt({ path, text }), path, (included) =>
    tree.read(included),
  );
  return {
    path,
    variables: variablesOf(prompt),
    has: {
      model: prompt.model !== undefined,
      cases: (prompt.cases?.length ?? 0) > 0,
      scorers: (prompt.scorers?.length ?? 0) > 0,
    },
    answersJson: isJsonObject(prompt.parameters['response_format'] ?? null),
  };
}

/** What rendering without any variable misses. Where a format keeps unknown names as they are, every name in it. */
function variablesOf(prompt: Prompt): string[] {
  if (prompt.onUndefined === 'keep') {
    return [...new Set(prompt.messages.flatMap(({ content }) => templateVariables(content)))];
  }
  try {
    return renderMessages(prompt, {}).missing;
  } catch (error) {
    // A template that works on a value it has not got: its author knows the names.
    if (problemsOf(error)) return [];
    throw error;
  }
}
