import { readFile } from 'node:fs/promises';
import { messageOf, RatchetError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import { parseReport } from '../core/report-read.ts';

/** @throws RatchetError E_REPORT_INVALID */
export async function readReport(path: string): Promise<Report> {
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
