import { describe, expect, it } from 'vitest';
import type { Change, GateReason, Report } from '../../../src/core/report.ts';
import { changeWords } from '../../../src/render/change-words.ts';
import { renderCheck } from '../../../src/render/check.ts';
import { markdownVoice } from '../../../src/render/markdown.ts';
import { reasonWords } from '../../../src/render/reason-words.ts';
import { decisionSentence, headline } from '../../../src/render/words.ts';
import { reportOf } from '../../support/report-builder.ts';
import { scenarios } from '../../support/scenarios.ts';

const empty = reportOf(
  { outcome: 'pass', reasons: [{ code: 'nothing-touched', severity: 'info', kind: 'notice' }] },
  [],
);

/** A reason with everything in it. */
function reason(code: GateReason['code'], more: Partial<GateReason> = {}): GateReason {
  return { code, severity: 'fail', kind: 'quality', suite: 'support', scorer: 'tone', ...more };
}

it('has words for every reason', () => {
  const codes: GateReason[] = [
    reason('run-failed'),
    reason('run-stopped'),
    reason('not-recorded'),
    reason('stopped', { suite: 'support', actual: 57, limit: 200 }),
    reason('regressed', { actual: -0.083, limit: -0.05 }),
    reason('below-min-score', { actual: 0.71, limit: 0.8, base: 0.82 }),
    reason('must-pass', { cases: ['a'] }),
    reason('must-pass', { cases: ['a', 'b', 'c', 'd', 'e'] }),
    reason('case-broken', { cases: ['a'] }),
    reason('case-broken', { cases: ['a', 'b'] }),
    reason('cost-increase', { actual: 0.31, limit: 0.2 }),
    reason('latency-increase', { actual: 0.61, limit: 0.5 }),
    reason('degraded', { actual: -0.021, limit: -0.05 }),
    reason('error-rate', { actual: 0.11, limit: 0.02, base: 0 }),
    reason('inconclusive'),
    reason('unmeasured', { actual: 3, limit: 40 }),
    reason('unmeasured', { cases: ['a', 'b'] }),
    reason('cost-unknown'),
    reason('latency-unknown'),
    reason('suite-broken'),
    reason('suite-removed'),
    reason('cases-removed', { cases: ['a'] }),
    reason('gate-changed'),
    reason('new-suite'),
    reason('replayed'),
    reason('improved', { actual: 0.04 }),
    reason('unchanged'),
    { code: 'nothing-touched', severity: 'info', kind: 'notice' },
  ];
  expect(codes.map((each) => reasonWords(each, empty, markdownVoice)).join('\n')).toMatchInlineSnapshot(`
    "the run could not be done
    the run was stopped before its end
    the recording lacks answers
    \`support\` stopped after 57 of 200 cases: regression already proven
    \`tone\` of \`support\` regressed by 8.3 pp (5 pp tolerated)
    \`tone\` of \`support\` is at 71.0 % (base: 82.0 %), below the required 80.0 %
    a must-pass case does not pass (\`a\`)
    5 must-pass cases do not pass (\`a\`, \`b\`, \`c\` and 2 more)
    a case of \`support\` broke, proven by fresh trials (\`a\`)
    2 cases of \`support\` broke, proven by fresh trials (\`a\`, \`b\`)
    a trial of \`support\` costs 31 % more (20 % tolerated)
    the latency of \`support\` rose by 61 % (50 % tolerated)
    \`tone\` of \`support\` got worse by 2.1 pp, which is proven and within the 5 pp tolerated
    11.0 % of the trials of \`support\` failed (base: 0 %), above the tolerated 2 %
    it could not be decided whether \`tone\` of \`support\` got worse
    \`tone\` of \`support\` could not be measured in 3 of 40 cases
    2 cases of \`support\` could not be measured (\`a\`, \`b\`)
    the cost of \`support\` is unknown, so its limit could not be checked
    the latency of \`support\` is unknown, so its limit could not be checked
    the suite \`support\` cannot be read at head
    this change removes the suite \`support\`
    this change removes or edits 1 case of \`support\` (\`a\`)
    this change edits what decides for \`support\`, and base's rules decided
    \`support\` is new, so there is no base to compare with
    answers come from a recording that this change brings along
    \`tone\` of \`support\` improved by 4 pp
    \`tone\` of \`support\` did not get worse
    this change touches no suite"
  `);
});

it('has words for every change', () => {
  const changes: Change[] = [
    { kind: 'model', what: 'model', from: 'gpt-4.1', to: 'gpt-4.1-mini' },
    { kind: 'provider', what: 'provider', from: 'openai', to: 'azure' },
    { kind: 'parameter', what: 'temperature', from: '0', to: '0.7' },
    { kind: 'prompt', what: 'prompts/a.txt' },
    { kind: 'prompt', what: 'prompt file', from: 'a.txt', to: 'b.txt' },
    { kind: 'dataset', what: 'cases.jsonl' },
    { kind: 'scorer', what: 'tone', to: 'removed' },
    { kind: 'policy', what: 'max-drop', from: '0.05', to: '0.2' },
    { kind: 'trials', what: 'trials', from: '3', to: '1' },
    { kind: 'suite-path', what: 'path', from: 'a.yml', to: 'b.yml' },
  ];
  expect(changes.map((each) => changeWords(each, markdownVoice)).join('\n')).toMatchInlineSnapshot(`
    "model \`gpt-4.1\` → \`gpt-4.1-mini\`
    provider \`openai\` → \`azure\`
    \`temperature\` \`0\` → \`0.7\`
    prompt \`prompts/a.txt\` edited
    prompt \`a.txt\` → \`b.txt\`
    dataset \`cases.jsonl\` edited
    scorer \`tone\` removed
    \`max-drop\` \`0.05\` → \`0.2\`
    trials \`3\` → \`1\`
    suite file \`a.yml\` → \`b.yml\`"
  `);
});

describe('the decision', () => {
  const decided = (outcome: Report['decision']['outcome'], ...reasons: GateReason[]) =>
    decisionSentence(reportOf({ outcome, reasons }, []), markdownVoice);

  it('says first what was measured, then what was not', () => {
    const down = reason('unmeasured', { kind: 'unmeasured', actual: 3, limit: 40 });
    expect(decided('fail', down)).toBe(
      'Not evaluated: `tone` of `support` could not be measured in 3 of 40 cases',
    );
    expect(decided('fail', down, reason('regressed', { actual: -0.1 }))).toBe(
      'Blocked: `tone` of `support` regressed by 10 pp, and 1 more reason',
    );
  });

  it('does not say that nothing got worse when something is undecided', () => {
    const open = reason('inconclusive', { severity: 'info' });
    expect(decided('pass', open)).toBe('Passed: no regression was found, 1 score undecided');
    expect(decided('pass', reason('improved', { severity: 'info', actual: 0.04 }), open)).toBe(
      'Passed: `tone` of `support` improved by 4 pp, no regression was found, 1 score undecided',
    );
    expect(decided('pass', reason('unchanged', { severity: 'info' }))).toBe(
      'Passed: no score got worse by more than is tolerated',
    );
  });

  it('counts warnings', () => {
    expect(decided('warn', reason('new-suite', { severity: 'warn' }))).toMatch(/^Passed with a warning: /);
    expect(
      decided('warn', reason('new-suite', { severity: 'warn' }), reason('replayed', { severity: 'warn' })),
    ).toMatch(/^Passed with warnings: .*, and 1 more reason$/);
  });
});

it('has a title for every scenario', () => {
  const titles = Object.entries(scenarios()).map(([name, report]) => `${name}: ${renderCheck(report).title}`);
  expect(titles.join('\n')).toMatchInlineSnapshot(`
    "judges-and-people: Blocked: tone of support regressed by 9.4 pp (5 pp tolerated)
    overridden: Accepted by maria-lopez: policy of support regressed by 11.7 pp (5 pp tolerated)
    stopped-early: Blocked: policy of support regressed by 31 pp (5 pp tolerated), proven after 61 of 121 cases
    slices: Passed: policy of support improved by 5 pp, no score got worse by more than is tolerated
    pass: Passed: no score got worse by more than is tolerated
    warn-inconclusive: Passed with a warning: it could not be decided whether tone of support got worse
    blocked-must-pass: Blocked: a must-pass case broke (refund-3)
    blocked-broken-case: Blocked: a case of support broke, proven by fresh trials (refund-3)
    blocked-regression: Blocked: policy of support regressed by 11.7 pp (5 pp tolerated), and 1 more reason
    nothing-touched: Passed: this change touches no suite
    new-suite: Passed with a warning: classify is new, so there is no base to compare with
    provider-down: Not evaluated: policy of support could not be measured in 18 of 40 cases, and 1 more reason
    judge-unreadable: Not evaluated: tone of support could not be measured in 9 of 40 cases: the judge's answer could not be read, nor could…
    gate-changed: Passed with a warning: this change edits what decides for support, and base's rules decided
    cases-removed: Passed with warnings: this change removes the suite summarise, and 1 more reason
    broken-suite: Not evaluated: the suite support cannot be read at head
    run-failed: Not evaluated: Base and head share no commit in this clone
    cost-increase: Blocked: a trial of support costs 66 % more (20 % tolerated), and 1 more reason
    mixed-suites: Blocked: policy of support regressed by 11.7 pp (5 pp tolerated), and 1 more reason
    hostile: Blocked: 4 must-pass cases do not pass (\`evil\` @octocat | #1 <img src=x>, ::error::x, [U+202E]abc, ), and 1 more reason"
  `);
});

it('keeps a title short and plain', () => {
  const long = reportOf(
    {
      outcome: 'fail',
      reasons: [reason('regressed', { suite: 'x'.repeat(500), scorer: '\u202E`@a`\n'.repeat(90) })],
    },
    [],
  );
  const { title, summary } = renderCheck(long);
  expect(title.length).toBeLessThan(120);
  expect(title).toContain('[U+202E]');
  expect(title).not.toContain('\n');
  expect(summary).toContain('### ❌ Blocked');
  expect(headline(empty)).toBe('Passed: this change touches no suite');
});
