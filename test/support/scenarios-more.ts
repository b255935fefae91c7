import type { JudgeTrust } from '../../src/core/judge-trust.ts';
import type { CaseReport, Report } from '../../src/core/report.ts';
import { compared, measured, metrics, reportOf } from './report-builder.ts';
import { brokenRefund, cheaper, info, steady, worseShipping } from './scenario-parts.ts';

/** Reports of what not every run has: people's labels, an override, an early stop, slices. */
export function moreScenarios(): Readonly<Record<string, Report>> {
  return {
    'judges-and-people': judgesAndPeople(),
    overridden: overridden(),
    'stopped-early': stoppedEarly(),
    slices: slices(),
  };
}

const trusted: JudgeTrust = {
  scorer: 'tone',
  trust: 'trusted',
  effect: 'gates',
  bar: { youden: 0.4, ac1: 0.6, labels: 30 },
  labels: 64,
  unjudged: 2,
  expired: 5,
  raters: 3,
  passed: 41,
  failed: 23,
  agreement: { value: 0.89, lower: 0.79, upper: 0.95 },
  ac1: { value: 0.8, lower: 0.66, upper: 0.92 },
  youden: { value: 0.74, lower: 0.55, upper: 0.88 },
  repeats: 0,
  margin: { people: 0.05, judge: 0.037 },
};

const distrusted: JudgeTrust = {
  ...trusted,
  scorer: 'helpful',
  trust: 'distrusted',
  effect: 'informational',
  labels: 48,
  unjudged: 0,
  expired: 0,
  agreement: { value: 0.58, lower: 0.43, upper: 0.72 },
  ac1: { value: 0.21, lower: 0.02, upper: 0.44 },
  youden: { value: 0.17, lower: -0.06, upper: 0.38 },
  margin: undefined,
};

const KEY = 'c'.repeat(64);

function judgesAndPeople(): Report {
  return reportOf(
    {
      outcome: 'fail',
      reasons: [
        {
          code: 'regressed',
          severity: 'fail',
          kind: 'quality',
          suite: 'support',
          scorer: 'tone',
          actual: -0.094,
          limit: 0.05,
        },
        { code: 'judge-distrusted', severity: 'warn', kind: 'notice', suite: 'support', scorer: 'helpful' },
      ],
    },
    [
      measured('support', {
        changes: cheaper,
        comparisons: [
          compared('policy', [0.958, 0.95], [-0.031, 0.014], 'unchanged'),
          {
            ...compared('tone', [0.89, 0.82], [-0.11, -0.03], 'regressed', { kind: 'judge' }),
            people: {
              method: 'corrected',
              decides: true,
              delta: -0.094,
              interval: [-0.152, -0.036],
              p: 0.004,
              margin: 0.05,
              labels: 22,
              cases: 40,
              r2: 0.41,
            },
          },
          compared('helpful', [0.71, 0.74], [-0.03, 0.09], 'unchanged', { kind: 'judge', gating: false }),
        ],
        judges: [trusted, distrusted],
        cases: [{ ...brokenRefund, mustPass: false }, worseShipping, ...steady(38)],
      }),
    ],
    {
      offers: [
        {
          code: '0a1b2c3d',
          suite: 'support',
          case: 'shipping-abroad',
          criterion: 'tone',
          criterionVersion: KEY,
          question: 'Which answer is friendlier?',
          a: { side: 'head', trial: 0, key: KEY },
          b: { side: 'base', trial: 0, key: KEY },
          probability: 0.4,
          blind: false,
        },
      ],
    },
  );
}

function overridden(): Report {
  return reportOf(
    {
      outcome: 'warn',
      reasons: [
        { code: 'overridden', severity: 'warn', kind: 'notice' },
        {
          code: 'regressed',
          severity: 'warn',
          kind: 'quality',
          suite: 'support',
          scorer: 'policy',
          actual: -0.117,
          limit: 0.05,
        },
      ],
      override: {
        by: 'maria-lopez',
        reason: 'The new policy is 30 days; the dataset follows in #57.',
        commit: '4be1a77c0d9e8f7a6b5c4d3e2f1a0b9c8d7e6f50',
        at: '2026-03-04T05:01:00Z',
      },
    },
    [
      measured('support', {
        changes: cheaper,
        comparisons: [compared('policy', [0.975, 0.858], [-0.182, -0.051], 'regressed')],
        cases: [{ ...brokenRefund, mustPass: false }, ...steady(39)],
      }),
    ],
  );
}

function stoppedEarly(): Report {
  const notRun = steady(60, 61).map((row): CaseReport => {
    const { base: _base, head: _head, delta: _delta, ...rest } = row;
    return { ...rest, outcome: 'not-run' };
  });
  return reportOf(
    {
      outcome: 'fail',
      reasons: [
        {
          code: 'regressed',
          severity: 'fail',
          kind: 'quality',
          suite: 'support',
          scorer: 'policy',
          actual: -0.31,
          limit: 0.05,
        },
        {
          code: 'stopped',
          severity: 'info',
          kind: 'notice',
          suite: 'support',
          actual: 61,
          limit: 121,
        },
      ],
      headGate: { outcome: 'pass', reasons: [info('unchanged', 'support', 'policy')] },
    },
    [
      measured('support', {
        changes: [
          {
            kind: 'message',
            what: 'system message',
            lines: { added: 1, removed: 1 },
            base: 'You answer customers of Acme.\nState the refund policy exactly: 14 days, in full.',
            head: 'You answer customers of Acme.\nBe brief.',
          },
          {
            kind: 'message',
            what: 'user message 2',
            lines: { added: 1, removed: 0 },
            head: 'Answer in at most three sentences.',
          },
        ],
        gateChanges: [{ kind: 'policy', what: 'max-drop', from: '0.05', to: '0.4' }],
        stopped: { cases: 61, of: 121 },
        comparisons: [
          compared('policy', [0.967, 0.657], [-0.41, -0.21], 'regressed', { pairs: 61 }),
          compared('tone', [0.9, 0.88], [-0.06, 0.02], 'inconclusive', {
            kind: 'judge',
            reason: 'stopped',
            pairs: 61,
          }),
        ],
        cases: [{ ...brokenRefund, mustPass: false }, ...steady(60), ...notRun],
      }),
    ],
    {
      uncovered: [
        { path: 'prompts/escalation.md', status: 'modified' },
        { path: 'prompts/refund.md', status: 'added' },
      ],
      source: { ...SOURCE, scope: 'packages/support', options: { config: 'packages/support/evals/*.yml' } },
    },
  );
}

const SOURCE = {
  repository: 'acme/support-bot',
  pullRequest: 42,
  event: 'pull_request',
  runUrl: 'https://github.com/acme/support-bot/actions/runs/1234567890',
  runId: 1234567890,
  runAttempt: 1,
};

function slices(): Report {
  return reportOf(
    {
      outcome: 'pass',
      reasons: [
        {
          code: 'improved',
          severity: 'info',
          kind: 'quality',
          suite: 'support',
          scorer: 'policy',
          actual: 0.05,
        },
      ],
    },
    [
      measured('support', {
        comparisons: [compared('policy', [0.9, 0.95], [0.02, 0.08], 'improved')],
        metrics: metrics(),
        slices: [
          {
            tag: 'german',
            scorer: 'policy',
            pairs: 12,
            base: 0.92,
            head: 0.75,
            delta: -0.17,
            interval: [-0.28, -0.06],
            p: 0.01,
            pAdjusted: 0.04,
            finding: 'worse',
          },
          {
            tag: 'refunds',
            scorer: 'policy',
            pairs: 16,
            base: 0.81,
            head: 0.94,
            delta: 0.13,
            interval: [0.04, 0.22],
            p: 0.02,
            pAdjusted: 0.04,
            finding: 'better',
          },
          { tag: 'vip', scorer: 'policy', pairs: 3, base: 1, head: 1, delta: 0 },
        ],
        cases: steady(40),
      }),
    ],
  );
}
