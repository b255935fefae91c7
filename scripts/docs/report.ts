import * as z from 'zod';
import { reportSchema } from '../../src/core/report.ts';
import { REPORT_VERSION } from '../../src/core/report-limits.ts';

/** JSON Schema of a report, for whoever reads one with a program. */
export function reportJsonSchema(): object {
  const schema = z.toJSONSchema(reportSchema, { io: 'output' });
  return { ...schema, title: `Prompt Ratchet report, version ${REPORT_VERSION}` };
}
