import { contentHash } from '../core/hash.ts';
import type { PromptTarget } from '../core/suite.ts';
import { isEditable, replaceText, setValue } from '../optimize/edit.ts';
import type { Tree } from '../ports.ts';
import { splitAddress } from '../prompts/address.ts';
import { loadSuites } from './load.ts';
import type { PromptSuite } from './prompt-suite.ts';

/** New texts of files, by path. */
export type Files = ReadonlyMap<string, string>;

/** A tree with some of its files replaced. */
export function overlay(tree: Tree, files: Files): Tree {
  return {
    sha: undefined,
    list: (glob) => tree.list(glob),
    read: async (path) => files.get(path) ?? tree.read(path),
    fingerprint: async (folder, globs) => contentHash([await tree.fingerprint(folder, globs), [...files]]),
  };
}

/**
 * The files of a suite as they have to be for its target to be another one, each with as little changed as its format
 * allows. What is written is read back through the loader of every run: only files that give exactly the wanted target
 * are given. `undefined` where no such edit is known.
 */
export async function rewrite(
  tree: Tree,
  suite: PromptSuite,
  wanted: PromptTarget,
): Promise<Files | undefined> {
  const before = suite.target;
  let files: Files = new Map();
  let target = before;
  for (const [index, message] of wanted.prompt.messages.entries()) {
    if (message.content === before.prompt.messages[index]?.content) continue;
    const messages = target.prompt.messages.map((old, at) => (at === index ? message : old));
    target = { ...target, prompt: { ...target.prompt, messages } };
    const { file: path } = splitAddress(suite.promptPath);
    const text = await overlay(tree, files).read(path);
    const from = before.prompt.messages[index]?.content ?? '';
    if (text === undefined || !isEditable(before.prompt.format)) return undefined;
    const options = replaceText({ path, text }, from, message.content).map(
      (after) => new Map([...files, [path, after]]),
    );
    const next = await firstThatGives(tree, suite, target, options);
    if (!next) return undefined;
    files = next;
  }
  for (const [key, value] of settingsOf(before, wanted)) {
    target =
      key[0] === 'parameters'
        ? { ...target, parameters: { ...target.parameters, [key[1] ?? '']: value } }
        : { ...target, [key[0] ?? '']: value };
    const next = await firstThatGives(
      tree,
      suite,
      target,
      await settingEdits(overlay(tree, files), suite, key, value, files),
    );
    if (!next) return undefined;
    files = next;
  }
  return contentHash(plain(target)) === contentHash(plain(wanted)) ? files : undefined;
}

type Value = Parameters<typeof setValue>[2];

/** What differs in the settings, with the path under `target` at which a suite file has it. */
function settingsOf(before: PromptTarget, wanted: PromptTarget): [string[], Value][] {
  const parameters = Object.entries(wanted.parameters).filter(
    ([name, value]) =>
      contentHash(value) !== contentHash(before.parameters[name] ?? null) || !(name in before.parameters),
  );
  return [
    ...(before.provider === wanted.provider ? [] : [[['provider'], wanted.provider] as [string[], Value]]),
    ...(before.model === wanted.model ? [] : [[['model'], wanted.model] as [string[], Value]]),
    ...parameters.map(([name, value]): [string[], Value] => [['parameters', name], value as Value]),
  ];
}

/** In the prompt file where it has the setting, then in the suite file. */
async function settingEdits(
  tree: Tree,
  suite: PromptSuite,
  key: string[],
  value: Value,
  files: Files,
): Promise<Files[]> {
  const { file: promptPath } = splitAddress(suite.promptPath);
  const places: [string, string[]][] = [
    [suite.path, ['target', ...key]],
    ...(/\.(?:ya?ml|json)$/i.test(promptPath)
      ? ([
          [promptPath, key],
          [promptPath, key.map((name) => (name === 'parameters' ? 'modelParameters' : name))],
          [promptPath, key.slice(-1)],
        ] as [string, string[]][])
      : []),
  ];
  const edits: { files: Files; grows: boolean }[] = [];
  for (const [path, at] of places) {
    const text = await tree.read(path);
    const after = text === undefined ? undefined : setValue(text, at, value);
    if (text === undefined || after === undefined) continue;
    edits.push({
      files: new Map([...files, [path, after]]),
      grows: after.split('\n').length > text.split('\n').length,
    });
  }
  // A value that stands somewhere is changed there; only what stands nowhere is added, to the suite.
  return [...edits.filter(({ grows }) => !grows), ...edits.filter(({ grows }) => grows)].map(
    (edit) => edit.files,
  );
}

async function firstThatGives(
  tree: Tree,
  suite: PromptSuite,
  target: PromptTarget,
  options: readonly Files[],
): Promise<Files | undefined> {
  const wanted = contentHash(plain(target));
  for (const files of options) {
    const loaded = await loadSuites(overlay(tree, files), [globOf(suite.path)]);
    const found = loaded.find(({ path }) => path === suite.path);
    if (
      found?.ok &&
      found.suite.target.kind === 'prompt' &&
      contentHash(plain(found.suite.target)) === wanted
    )
      return files;
  }
  return undefined;
}

/** What a target is, without where in its file it stands. */
function plain({ prompt: { origin: _origin, ...prompt }, ...target }: PromptTarget): object {
  const { model: _model, parameters: _parameters, ...said } = prompt;
  return JSON.parse(JSON.stringify({ ...target, prompt: said })) as object;
}

/** A path as a glob that matches it alone. */
export function globOf(path: string): string {
  return path.replaceAll(/[[{(*?]/g, '[$&]');
}
