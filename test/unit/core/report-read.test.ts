import { Validator } from '@cfworker/json-schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reportJsonSchema } from '../../../scripts/docs/report.ts';
import { parseReport } from '../../../src/core/report-read.ts';
import { anyReport } from '../../support/report-arbitrary.ts';
import { sampleReport } from '../../support/sample-report.ts';

const faultOf = (text: string) => {
  try {
    parseReport(text, 'report.json');
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('reading a report', () => {
  it('gives back what was written', () => {
    const report = sampleReport();
    expect(parseReport(JSON.stringify(report), 'report.json')).toEqual(report);
  });

  it('says of a later version that it is later, and of anything else what is wrong with it', () => {
    const later = JSON.stringify({ ...sampleReport(), version: 2 });
    expect(faultOf(later)).toMatchObject({
      problem: { code: 'E_REPORT_INVALID', message: expect.stringContaining('a report of version 2') },
    });
    for (const text of [
      '',
      '[]',
      'null',
      '{}',
      '{"version":"1"}',
      '{"version":1}',
      '{"version":1.5}',
      '{"version":-1}',
    ]) {
      expect(faultOf(text)).toMatchObject({ problem: { code: 'E_REPORT_INVALID' } });
    }
  });
});

describe('the published schema', () => {
  it('takes every report and refuses what is none', () => {
    const validator = new Validator(
      reportJsonSchema() as ConstructorParameters<typeof Validator>[0],
      '2020-12',
    );
    fc.assert(
      fc.property(anyReport, (report) => {
        // The validator cannot name a key with half a character; the schema has no opinion about it.
        const text = JSON.stringify(report).replace(/(?<=(?<!\\)(?:\\\\)*)\\ud[0-9a-f]{3}/g, '?');
        const written: unknown = JSON.parse(text);
        expect(validator.validate(written).errors).toEqual([]);
      }),
      { numRuns: 20 },
    );
    expect(validator.validate({ ...sampleReport(), version: 2 }).valid).toBe(false);
    expect(validator.validate({ ...sampleReport(), more: 1 }).valid).toBe(false);
  });
});
