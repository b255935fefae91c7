import type { Report } from '../../src/core/report.ts';
import { compared, failed, measured, reportOf, row, said, side } from './report-builder.ts';
import { courseOf, withCourses } from './report-extras.ts';

/** A report with one text from outside in every place that takes text. */
export function hostileReport(text: string): Report {
  const request = { settings: 0, messages: [{ role: 'user' as const, text: 0 }] };
  const base = { ...side(said(`${text} yes`, { [text]: [1, text] })), request };
  const head = { ...side(said(`${text} no`, { [text]: [0, text] }), failed('bad-answer', text)), request };
  const reason = { kind: 'quality' as const, suite: text, scorer: text, cases: [text] };
  const report = reportOf(
    {
      outcome: 'fail',
      reasons: [
        { ...reason, code: 'regressed', severity: 'fail', actual: -0.5, limit: 0.05 },
        { ...reason, code: 'must-pass', severity: 'fail' },
        { ...reason, code: 'judge-distrusted', severity: 'warn' },
      ],
    },
    [
      measured(text, {
        path: text,
        promptPath: text,
        model: { base: text, head: text },
        changes: [
          { kind: 'model', what: 'model', from: text, to: `${text}!` },
          { kind: 'message', what: text, lines: { added: 1, removed: 1 }, base: text, head: `${text}.` },
        ],
        gateChanges: [{ kind: 'policy', what: text, from: text, to: text }],
        drift: { added: [text], edited: [text], removed: [text], renamed: [{ from: text, to: text }] },
        unsupported: [{ code: 'E_GIT', message: text, help: text, place: { path: text, line: 1 } }],
        comparisons: [compared(text, [1, 0.5], [-0.7, -0.3], 'regressed', { kind: 'judge' })],
        slices: [{ tag: text, scorer: text, pairs: 3 }],
        requests: {
          texts: [{ text }],
          settings: [{ provider: text, model: text, parameters: { [text]: text } }],
        },
        cases: [
          row(text, { [text]: text }, { base, head }, { outcome: 'broke', tags: [text], expected: text }),
          row(`${text}2`, {}, { head }, { origin: 'added', outcome: 'head-only' }),
        ],
      }),
      {
        name: `${text}3`,
        path: text,
        state: 'broken',
        alsoAtBase: false,
        problems: [{ code: 'E_GIT', message: text, help: text, place: { path: text } }],
      },
      { name: `${text}4`, path: text, state: 'removed' },
      { name: `${text}5`, path: text, state: 'untouched' },
    ],
    {
      base: { label: text, sha: text },
      head: { label: text, sha: text },
      problems: [{ code: 'E_GIT', message: text, help: text }],
      source: { runUrl: text, scope: text, options: { config: text } },
      uncovered: [{ path: text, status: 'modified' }],
    },
  );
  return withCourses(report, [
    [text, text, courseOf([0.5, 0.6], { 0: { sha: text } })],
    [`${text}5`, text, courseOf([0.5])],
  ]);
}
