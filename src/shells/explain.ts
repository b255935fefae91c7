import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf, RatchetError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import { parseReport } from '../core/report-read.ts';
import { explainReport } from '../render/explain.ts';
import type { Io } from './io.ts';

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

/** @throws RatchetError E_REPORT_INVALID */
async function readReport(path: string): Promise<Report> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new RatchetError(
      {
        code: 'E_REPORT_INVALID',
        message: `${path} cannot be read: ${messageOf(error)}`,
        help: 'Write one with: prompt-ratchet compare --report-path .prompt-ratchet/report.json',
      },
      error,
    );
  });
  return parseReport(text, path);
}
