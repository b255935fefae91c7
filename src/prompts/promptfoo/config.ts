import * as z from 'zod';
import { problemsFromIssues } from '../../core/config/issues.ts';
import { resolveSuite } from '../../core/config/resolve.ts';
import { suiteFileSchema } from '../../core/config/schema.ts';
import { type Problem, problemsOf, RatchetErrors } from '../../core/errors.ts';
import { isJsonObject, type Json } from '../../core/json.ts';
import type { Prompt, Suite } from '../../core/suite.ts';
import { readCases } from './cases.ts';
import { distinct, suiteName } from './names.ts';
import { type NamedPrompt, readPrompts } from './prompts.ts';
import { type Provider, readProviders, withFiles } from './providers.ts';
import { heritage, type Scored, scoreCases } from './scored.ts';
import {
  type Files,
  gapOf,
  inside,
  isList,
  type Placed,
  placedYaml,
  type Reading,
  textIn,
} from './source.ts';
import { merged, readDefaultTest, readTests } from './tests.ts';

/** A suite that a config stands for, or what keeps it from being one. */
export type PromptfooSuite =
  | { ok: true; name: string; suite: Suite }
  | { ok: false; name: string; problems: readonly Problem[] };

/** Parts of a config that are not done here, and why. */
const NOT_DONE: Readonly<Record<string, string>> = {
  env: 'it is not read: keys and addresses come from the environment of the workflow alone',
  derivedMetrics: 'they are not worked out',
  nunjucksFilters: 'they are code, which is never run',
  extensions: 'they are code, which is never run',
  redteam: 'its tests are not made here',
};

/**
 * Reads a promptfoo config as it is: every prompt with every provider is a suite. What it asks for and is not done is
 * listed with each of them, with its line.
 * @throws RatchetErrors E_CONFIG_SYNTAX, E_CONFIG_INVALID, E_PROMPTFOO for what concerns the config as a whole
 */
export async function readPromptfoo(
  { path, text }: { path: string; text: string },
  files: Files,
  faultOf: Reading['faultOf'],
): Promise<PromptfooSuite[]> {
  refuseProgram(path);
  const root = placedYaml(path, text);
  if (!isJsonObject(root.value)) {
    throw new RatchetErrors([
      gapOf('The config is not a mapping.', 'Write `prompts:`, `providers:` and `tests:`.', root.at),
    ]);
  }
  const gaps = new Map<string, Problem>();
  const reading: Reading = {
    path,
    root: root.value,
    files,
    faultOf,
    gap: (message, help, at) => void gaps.set(`${at.path}:${at.line}:${message}`, gapOf(message, help, at)),
  };
  for (const [key, why] of Object.entries(NOT_DONE)) {
    if (root.value[key] === undefined || root.value[key] === null) continue;
    reading.gap(`\`${key}\`: ${why}.`, 'Remove it, or do without it here.', root.placeOf([key]));
  }
  const settings = readSettings(root);
  const defaultTest = await readDefaultTest(root, reading);
  const tests = (await readTests(root, reading)).map((test) => merged(heritage(defaultTest), test));
  const scored = await scoreCases(await readCases(tests, reading), defaultTest, reading);
  const prompts = (await readPrompts(inside(root, 'prompts'), reading)).map((one) =>
    'prompt' in one ? framed(one, defaultTest, reading) : one,
  );
  const key = root.value['providers'] === undefined ? 'targets' : 'providers';
  const providers = await readProviders(inside(root, key), reading);
  const named = pairs(path, prompts, providers);
  if (named.length === 0) throw nothingToRun(root, prompts, providers);
  for (const { problem } of [...prompts, ...providers].filter((one) => 'problem' in one)) {
    reading.gap(problem.message, problem.help, problem.place ?? root.at);
  }
  const built = await Promise.all(
    named.map((one) => buildSuite(one, { settings, scored, reading, at: inside(root, key) })),
  );
  return built.map((one) =>
    one.ok ? { ...one, suite: { ...one.suite, unsupported: [...gaps.values()] } } : one,
  );
}

function refuseProgram(path: string): void {
  if (/\.(?:ya?ml|json)$/i.test(path)) return;
  throw new RatchetErrors([
    gapOf(`${path} is a program, which is never run.`, 'Write the config as promptfooconfig.yaml.', {
      path,
      line: 1,
      column: 1,
    }),
  ]);
}

const settingsSchema = suiteFileSchema.pick({ trials: true, policy: true });
type Settings = z.infer<typeof settingsSchema>;

/** Number of trials and policy, which promptfoo has no words for, stand in its `metadata` under our name. */
function readSettings(root: Placed): Settings {
  const repeat = inside(root, 'evaluateOptions', 'repeat').value;
  const trials = z.int().min(1).max(100).safeParse(repeat);
  const own = inside(root, 'metadata', 'prompt-ratchet');
  const parsed = settingsSchema.safeParse(own.value ?? {});
  if (!parsed.success) {
    throw new RatchetErrors(
      problemsFromIssues(parsed.error, {
        schema: settingsSchema,
        file: own,
        code: 'E_CONFIG_INVALID',
        help: 'Below `metadata.prompt-ratchet` stand `trials` and `policy`, as in a suite file: docs/reference/config.md.',
      }),
    );
  }
  return { ...(trials.success ? { trials: trials.data } : {}), ...parsed.data };
}

type Unusable = { problem: Problem };
interface Pair {
  name: string;
  prompt: NamedPrompt;
  provider: Provider;
}

function nothingToRun(
  root: Placed,
  prompts: readonly (NamedPrompt | Unusable)[],
  providers: readonly (Provider | Unusable)[],
): RatchetErrors {
  const problems = [...prompts, ...providers].flatMap((one) => ('problem' in one ? [one.problem] : []));
  const what = prompts.length === 0 ? 'prompts' : 'providers';
  const none = gapOf(
    `The config has no \`${what}\`.`,
    `Write \`${what}:\` and at least one below it.`,
    root.at,
  );
  return new RatchetErrors(problems.length > 0 ? problems : [none]);
}

/** Every prompt with every provider that does not name others. What cannot be used keeps its place in the names. */
function pairs(
  path: string,
  prompts: readonly (NamedPrompt | Unusable)[],
  providers: readonly (Provider | Unusable)[],
): Pair[] {
  const found = prompts.flatMap((prompt, index) =>
    providers.flatMap((provider, position): Pair[] => {
      if ('problem' in prompt || 'problem' in provider || !isChosen(prompt, provider)) return [];
      const name = suiteName(path, { item: prompt, index }, { item: provider, index: position });
      return [{ name, prompt, provider }];
    }),
  );
  const names = distinct(found.map(({ name }) => name));
  return found.map((pair, index) => ({ ...pair, name: names[index] ?? pair.name }));
}

function isChosen({ label, id, path }: NamedPrompt, { prompts }: Provider): boolean {
  if (prompts === undefined) return true;
  return [label, id, path].some((name) => name !== undefined && prompts.includes(name));
}

/** The prompt with what the default test puts around all prompts. */
function framed(named: NamedPrompt, defaultTest: Placed, reading: Reading): NamedPrompt {
  const [prefix = '', suffix = ''] = ['prefix', 'suffix'].map((key) =>
    textIn(inside(defaultTest, 'options', key).value),
  );
  if (prefix === '' && suffix === '') return named;
  const [only, ...others] = named.prompt.messages;
  if (only && others.length === 0) {
    return {
      ...named,
      prompt: { ...named.prompt, messages: [{ ...only, content: `${prefix}${only.content}${suffix}` }] },
    };
  }
  const help = 'Write the prefix and suffix into the messages.';
  reading.gap(
    '`prefix` and `suffix` go around texts, not around lists of messages.',
    help,
    inside(defaultTest, 'options').at,
  );
  return named;
}

async function buildSuite(
  { name, prompt, provider }: Pair,
  { settings, scored, reading, at }: { settings: Settings; scored: Scored; reading: Reading; at: Placed },
): Promise<PromptfooSuite> {
  try {
    const parameters = await withFiles({ ...provider.parameters, ...prompt.prompt.parameters }, at, reading);
    const cases = scored.cases.filter(({ test }) => runsWith(test, prompt, provider)).map(({ row }) => row);
    const used = scored.scorers.filter(
      (scorer) =>
        scorer.kind !== 'case' || cases.some((row) => Object.hasOwn(row.scorers ?? {}, scorer.name)),
    );
    const whole: Prompt = { ...prompt.prompt, parameters, cases, scorers: used };
    const target = { prompt: prompt.path, provider: provider.provider, model: provider.model };
    const placeOf = () => at.at;
    const parsed = { path: reading.path, name, file: { target, ...settings }, placeOf };
    return {
      ok: true,
      name,
      suite: resolveSuite(parsed, {
        promptPath: prompt.path,
        prompt: whole,
        settings: { provider: provider.provider, model: provider.model, parameters: {} },
        schemas: new Map(),
      }),
    };
  } catch (error) {
    const found = problemsOf(error);
    if (!found) throw error;
    return { ok: false, name, problems: found };
  }
}

/** Whether a test wants to be run with a prompt and a provider. */
function runsWith(test: Placed, prompt: NamedPrompt, provider: Provider): boolean {
  const wanted = (key: string, names: readonly (string | undefined)[]) => {
    const list: Json = inside(test, key).value;
    return !isList(list) || names.some((name) => name !== undefined && list.includes(name));
  };
  return (
    wanted('prompts', [prompt.label, prompt.id, prompt.path]) &&
    wanted('providers', [provider.label, provider.id])
  );
}
