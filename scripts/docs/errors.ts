import { ERROR_CODES } from '../../src/core/errors.ts';
import { MODEL_FAILURE_CODES } from '../../src/core/model.ts';
import { SCORE_ERROR_CODES, TRIAL_ERROR_CODES } from '../../src/core/trial.ts';

/** Every code that a person can meet. */
export function errorReference(): string {
  return [
    '# Codes',
    '',
    'Generated from the tables in the source.',
    '',
    '## Errors',
    '',
    'What keeps a suite or a run from being done. Each comes with its place and with what mends it.',
    '',
    ...table(ERROR_CODES),
    '## Failed trials',
    '',
    'A failed trial is data: it is counted, never scored.',
    '',
    ...table({ ...TRIAL_ERROR_CODES, ...MODEL_FAILURE_CODES }),
    '## Missing scores',
    '',
    'A missing score is never a zero.',
    '',
    ...table(SCORE_ERROR_CODES),
  ].join('\n');
}

function table(codes: Readonly<Record<string, string>>): string[] {
  const rows = Object.entries(codes).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`);
  return ['| code | meaning |', '|---|---|', ...rows, ''];
}
