import { type MeasuredSuite, type Report, reportSchema, type SideReport } from '../../src/core/report.ts';

/** The commits of {@link sampleReport}. */
export const SAMPLE_BASE_SHA = 'b'.repeat(40);
export const SAMPLE_HEAD_SHA = 'a'.repeat(40);

/** A valid report: one touched suite, three cases (one broke, one got better, one is the same), two scorers. */
export function sampleReport(overrides: Partial<Report> = {}): Report {
  const report: Report = {
    version: 1,
    tool: { name: 'prompt-ratchet', version: '0.1.0' },
    createdAt: '2026-01-02T03:04:05.000Z',
    source: {
      repository: 'acme/prompts',
      pullRequest: 1,
      event: 'pull_request',
      runUrl: 'https://github.example/acme/prompts/actions/runs/1001/attempts/1',
      runId: 1001,
      runAttempt: 1,
    },
    base: { label: 'main', sha: SAMPLE_BASE_SHA },
    head: { label: 'shorter-answers', sha: SAMPLE_HEAD_SHA },
    decision: {
      outcome: 'fail',
      reasons: [
        {
          code: 'must-pass',
          severity: 'fail',
          kind: 'quality',
          suite: 'support',
          scorer: 'mentions-policy',
          cases: ['refund'],
        },
        { code: 'inconclusive', severity: 'fail', kind: 'unmeasured', suite: 'support', scorer: 'helpful' },
      ],
    },
    problems: [],
    suites: [sampleSuite()],
    totals: {
      targetCalls: 6,
      judgeCalls: 6,
      replayed: 0,
      failedCalls: 0,
      inputTokens: 1_260,
      outputTokens: 330,
      costUsd: 0.0036,
      unpriced: 0,
      durationMs: 8_400,
    },
    ...overrides,
  };
  return reportSchema.parse(report);
}

/** The suite of {@link sampleReport}. Its prompt was shortened. */
export function sampleSuite(overrides: Partial<MeasuredSuite> = {}): MeasuredSuite {
  return {
    name: 'support',
    path: 'evals/support.yml',
    state: 'touched',
    promptPath: 'prompts/support.md',
    model: { base: 'small-model', head: 'small-model' },
    changes: [{ kind: 'prompt', what: 'prompts/support.md' }],
    gateChanges: [],
    baseProblems: [],
    drift: { added: [], edited: [], removed: [] },
    trials: 1,
    comparisons: [
      {
        scorer: 'mentions-policy',
        kind: 'check',
        gating: true,
        pairs: 3,
        lost: 0,
        identical: 0,
        base: 1,
        head: 2 / 3,
        delta: -1 / 3,
        interval: [-1, 0.64],
        p: 0.21,
        pAdjusted: 0.42,
        detectable: 0.9,
        margin: 0.05,
        verdict: 'inconclusive',
        reason: 'too-noisy',
      },
      {
        scorer: 'helpful',
        kind: 'judge',
        gating: true,
        pairs: 3,
        lost: 0,
        identical: 0,
        base: 0.75,
        head: 0.75,
        delta: 0,
        interval: [-0.84, 0.84],
        p: 0.5,
        pAdjusted: 0.5,
        detectable: 1,
        margin: 0.05,
        verdict: 'inconclusive',
        reason: 'too-noisy',
      },
    ],
    metrics: {
      base: { trials: 3, failed: 0, inputTokens: 120, outputTokens: 60, costUsd: 0.0007, latencyMs: 800 },
      head: { trials: 3, failed: 0, inputTokens: 90, outputTokens: 50, costUsd: 0.0005, latencyMs: 640 },
      costRatio: 5 / 7,
      latency: { ratio: 0.8, lower: 0.7, upper: 0.92, pairs: 3 },
    },
    cases: [
      {
        id: 'refund',
        origin: 'kept',
        tags: ['policy'],
        mustPass: true,
        vars: { question: 'Can I have my money back?' },
        expected: 'within 30 days',
        identical: false,
        outcome: 'broke',
        delta: -0.75,
        base: side('Yes. Refunds are given within 30 days of the purchase.', [1, 1]),
        head: side('Yes, you can have your money back.', [0, 0.5]),
      },
      {
        id: 'shipping',
        origin: 'kept',
        tags: [],
        mustPass: false,
        vars: { question: 'How long does shipping take?' },
        expected: '3 to 5 days',
        identical: false,
        outcome: 'better',
        delta: 0.25,
        base: side('Our policy is that parcels, in general, take 3 to 5 days.', [1, 0.5]),
        head: side('Parcels take 3 to 5 days.', [1, 1]),
      },
      {
        id: 'opening-hours',
        origin: 'kept',
        tags: [],
        mustPass: false,
        vars: { question: 'When are you open?' },
        expected: '9 to 17',
        identical: false,
        outcome: 'same',
        delta: 0,
        base: side('We are open from 9 to 17 on weekdays.', [1, 0.75]),
        head: side('From 9 to 17 on weekdays.', [1, 0.75]),
      },
    ],
    ...overrides,
  };
}

function side(output: string, [check, judge]: readonly [number, number]): SideReport {
  return {
    trials: [
      {
        index: 0,
        ok: true,
        output,
        finish: 'stop',
        usage: { inputTokens: 105, outputTokens: 55 },
        costUsd: 0.0006,
        latencyMs: 720,
        replayed: false,
        scores: [
          { scorer: 'mentions-policy', ok: true, value: check, reason: check === 1 ? 'found' : 'not found' },
          { scorer: 'helpful', ok: true, value: judge, reason: 'It answers the question that was asked.' },
        ],
      },
    ],
    means: { 'mentions-policy': check, helpful: judge },
    passes: check === 1 && judge >= 0.5,
  };
}
