import { resolve } from 'node:path';
import { writeNew } from '../adapters/files.ts';
import { begin } from '../compose-discover.ts';
import { parseOptions } from '../options.ts';
import { renderBeginnings } from '../render/beginnings.ts';
import { parseFlags } from './flags.ts';
import { type Io, wantsColor } from './io.ts';

/**
 * `prompt-ratchet init [PROMPT …]`: first suites for prompts that have none. What is there already is never touched.
 * Gives exit code 0, or 2 where no prompt could be read.
 */
export async function initCommand(argv: readonly string[], io: Io): Promise<number> {
  const first = argv.findIndex((word) => word.startsWith('-'));
  const named = first < 0 ? argv : argv.slice(0, first);
  const { values, switches } = parseFlags(argv.slice(named.length), {
    values: ['config', 'working-directory'],
    switches: ['dry-run'],
  });
  const { config, 'working-directory': folder } = parseOptions(values);
  const begun = await begin(resolve(io.cwd, folder), { config, named });
  const dry = switches.has('dry-run');
  const kept = new Set<string>();
  for (const { files } of dry ? [] : begun.suites) {
    for (const [path, text] of files) {
      if (!(await writeNew(begun.root, path, text))) kept.add(path);
    }
  }
  io.stdout.write(renderBeginnings({ ...begun, kept, dry }, { color: wantsColor(io.stdout, io.env) }));
  return begun.suites.length === 0 && begun.unread.length > 0 ? 2 : 0;
}
