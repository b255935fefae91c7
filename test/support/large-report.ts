import type { CaseReport, Report } from '../../src/core/report.ts';
import { compared, measured, metrics, reportOf, row, said, side } from './report-builder.ts';
import { courseOf, withCourses, withSent } from './report-extras.ts';

const WORDS =
  'refunds parcels arrive within thirty days of the purchase when they are sent back whole and the receipt is there please write to us with the number of the order so that somebody can look at it'.split(
    ' ',
  );

/** A report with many cases of two scorers and two trials a side, the same for the same count. */
export function largeReport(count: number): Report {
  const next = numbers(20_260_304);
  const cases = Array.from({ length: count }, (_none, at) => caseAt(at, next));
  const report = reportOf(
    {
      outcome: 'fail',
      reasons: [
        {
          code: 'regressed',
          severity: 'fail',
          kind: 'quality',
          suite: 'support',
          scorer: 'policy',
          actual: -0.081,
          limit: 0.05,
        },
        {
          code: 'improved',
          severity: 'info',
          kind: 'quality',
          suite: 'support',
          scorer: 'tone',
          actual: 0.021,
        },
      ],
    },
    [
      withSent(
        measured('support', {
          comparisons: [
            compared('policy', [0.912, 0.831], [-0.102, -0.061], 'regressed', { pairs: count }),
            compared('tone', [0.774, 0.795], [0.008, 0.034], 'improved', { pairs: count, kind: 'judge' }),
          ],
          metrics: metrics({
            head: {
              trials: 2 * count,
              failed: 0,
              inputTokens: 418,
              outputTokens: 133,
              costUsd: 0.00031,
              latencyMs: 940,
            },
            costRatio: 0.258,
            latency: { ratio: 0.81, lower: 0.74, upper: 0.89, pairs: count },
          }),
          cases,
        }),
      ),
    ],
  );
  const course = Array.from({ length: 60 }, () => 0.8 + next() * 0.2);
  return withCourses(report, [
    ['support', 'policy', courseOf(course)],
    ['support', 'tone', courseOf(course)],
  ]);
}

function caseAt(at: number, next: () => number): CaseReport {
  const broke = next() < 0.08;
  const drop = next() < 0.15 ? -next() * 0.4 : next() * 0.2;
  const tone = 0.55 + next() * 0.3;
  const answer = sentence(24 + Math.floor(next() * 40), next);
  const edited = answer.replace(/refunds|receipt|order/, 'money').replace(/please.*?us/, 'write');
  const trials = (text: string, policy: number, value: number) =>
    side(
      said(text, {
        policy: [policy, policy === 1 ? 'found' : 'not found'],
        tone: [clamp(value), 'It is polite and to the point.'],
      }),
      said(`${text} Thank you.`, {
        policy: [policy, ''],
        tone: [clamp(value + 0.05), 'Polite, a little long.'],
      }),
    );
  return row(
    `case-${String(at + 1).padStart(5, '0')}`,
    { question: `How do ${sentence(9, next)}?`, language: next() < 0.5 ? 'en' : 'de' },
    { base: trials(answer, next() < 0.96 ? 1 : 0, tone), head: trials(edited, broke ? 0 : 1, tone + drop) },
    { tags: next() < 0.2 ? ['policy'] : [], mustPass: next() < 0.05 },
  );
}

function sentence(words: number, next: () => number): string {
  return Array.from({ length: words }, () => WORDS[Math.floor(next() * WORDS.length)]).join(' ');
}

function clamp(value: number): number {
  return Math.max(0, Math.min(1, Math.round(value * 100) / 100));
}

/** Numbers in [0, 1) that look like chance and are the same every time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
