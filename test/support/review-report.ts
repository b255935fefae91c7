import { criterionOf } from '../../src/core/criterion.ts';
import type { Report } from '../../src/core/report.ts';
import type { JudgeSpec } from '../../src/core/suite.ts';
import { measured, reportOf, row, said, side } from './report-builder.ts';

export const REVIEW_JUDGE: JudgeSpec = {
  kind: 'judge',
  name: 'helpful',
  threshold: 0.5,
  asks: { provider: 'openai', model: 'small', parameters: {} },
  judge: 'rubric',
  criterion: 'Does the answer tell the customer what to do next?',
  levels: ['No.', 'In part.', 'Yes, completely.'],
};

/** A report of one suite with a judge: `count` pairs, of which odd ones got worse in its eyes, and whatever is given. */
export function reviewReport(count: number, outputs: readonly string[] = []): Report {
  const cases = Array.from({ length: count }, (_, index) => {
    const before = `Thank you for writing about order ${index}. We sent the parcel back to you; it arrives in two days.`;
    const after = outputs[index] ?? `Thank you for writing about order ${index}. Please be patient.`;
    return row(
      `case-${index}`,
      { message: `Where is my order ${index}?`, locale: 'en' },
      {
        base: side(said(before, { helpful: [1, 'It says when.'] })),
        head: side(said(after, { helpful: [index % 2, 'Patience is no answer.'] })),
      },
      { expected: 'Says when the parcel arrives.' },
    );
  });
  return reportOf({ outcome: 'pass', reasons: [{ code: 'unchanged', severity: 'info', kind: 'notice' }] }, [
    measured('support', { cases, criteria: [criterionOf(REVIEW_JUDGE)] }),
  ]);
}
