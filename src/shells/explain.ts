import { resolve } from 'node:path';
import { RatchetError } from '../core/errors.ts';
import { explainReport } from '../render/explain.ts';
import type { Io } from './io.ts';
import { readReport } from './report-file.ts';

const DEFAULT_REPORT = '.prompt-ratchet/report.json';

/** `prompt-ratchet explain [FILE]`: the arithmetic behind a report. Gives exit code 0. */
export async function explainCommand(argv: readonly string[], io: Io): Promise<number> {
  const [path = DEFAULT_REPORT, ...more] = argv;
  if (more.length > 0 || path.startsWith('-')) {
    throw new RatchetError({
      code: 'E_USAGE',
      message: `"${[path, ...more].join(' ')}" is not understood here.`,
      help: 'prompt-ratchet explain [FILE]',
    });
  }
  io.stdout.write(explainReport(await readReport(resolve(io.cwd, path))));
  return 0;
}
