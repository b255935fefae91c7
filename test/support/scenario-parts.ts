import type { CaseReport, GateReason, MeasuredSuite } from '../../src/core/report.ts';
import { compared, metrics, row, said, side } from './report-builder.ts';

/** Parts that several scenarios share: a support bot's cases. */
export const REFUND_QUESTION =
  'I bought the annual plan eight days ago and the export never worked for me. I would like my money back, please. Do I have to do anything, and how long will it take?';

const REFUND_BASE = `I'm sorry that the export did not work for you.

You can get a full refund within **14 days** of the purchase. I have started it for you: the money is back on your card in 3 to 5 working days. You do not have to do anything.

Would you like me to have a look at the export, too?`;

const REFUND_HEAD = `I'm sorry that the export did not work for you.

You can get a partial refund within **30 days** of the purchase. Please write to billing with your invoice number: the money is back on your card in 5 to 10 working days.

Would you like me to have a look at the export, too?`;

export const brokenRefund: CaseReport = row(
  'refund-3',
  { question: REFUND_QUESTION, plan: 'annual' },
  {
    base: side(
      said(REFUND_BASE, {
        policy: [1, 'States the 14 days and the full refund.'],
        tone: [1, 'Kind, and offers help.'],
      }),
      said(REFUND_BASE, {
        policy: [1, 'States the 14 days and the full refund.'],
        tone: [1, 'Kind, and offers help.'],
      }),
      said(REFUND_BASE, { policy: [1, 'States the 14 days.'], tone: [0.67, 'Kind.'] }),
    ),
    head: side(
      said(REFUND_HEAD, {
        policy: [0, 'Promises 30 days and a partial refund; the policy says 14 days and a full one.'],
        tone: [1, 'Kind, and offers help.'],
      }),
      said(REFUND_HEAD, {
        policy: [0, 'Wrong number of days.'],
        tone: [0.67, 'Kind, but sends the customer away.'],
      }),
      said(REFUND_BASE, { policy: [1, 'States the 14 days and the full refund.'], tone: [1, 'Kind.'] }),
    ),
  },
  {
    mustPass: true,
    tags: ['money', 'must-pass'],
    expected: 'Full refund within 14 days, started without any action by the customer.',
  },
);

export const worseShipping: CaseReport = row(
  'shipping-abroad',
  { question: 'Do you ship to Norway?', plan: 'free' },
  {
    base: side(
      said('Yes, we ship to Norway. It takes about six days, and customs may charge VAT on delivery.', {
        policy: [1, 'Right.'],
        tone: [1, 'Friendly.'],
      }),
    ),
    head: side(
      said('Yes.', { policy: [1, 'Right, if short.'], tone: [0.67, 'Curt: it answers and does not help.'] }),
    ),
  },
);

export const fixedJson: CaseReport = row(
  'json-only',
  { question: 'Give me the order as JSON.', order: { id: 7731, items: ['lamp', 'bulb'] } },
  {
    base: side(
      said('Sure! Here it is:\n\n```json\n{\n  "id": 7731,\n  "items": ["lamp"]\n}\n```', {
        policy: [0, 'Not JSON.'],
        tone: 1,
      }),
    ),
    head: side(said('{\n  "id": 7731,\n  "items": ["lamp", "bulb"]\n}', { policy: [1, 'Valid.'], tone: 1 })),
  },
);

export const betterGreeting: CaseReport = row(
  'greeting',
  { question: 'hi' },
  {
    base: side(said('Hello. State your problem.', { policy: 1, tone: [0.67, 'A little cold.'] })),
    head: side(said('Hello! What can I do for you?', { policy: 1, tone: [1, 'Warm.'] })),
  },
);

/** Cases that did not move. */
export function steady(count: number, from = 1): CaseReport[] {
  const both = side(said('Yes.', { policy: 1, tone: 1 }));
  return Array.from({ length: count }, (_none, at) =>
    row(`steady-${at + from}`, { question: `Question ${at + from}?` }, { base: both, head: both }),
  );
}

export const unchanged = [
  compared('policy', [0.958, 0.95], [-0.031, 0.014], 'unchanged'),
  compared('tone', [0.892, 0.9], [-0.022, 0.038], 'unchanged', { kind: 'judge' }),
];

export const info = (code: GateReason['code'], suite: string, scorer?: string): GateReason => ({
  code,
  severity: 'info',
  kind: 'quality',
  suite,
  ...(scorer ? { scorer, actual: -0.008 } : {}),
});

/** The changes of a pull request that goes for a cheaper model. */
export const cheaper: MeasuredSuite['changes'] = [
  { kind: 'model', what: 'model', from: 'gpt-4.1', to: 'gpt-4.1-mini' },
  { kind: 'parameter', what: 'temperature', from: '0', to: '0.7' },
  { kind: 'prompt', what: 'prompts/support.prompt.yml' },
];

export const cheaperMetrics = metrics({
  head: { trials: 120, failed: 0, inputTokens: 418, outputTokens: 133, costUsd: 0.00031, latencyMs: 940 },
  costRatio: 0.258,
  latency: { ratio: 0.81, lower: 0.74, upper: 0.89, pairs: 40 },
});
