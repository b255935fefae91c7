import { readFile } from 'node:fs/promises';
import { messageOf, RatchetError } from '../core/errors.ts';
import { type Report, reportSchema } from '../core/report.ts';

/** @throws RatchetError E_REPORT_INVALID */
export async function readReport(path: string): Promise<Report> {
  try {
    return reportSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch (error) {
    throw new RatchetError(
      {
        code: 'E_REPORT_INVALID',
        message: `${path} is not a report that this version can read: ${messageOf(error).slice(0, 300)}`,
        help: 'Write one with: prompt-ratchet compare --report-path .prompt-ratchet/report.json',
      },
      error,
    );
  }
}
