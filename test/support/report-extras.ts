import type { CaseReport, MeasuredSuite, Report } from '../../src/core/report.ts';
import type { ReportTrendPoint } from '../../src/core/report-history.ts';
import type { SentRequest } from '../../src/core/report-requests.ts';

/** A course of a scorer over as many decisions, one a day, the last of them this run's. */
export function courseOf(
  heads: readonly number[],
  more: Readonly<Record<number, Partial<ReportTrendPoint>>> = {},
): ReportTrendPoint[] {
  return heads.map((head, at) => ({
    at: new Date(Date.UTC(2026, 1, 2 + at, 9, 30)).toISOString(),
    head,
    base: heads[at - 1] ?? head,
    outcome: 'pass',
    verdict: 'unchanged',
    sha: `${at}`.padStart(7, 'a').repeat(6).slice(0, 40),
    pullRequest: 11 + at,
    ...(at === heads.length - 1 ? { now: true as const } : {}),
    ...more[at],
  }));
}

/** A report whose ledger knows these courses, by suite and scorer. */
export function withCourses(
  report: Report,
  courses: readonly (readonly [suite: string, scorer: string, points: ReportTrendPoint[]])[],
  faults = 0,
): Report {
  const trends = courses.map(([suite, scorer, points]) => ({ suite, scorer, points }));
  return { ...report, history: { faults, trends } };
}

const SYSTEM = {
  base: 'You answer customers of Acme. Be kind.',
  head: 'You answer customers of Acme. Be brief.',
};

/** A suite in whose cases each side says what it sent: a system message of the side's own, and the case's variables. */
export function withSent(suite: MeasuredSuite): MeasuredSuite {
  const texts = [{ text: SYSTEM.base }, { text: SYSTEM.head }];
  const places = new Map<string, number>();
  const placeOf = (text: string) => {
    const at = places.get(text) ?? texts.push({ text }) - 1;
    places.set(text, at);
    return at;
  };
  const cases = suite.cases.map((row): CaseReport => {
    const user = placeOf(Object.values(row.vars).map(String).join('\n'));
    const request = (side: 0 | 1): SentRequest => ({
      settings: side,
      messages: [
        { role: 'system', text: side },
        { role: 'user', text: user },
      ],
    });
    return {
      ...row,
      ...(row.base ? { base: { ...row.base, request: request(0) } } : {}),
      ...(row.head ? { head: { ...row.head, request: request(1) } } : {}),
    };
  });
  const settings = (['base', 'head'] as const).map((side) => ({
    provider: 'openai',
    model: suite.model?.[side] ?? 'gpt-4.1',
    parameters: { temperature: side === 'base' ? 0 : 0.7, max_tokens: 400 },
  }));
  return { ...suite, requests: { texts, settings }, cases };
}
