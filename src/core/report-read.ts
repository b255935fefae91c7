import { messageOf, RatchetError } from './errors.ts';
import { type Report, reportSchema } from './report.ts';
import { REPORT_VERSION } from './report-limits.ts';

/**
 * How a report of each version becomes one of today's shape. When the shape changes so that an older report no longer
 * fits, its reader stays here and brings it up to date.
 */
const READERS: Readonly<Record<number, (value: unknown) => Report>> = {
  1: (value) => reportSchema.parse(value),
};

/**
 * Reads a report of any version that there has been.
 * @throws RatchetError E_REPORT_INVALID
 */
export function parseReport(text: string, path: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(path, messageOf(error), error);
  }
  const version =
    typeof value === 'object' && value !== null && 'version' in value ? value.version : undefined;
  if (!Number.isSafeInteger(version)) throw invalid(path, 'it states no version.');
  const reader = Object.hasOwn(READERS, Number(version)) ? READERS[Number(version)] : undefined;
  if (!reader) {
    throw new RatchetError({
      code: 'E_REPORT_INVALID',
      message: `${path} is a report of version ${String(version)}; this program reads up to version ${REPORT_VERSION}.`,
      help: 'Read it with the version of prompt-ratchet that wrote it, or a later one: its `tool.version` says which.',
    });
  }
  try {
    return reader(value);
  } catch (error) {
    throw invalid(path, messageOf(error), error);
  }
}

function invalid(path: string, why: string, cause?: unknown): RatchetError {
  return new RatchetError(
    {
      code: 'E_REPORT_INVALID',
      message: `${path} is not a report that this version can read: ${why.slice(0, 300)}`,
      help: 'Write one with: prompt-ratchet compare --report-path .prompt-ratchet/report.json',
    },
    cause,
  );
}
