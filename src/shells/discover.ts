import { resolve } from 'node:path';
import { discover } from '../compose-discover.ts';
import { parseOptions } from '../options.ts';
import { renderDiscovery } from '../render/discovery.ts';
import { parseFlags } from './flags.ts';
import { type Io, wantsColor, widthOf } from './io.ts';

/** `prompt-ratchet discover`: the prompts of the work tree that no suite tests. Gives exit code 0. */
export async function discoverCommand(argv: readonly string[], io: Io): Promise<number> {
  const { values, switches } = parseFlags(argv, {
    values: ['config', 'working-directory'],
    switches: ['json'],
  });
  const { config, 'working-directory': folder } = parseOptions(values);
  const found = await discover(resolve(io.cwd, folder), config);
  io.stdout.write(
    switches.has('json')
      ? `${JSON.stringify({ version: 1, ...found }, null, 2)}\n`
      : renderDiscovery(found, { width: widthOf(io.stdout), color: wantsColor(io.stdout, io.env) }),
  );
  return 0;
}
