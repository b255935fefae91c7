import { describe, expect, it } from 'vitest';
import { suiteReport } from '../../src/core/assemble.ts';
import { compareAll } from '../../src/core/compare.ts';
import { printReport } from '../../src/core/print-report.ts';
import type { Report } from '../../src/core/report.ts';
import { measuredOf } from '../support/build.ts';

function reportOf(cases: number): Report {
  const measured = measuredOf(Array.from({ length: cases }, () => ({ base: [1], head: [1] })));
  const suite = suiteReport(measured, compareAll([measured], 's')[0] ?? [], new Map(), []);
  return { suites: [suite] } as unknown as Report;
}

describe("a report's text", () => {
  it('can be read as long as somebody may want to, and is the same JSON beyond that', () => {
    const [few, many] = [reportOf(200), reportOf(201)];
    expect(printReport(few)).toBe(`${JSON.stringify(few, null, 2)}\n`);
    expect(printReport(many)).toBe(`${JSON.stringify(many)}\n`);
  });
});
