import { ENTRY_VERSION, type HistoryDraft, type HistorySuite } from './history-entry.ts';
import type { MeasuredSuite, Report, SuiteReport } from './report.ts';

/** Reasons that are kept of a decision. The report of the run has all. */
const REASONS_KEPT = 50;

/** Whether a decision is worth keeping: a run that had nothing to look at decided nothing. */
export function isHistoric({ decision }: Report): boolean {
  return decision.reasons.some(({ code }) => code !== 'nothing-touched');
}

/** What is kept of a report: what was compared, with what, and what came out. No output, no case's text. */
export function draftOf(report: Report): HistoryDraft {
  const { source, base, head, decision, tool, totals } = report;
  const draft = {
    version: ENTRY_VERSION,
    at: report.createdAt,
    tool: tool.version,
    ...source,
    base,
    head,
    decision: {
      outcome: decision.outcome,
      reasons: decision.reasons
        .slice(0, REASONS_KEPT)
        .map(({ code, severity, suite, scorer }) => ({ code, severity, suite, scorer })),
    },
    suites: report.suites.filter(({ state }) => state !== 'untouched').map(suiteOf),
    totals: {
      calls: totals.targetCalls + totals.judgeCalls,
      costUsd: totals.costUsd,
      unpriced: totals.unpriced,
      durationMs: totals.durationMs,
    },
  } satisfies HistoryDraft;
  const kept = cut(draft);
  return decision.override ? { ...kept, decision: { ...kept.decision, override: decision.override } } : kept;
}

/** UTF-16 units of a text that are kept. */
const LONGEST = 1000;

/** A value with every text in it shortened: names and addresses come from outside. */
function cut<Value>(value: Value): Value {
  if (typeof value === 'string') return value.slice(0, LONGEST) as Value;
  if (Array.isArray(value)) return value.map((member: unknown) => cut(member)) as Value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cut(member)])) as Value;
}

function suiteOf(suite: SuiteReport): HistorySuite {
  const { name, path, state } = suite;
  const named = { name, path, state };
  if (suite.state !== 'touched' && suite.state !== 'new') return { ...named, ...NOT_MEASURED };
  const { provenance, model, metrics } = suite;
  return {
    ...named,
    files: suite.files ?? [],
    model: { ...model },
    ...(suite.command ? { command: { ...suite.command } } : {}),
    provider: { ...provenance?.provider },
    parameters: { ...provenance?.parameters },
    judges: provenance?.judges ?? [],
    served: { base: servedBy(suite, 'base'), head: servedBy(suite, 'head') },
    trials: suite.trials,
    cases: countBy(suite.cases.map(({ outcome }) => outcome)),
    comparisons: suite.comparisons.map((row) => ({
      scorer: row.scorer,
      kind: row.kind,
      gating: row.gating,
      base: row.base,
      head: row.head,
      delta: row.delta,
      interval: row.interval,
      p: row.p,
      pairs: row.pairs,
      margin: row.margin,
      verdict: row.verdict,
    })),
    costUsd: { base: metrics.base?.costUsd, head: metrics.head?.costUsd },
  };
}

const NOT_MEASURED: Omit<HistorySuite, 'name' | 'path' | 'state'> = {
  files: [],
  model: {},
  provider: {},
  parameters: {},
  judges: [],
  served: {},
  trials: 0,
  cases: {},
  comparisons: [],
  costUsd: {},
};

/** What the endpoint said that it is, over all trials of a side, the most frequent first. */
function servedBy(
  { cases }: MeasuredSuite,
  side: 'base' | 'head',
): NonNullable<HistorySuite['served']['head']> {
  const counts = new Map<string, number>();
  for (const trial of cases.flatMap((row) => row[side]?.trials ?? [])) {
    const model = trial.ok ? (trial.servedModel ?? trial.model) : undefined;
    if (!trial.ok || (model === undefined && trial.fingerprint === undefined)) continue;
    const key = JSON.stringify([model ?? null, trial.fingerprint ?? null]);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, left], [, right]) => right - left)
    .slice(0, 20)
    .map(([key, trials]) => {
      const [model, fingerprint] = JSON.parse(key) as [string | null, string | null];
      return { model: model ?? undefined, fingerprint: fingerprint ?? undefined, trials };
    });
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts);
}
