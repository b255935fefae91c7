import type { TargetParts } from '../core/config/resolve.ts';
import { namedByWords, resolveCommand, watchOf } from '../core/config/resolve-command.ts';
import { normalizePath } from '../core/paths.ts';
import { splitAddress } from '../prompts/address.ts';
import { withIncludes } from '../prompts/format.ts';
import { loadModelSettings } from './load-model.ts';
import { type Loading, loadVariables, readNamed } from './load-parts.ts';
import { together } from './together.ts';

/** The prompt and the model's settings, read and parsed; or what stands for the files of a command. */
export async function loadTarget(loading: Loading): Promise<TargetParts> {
  const { parsed, closure, parsers } = loading;
  const { path } = parsed;
  const { target } = parsed.file;
  if ('command' in target) {
    const { folder } = resolveCommand(target, path);
    return { code: await closure.as('suite').fingerprint(folder, watchOf(target, path)) };
  }
  const { file, symbol } = splitAddress(target.prompt);
  const promptFile = normalizePath(file, path);
  const promptPath = `${promptFile}${symbol === undefined ? '' : `#${symbol}`}`;
  const [prompt, settings, variables] = await together([
    readNamed(loading, promptFile, { reason: 'prompt', key: ['target', 'prompt'] })
      .then((text) => parsers.prompt({ path: promptPath, text }))
      .then((parsedPrompt) =>
        withIncludes(parsedPrompt, promptPath, (included) => closure.as('include').read(included)),
      ),
    loadModelSettings(target, path, (written) =>
      readNamed(loading, normalizePath(written, path), { reason: 'model', key: ['target'] }),
    ),
    loadVariables(loading, target),
  ]);
  const defaults = { ...prompt.defaults, ...variables };
  return {
    promptPath,
    prompt: Object.keys(defaults).length > 0 ? { ...prompt, defaults } : prompt,
    settings,
  };
}

/** What stands for the files of each command scorer, by its place in the list. */
export async function scorerFingerprints({ parsed, closure }: Loading): Promise<Map<number, string>> {
  const { file, path } = parsed;
  const tree = closure.as('suite');
  const found = (file.scorers ?? []).map(async (scorer, index) => {
    if (!('command' in scorer)) return [];
    const command = resolveCommand(scorer, path);
    const watch = watchOf(scorer, path);
    // The files that the command names; words that are no path of a file match nothing. Escaped: names, not patterns.
    const named = namedByWords(command).map((name) => name.replaceAll(/[[\]{}()*?!+@]/g, '[$&]'));
    const globs = watch.length > 0 ? watch : named;
    return globs.length === 0 ? [] : [[index, await tree.fingerprint('', globs)] as const];
  });
  return new Map((await Promise.all(found)).flat());
}
