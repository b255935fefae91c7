import { RatchetError } from '../../core/errors.ts';
import type { Model, Tree } from '../../ports.ts';
import { createReplay } from './recording.ts';

/**
 * Opens the recordings that stand at head. They can be trusted as far as base has the same ones:
 * a pull request could bring answers that no model ever gave.
 */
export async function openReplay(options: {
  globs: readonly string[];
  base: Tree;
  head: Tree;
}): Promise<{ model: Model; trusted: boolean; path: string } | undefined> {
  const { globs, base, head } = options;
  if (globs.length === 0) return undefined;
  const paths = [...new Set((await Promise.all(globs.map((glob) => head.list(glob)))).flat())];
  const [path] = paths;
  if (path === undefined) {
    throw new RatchetError({
      code: 'E_RECORDING',
      message: `No recording matches ${globs.join(', ')}.`,
      help: 'Record one with: prompt-ratchet compare --record evals/recordings/answers.jsonl',
    });
  }
  const texts = await Promise.all(
    paths.map(async (one) => ({
      path: one,
      text: (await head.read(one, 'data')) ?? '',
      atBase: await base.read(one, 'data'),
    })),
  );
  return {
    model: createReplay(texts),
    trusted: texts.every(({ text, atBase }) => text === atBase),
    /** The first of them. */
    path,
  };
}
