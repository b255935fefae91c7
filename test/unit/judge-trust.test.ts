import { describe, expect, test } from 'vitest';
import { type MeasuredSuite, type Report, reportSchema } from '../../src/core/report.ts';
import { withTrust } from '../../src/core/trust-gate.ts';
import { judgeHash } from '../../src/judges/judge.ts';
import { compare } from '../../src/pipeline.ts';
import type { CallPurpose, Clock, Log, Tree } from '../../src/ports.ts';
import { renderComment } from '../../src/render/comment.ts';
import { explainReport } from '../../src/render/explain.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { measuredOf } from '../support/build.ts';
import { JUDGE_YAML, labelFiles, SPEC } from '../support/labels.ts';

type Files = Readonly<Record<string, string>>;

const JUDGE = JUDGE_YAML;
const EXACT = '  - check: exact\n    threshold: 0\n    max-drop: 1\n';
const suiteText = (scorers: string, policy = '') =>
  `target: { prompt: p.md, model: m, parameters: { temperature: 0 } }\ndataset: d.jsonl\nscorers:\n${scorers}${policy}`;
const ROWS = Array.from({ length: 20 }, (_, index) =>
  JSON.stringify({ id: `c${index}`, input: `m${index}`, expected: 'yes' }),
);

const treeOf = (files: Files, letter: string): Tree => ({
  sha: letter.repeat(40),
  list: async () => Object.keys(files).filter((path) => path.endsWith('.yml')),
  read: async (path) => files[path],
  fingerprint: async () => letter,
});
const clock: Clock = {
  now: () => '2026-01-01T00:00:00.000Z',
  monotonic: () => 0,
  sleep: async () => undefined,
};
const log: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  progress: () => undefined,
};

/** A pull request whose target answers BAD at head, with a judge that says of an output what its word is. */
async function run(options: { labels?: Files; atHead?: Files; scorers?: string; policy?: string } = {}) {
  const asked: CallPurpose[] = [];
  const suite = suiteText(options.scorers ?? EXACT + JUDGE, options.policy);
  const base: Files = {
    'evals/s.yml': suite,
    'evals/p.md': 'Old {{input}}',
    'evals/d.jsonl': ROWS.join('\n'),
    ...options.labels,
  };
  const report: Report = await compare({
    source: {},
    toolVersion: '0.0.0',
    secrets: [],
    base: { label: 'main', tree: treeOf(base, 'a') },
    head: {
      label: 'change',
      tree: treeOf({ ...base, 'evals/p.md': 'New {{input}}', ...options.atHead }, 'b'),
    },
    config: ['evals/*.yml'],
    model: {
      ask: async ({ messages }, purpose) => {
        const text = messages.at(-1)?.content ?? '';
        if (purpose.scorer === undefined) {
          return {
            ok: true,
            text: text.startsWith('New') ? 'BAD' : 'GOOD',
            finish: 'stop',
            latencyMs: 1,
            replayed: false,
          };
        }
        asked.push(purpose);
        const verdict = /\nGOOD\n/.test(text) ? '1' : '0';
        return {
          ok: true,
          text: JSON.stringify({ reasoning: 'r', verdict }),
          finish: 'stop',
          latencyMs: 1,
          replayed: false,
        };
      },
    },
    priceOf: () => undefined,
    clock,
    log,
    concurrency: 4,
    signal: new AbortController().signal,
    untrustedReplay: false,
  });
  reportSchema.parse(JSON.parse(JSON.stringify(report)));
  const measured = report.suites[0] as MeasuredSuite;
  return { report, suite: measured, judge: measured.judges?.[0], asked };
}

const shown = (report: Report) => [
  renderComment(report),
  renderTerminal(report, { width: 100, color: false }).replaceAll(/\s+/g, ' '),
  explainReport(report),
];

describe('what a judge’s word is worth', () => {
  test('changes nothing else of a plan: base’s command stays base’s, and ties are broken as before', () => {
    const plan = measuredOf([{ base: [1], head: [1] }]).planned;
    const [scorer] = plan.scorers;
    if (!scorer) throw new Error('no scorer');
    const scorers = [
      { ...scorer, from: 'base' as const },
      { ...scorer, gating: false, breaksTies: 'exact' },
    ];
    expect(withTrust({ ...plan, scorers }, []).scorers).toEqual(scorers);
  });

  test('without labels it decides, and is called uncalibrated', async () => {
    const { report, judge, suite } = await run();
    expect(judge).toMatchObject({ trust: 'uncalibrated', effect: 'gates', labels: 0 });
    expect(suite.comparisons.find(({ scorer }) => scorer === 'helpful')?.gating).toBe(true);
    expect(report.decision.outcome).toBe('fail');
    const [comment, terminal, explained] = shown(report);
    expect(comment).toContain('`helpful` is uncalibrated: 0 of 30 labels. It decides.');
    expect(terminal).toContain('helpful is uncalibrated: 0 of 30 labels. It decides.');
    expect(explained).toContain('uncalibrated, decides');
  });

  test('the policy may keep an uncalibrated judge from deciding', async () => {
    const { report, suite } = await run({ policy: 'policy:\n  judges: { uncalibrated: info }\n' });
    expect(suite.comparisons.find(({ scorer }) => scorer === 'helpful')?.gating).toBe(false);
    expect(report.decision).toMatchObject({ outcome: 'warn' });
    expect(report.decision.reasons).toContainEqual(
      expect.objectContaining({ code: 'judge-uncalibrated', scorer: 'helpful', actual: 0, limit: 30 }),
    );
    expect(renderComment(report)).toContain('It is shown and decides nothing.');
  });

  test('a judge that agrees with people decides, on the margin in its own units', async () => {
    const { report, judge, suite, asked } = await run({ labels: labelFiles([18, 2, 2, 18]) });
    expect(judge).toMatchObject({ trust: 'trusted', effect: 'gates', labels: 40, passed: 20, failed: 20 });
    expect(judge?.youden?.value).toBeCloseTo(0.8);
    const margin = suite.comparisons.find(({ scorer }) => scorer === 'helpful')?.margin;
    expect(margin).toBeCloseTo(0.05 * 0.8);
    expect(judge?.margin).toEqual({ people: 0.05, judge: margin });
    expect(report.decision.outcome).toBe('fail');
    // What is written down is not asked again.
    expect(asked.filter(({ case: id }) => id.startsWith('l'))).toEqual([]);
    const [comment, , explained] = shown(report);
    expect(comment).toContain('`helpful` agrees with people: 90 % of 40 labels');
    expect(comment).toContain('A drop of 5 pp for people shows as 4 pp here');
    expect(explained).toContain("0.05 in people's units × J 0.8 = 0.04");
  });

  test('the margin stays as it is where the policy says that corrections are only shown', async () => {
    const { suite } = await run({
      labels: labelFiles([18, 2, 2, 18]),
      policy: 'policy:\n  judges: { correction: show }\n',
    });
    expect(suite.comparisons.find(({ scorer }) => scorer === 'helpful')?.margin).toBe(0.05);
  });

  test('a judge below the bar is informational, and that is said', async () => {
    const { report, judge, suite } = await run({ labels: labelFiles([12, 8, 8, 12]) });
    expect(judge).toMatchObject({ trust: 'distrusted', effect: 'informational' });
    expect(suite.comparisons.find(({ scorer }) => scorer === 'helpful')).toMatchObject({
      gating: false,
      verdict: 'regressed',
    });
    expect(report.decision.outcome).toBe('warn');
    expect(report.decision.reasons[0]).toMatchObject({
      code: 'judge-distrusted',
      scorer: 'helpful',
      limit: 0.6,
    });
    const [comment, terminal, explained] = shown(report);
    for (const text of [comment, terminal]) {
      expect(text).toContain('agrees too little with people');
      expect(text).toContain('It is shown and decides nothing.');
    }
    expect(explained).toContain('distrusted, informational');
  });

  test('a suite that only such a judge scored is not measured, which is no pass', async () => {
    const { report } = await run({ labels: labelFiles([12, 8, 8, 12]), scorers: JUDGE });
    expect(report.decision.outcome).toBe('fail');
    expect(report.decision.reasons[0]).toMatchObject({ code: 'nothing-decides', kind: 'unmeasured' });
  });

  test('a combination that rests on such a judge does not decide either', async () => {
    const { suite } = await run({
      labels: labelFiles([12, 8, 8, 12]),
      policy: 'combine: { method: weighted-mean }\n',
    });
    expect(suite.comparisons.find(({ scorer }) => scorer === 'combined')?.gating).toBe(false);
  });

  test('labels that the pull request brings along make no judge trusted, and none distrusted', async () => {
    const good = await run({ atHead: labelFiles([20, 0, 0, 20]) });
    expect(good.judge).toMatchObject({ trust: 'uncalibrated', labels: 0 });
    const bad = await run({ labels: labelFiles([18, 2, 2, 18]), atHead: labelFiles([0, 20, 20, 0]) });
    expect(bad.judge).toMatchObject({ trust: 'trusted' });
  });

  test('what nobody wrote down is asked', async () => {
    const { judge, asked } = await run({ labels: labelFiles([18, 2, 2, 18], { judged: false }) });
    expect(asked.filter(({ case: id }) => id.startsWith('l'))).toHaveLength(40);
    expect(judge).toMatchObject({ trust: 'trusted', labels: 40 });
  });

  test('an item whose text was edited counts for nothing', async () => {
    const labels = labelFiles([18, 2, 2, 18], { judged: false });
    const edited = {
      ...labels,
      'evals/labels/s.items.jsonl': (labels['evals/labels/s.items.jsonl'] ?? '').replaceAll(
        '"BAD"',
        '"GOOD"',
      ),
    };
    const { judge } = await run({ labels: edited });
    expect(judge).toMatchObject({
      trust: 'uncalibrated',
      labels: 20,
      unjudged: 20,
      unreadable: expect.any(Number),
    });
  });

  test('what another version of the judge said does not count, and is told', async () => {
    const labels = labelFiles([18, 2, 2, 18], { judged: false });
    const older = (labelFiles([18, 2, 2, 18])['evals/labels/s.judged.jsonl'] ?? '').replaceAll(
      judgeHash(SPEC),
      'f'.repeat(64),
    );
    const { judge, asked } = await run({ labels: { ...labels, 'evals/labels/s.judged.jsonl': older } });
    expect(asked.filter(({ case: id }) => id.startsWith('l'))).toHaveLength(40);
    expect(judge?.earlier).toEqual([
      expect.objectContaining({ version: 'f'.repeat(64), labels: 40, youden: expect.closeTo(0.8) }),
    ]);
  });
});
