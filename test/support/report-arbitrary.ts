import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { ERROR_CODES, type ErrorCode } from '../../src/core/errors.ts';
import { MODEL_FAILURE_CODES, type ModelFailureCode } from '../../src/core/model.ts';
import type { CaseReport, GateReason, Report, SuiteReport, TrialReport } from '../../src/core/report.ts';
import { GATE_REASON_CODES } from '../../src/core/report-decision.ts';
import { SCORE_ERROR_CODES, type ScoreErrorCode } from '../../src/core/trial.ts';
import {
  compared,
  failed,
  measured,
  metrics,
  reportOf,
  row,
  type ScoreSketch,
  said,
  side,
} from './report-builder.ts';

const hostile = Object.values(
  JSON.parse(readFileSync('test/fixtures/hostile.json', 'utf8')) as Record<string, string>,
);
const keys = <Key extends string>(table: Readonly<Record<Key, string>>) => Object.keys(table) as Key[];

/** Text from outside: hostile strings, any unicode, long and short. */
export const foreign: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.constantFrom(...hostile), { maxLength: 4 }).map((parts) => parts.join('')),
  fc.array(fc.constantFrom(...hostile), { maxLength: 12 }).map((parts) => parts.join('\n')),
  fc
    .tuple(fc.constantFrom(...hostile, 'word '), fc.integer({ min: 1, max: 3000 }))
    .map(([part, times]) => part.repeat(times).slice(0, 60_000)),
);

const sketch: fc.Arbitrary<ScoreSketch> = fc.oneof(
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), foreign),
  fc.record({ code: fc.constantFrom(...keys<ScoreErrorCode>(SCORE_ERROR_CODES)), message: foreign }),
);

function trial(scorers: readonly string[]): fc.Arbitrary<TrialReport> {
  return fc.oneof(
    {
      weight: 4,
      arbitrary: fc
        .tuple(foreign, fc.array(sketch, { minLength: scorers.length, maxLength: scorers.length }))
        .map(([output, scores]) =>
          said(
            output,
            Object.fromEntries(
              scorers.flatMap((name, at) => (scores[at] === undefined ? [] : [[name, scores[at]]])),
            ),
          ),
        ),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...keys<ModelFailureCode>(MODEL_FAILURE_CODES)), foreign)
        .map(([code, message]) => failed(code, message)),
    },
  );
}

function caseOf(scorers: readonly string[]): fc.Arbitrary<CaseReport> {
  const sides = fc.option(
    fc.array(trial(scorers), { minLength: 1, maxLength: 3 }).map((trials) => side(...trials)),
    { nil: undefined },
  );
  return fc
    .record({
      id: foreign,
      base: sides,
      head: sides,
      vars: fc.dictionary(foreign, fc.oneof(foreign, fc.jsonValue({ maxDepth: 2 })), {
        maxKeys: 3,
        noNullPrototype: true,
      }),
      expected: fc.option(foreign, { nil: undefined }),
      mustPass: fc.boolean(),
      origin: fc.constantFrom(
        'kept' as const,
        'added' as const,
        'edited' as const,
        'removed' as const,
        'replaced' as const,
      ),
      identical: fc.boolean(),
    })
    .map(({ id, base, head, vars, expected, ...more }) =>
      row(
        id,
        vars as Record<string, string>,
        { ...(base ? { base } : {}), ...(head ? { head } : {}) },
        { ...more, ...(expected === undefined ? {} : { expected }) },
      ),
    );
}

const change = fc.record(
  {
    kind: fc.constantFrom(
      'prompt',
      'model',
      'provider',
      'parameter',
      'dataset',
      'scorer',
      'policy',
      'trials',
      'suite-path' as const,
    ),
    what: foreign,
    from: foreign,
    to: foreign,
  },
  { requiredKeys: ['kind', 'what'] },
);

const problem = fc.record(
  {
    code: fc.constantFrom(...keys<ErrorCode>(ERROR_CODES)),
    message: foreign,
    help: foreign,
    place: fc.record({ path: foreign, line: fc.nat(), column: fc.nat() }, { requiredKeys: ['path'] }),
  },
  { requiredKeys: ['code', 'message', 'help'] },
);

const names = fc.array(foreign, { maxLength: 5 });

const unit = fc.double({ min: -1, max: 1, noNaN: true });
const figure = fc.record({ value: unit, lower: unit, upper: unit });

const people = fc.record({
  method: fc.constantFrom('corrected' as const, 'labels-only' as const),
  decides: fc.boolean(),
  delta: unit,
  interval: fc.tuple(unit, unit),
  p: fc.double({ min: 0, max: 1, noNaN: true }),
  margin: fc.double({ min: 0, max: 1, noNaN: true }),
  labels: fc.integer({ min: 2, max: 500 }),
  cases: fc.nat(),
});

const repeats = fc.record({ from: fc.nat({ max: 9 }), to: fc.nat({ max: 20 }) });
const advice = fc.record(
  { cases: fc.nat(), trials: repeats, judgements: repeats },
  { requiredKeys: ['cases'] },
);

const allocation = (scorers: readonly string[]) =>
  fc.record({
    min: fc.nat({ max: 9 }),
    max: fc.nat({ max: 9 }),
    trials: fc.nat({ max: 9 }),
    scorers: fc.tuple(
      ...scorers.map((scorer) =>
        fc.record({
          scorer: fc.constant(scorer),
          pairs: fc.nat(),
          margin: fc.double({ min: 0, max: 1, noNaN: true }),
          wants: fc.nat({ max: 9 }),
          because: fc.constantFrom('detectable', 'cases', 'most', 'unknown'),
        }),
      ),
    ),
  });

const comparison = (scorer: string) =>
  fc
    .record({
      base: fc.double({ min: 0, max: 1, noNaN: true }),
      head: fc.double({ min: 0, max: 1, noNaN: true }),
      low: fc.double({ min: -1, max: 0, noNaN: true }),
      verdict: fc.constantFrom('regressed', 'improved', 'unchanged', 'inconclusive', undefined),
      reason: fc.constantFrom('too-noisy', 'at-floor', 'lost-scores', 'lost-pairs', 'no-pairs', undefined),
      kind: fc.constantFrom('check' as const, 'judge' as const),
      gating: fc.boolean(),
      people: fc.option(people, { nil: undefined }),
      advice: fc.option(advice, { nil: undefined }),
      lost: fc.nat({ max: 30 }),
    })
    .map(({ base, head, low, verdict, reason, ...more }) =>
      compared(scorer, [base, head], [low, low + 0.5], verdict, {
        ...more,
        ...(reason === undefined ? {} : { reason }),
      }),
    );

const sideMetric = fc.record(
  {
    trials: fc.nat(),
    failed: fc.nat(),
    inputTokens: fc.double({ min: 0, max: 1e300, noNaN: true }),
    outputTokens: fc.double({ min: 0, max: 1e9, noNaN: true }),
    costUsd: fc.double({ min: 0, max: 1e300, noNaN: true }),
    latencyMs: fc.double({ min: 0, max: 1e300, noNaN: true }),
    latencyP95: fc.record(
      { valueMs: fc.double({ min: 0, max: 1e300, noNaN: true }), lowerMs: fc.nat(), upperMs: fc.nat() },
      { requiredKeys: ['valueMs'] },
    ),
  },
  { requiredKeys: ['trials', 'failed'] },
);

const slice = fc.record(
  {
    tag: foreign,
    scorer: foreign,
    pairs: fc.nat(),
    base: fc.double({ min: 0, max: 1, noNaN: true }),
    head: fc.double({ min: 0, max: 1, noNaN: true }),
    delta: fc.double({ min: -1, max: 1, noNaN: true }),
    finding: fc.constantFrom('worse' as const, 'better' as const, 'unclear' as const),
  },
  { requiredKeys: ['tag', 'scorer', 'pairs'] },
);

/** What is said of a judge, with an earlier version of it. */
const judgeTrust = fc.record(
  {
    scorer: foreign,
    trust: fc.constantFrom('trusted' as const, 'distrusted' as const, 'uncalibrated' as const),
    effect: fc.constantFrom('gates' as const, 'informational' as const),
    bar: fc.constant({ youden: 0.6, ac1: 0.6, labels: 30 }),
    labels: fc.nat(),
    unjudged: fc.nat(),
    expired: fc.nat(),
    raters: fc.nat(),
    passed: fc.nat(),
    failed: fc.nat(),
    repeats: fc.nat(),
    agreement: figure,
    ac1: figure,
    youden: figure,
    intraRater: figure,
    alpha: unit,
    margin: fc.constant({ people: 0.05, judge: 0.04 }),
    earlier: fc.tuple(unit).map(([youden]) => [{ version: 'f'.repeat(64), labels: 3, youden, last: 'now' }]),
    unreadable: fc.nat(),
  },
  {
    requiredKeys: [
      ...(['scorer', 'trust', 'effect', 'bar', 'labels', 'unjudged'] as const),
      ...(['expired', 'raters', 'passed', 'failed', 'repeats'] as const),
    ],
  },
);

/** Cases of a suite that people are asked about: every one that has an output on both sides. */
function offersFor(suite: SuiteReport): NonNullable<Report['offers']> {
  if (!('cases' in suite)) return [];
  return suite.cases.slice(0, 2).flatMap((row) => {
    const [base, head] = [row.base, row.head].map((side) => side?.trials.find(({ ok }) => ok));
    if (!base || !head) return [];
    const key = 'a'.repeat(64);
    return [
      {
        code: '0a1b2c3d',
        suite: suite.name,
        case: row.id,
        criterion: row.id,
        criterionVersion: key,
        question: `${suite.name} ${row.id}`,
        a: { side: 'head' as const, trial: head.index, key },
        b: { side: 'base' as const, trial: base.index, key },
        probability: 0.5,
        blind: true,
      },
    ];
  });
}

const measuredSuite: fc.Arbitrary<SuiteReport> = fc
  .uniqueArray(foreign, { minLength: 1, maxLength: 3 })
  .chain((scorers) =>
    fc.record({
      name: foreign,
      state: fc.constantFrom('touched' as const, 'new' as const),
      promptPath: foreign,
      changes: fc.array(change, { maxLength: 4 }),
      gateChanges: fc.array(change, { maxLength: 4 }),
      baseProblems: fc.array(problem, { maxLength: 2 }),
      drift: fc.record(
        {
          added: names,
          edited: names,
          removed: names,
          renamed: fc.array(fc.record({ from: foreign, to: foreign }), { maxLength: 3 }),
        },
        { requiredKeys: ['added', 'edited', 'removed'] },
      ),
      trials: fc.integer({ min: 1, max: 9 }),
      allocation: fc.option(allocation(scorers), { nil: undefined }),
      curtailed: fc.option(fc.record({ rounds: fc.nat(), of: fc.nat() }), { nil: undefined }),
      stopped: fc.option(fc.record({ cases: fc.nat(), of: fc.nat() }), { nil: undefined }),
      slices: fc.option(fc.array(slice, { maxLength: 5 }), { nil: undefined }),
      judges: fc.option(fc.array(judgeTrust, { maxLength: 5 }), { nil: undefined }),
      comparisons: fc.tuple(...scorers.map(comparison)).map((list) => [...list]),
      metrics: fc
        .record(
          { base: sideMetric, head: sideMetric, costRatio: fc.double({ min: 0, max: 1e200, noNaN: true }) },
          { requiredKeys: [] },
        )
        .map((more) => ({ ...metrics(), ...more })),
      cases: fc.array(caseOf(scorers), { maxLength: 6 }),
    }),
  )
  .map(({ name, ...more }) => measured(name, more));

const otherSuite: fc.Arbitrary<SuiteReport> = fc.oneof(
  fc.record({
    name: foreign,
    path: foreign,
    state: fc.constant('removed' as const),
    severity: fc.constantFrom('warn' as const, 'fail' as const),
    promptPath: foreign,
    promptRemains: fc.boolean(),
    candidates: names,
  }),
  fc.record({
    name: foreign,
    path: foreign,
    state: fc.constantFrom('untouched' as const, 'removed' as const),
  }),
  fc.record({
    name: foreign,
    path: foreign,
    state: fc.constant('broken' as const),
    alsoAtBase: fc.boolean(),
    problems: fc.array(problem, { minLength: 1, maxLength: 4 }),
  }),
);

const reason: fc.Arbitrary<GateReason> = fc.record(
  {
    code: fc.constantFrom(...GATE_REASON_CODES),
    severity: fc.constantFrom('fail' as const, 'warn' as const, 'info' as const),
    kind: fc.constantFrom('quality' as const, 'unmeasured' as const, 'notice' as const),
    suite: foreign,
    scorer: foreign,
    cases: names,
    tags: names,
    actual: fc.double({ noNaN: true, noDefaultInfinity: true }),
    limit: fc.double({ noNaN: true, noDefaultInfinity: true }),
    base: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  { requiredKeys: ['code', 'severity', 'kind'] },
);

const ref = fc.record({ label: foreign, sha: foreign }, { requiredKeys: ['label'] });

const instant = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

/** What a ledger that anybody wrote into can say about suites of these names. */
const historyOf = (suites: readonly SuiteReport[]): fc.Arbitrary<Report['history']> =>
  fc.record({
    faults: fc.nat(3),
    trends: fc.array(
      fc.record({
        suite: suites.length === 0 ? foreign : fc.constantFrom(...suites.map(({ name }) => name)),
        scorer: foreign,
        points: fc.array(
          fc.record(
            {
              at: instant,
              head: fc.double({ min: 0, max: 1, noNaN: true }),
              base: fc.double({ min: 0, max: 1, noNaN: true }),
              outcome: fc.constantFrom('pass' as const, 'warn' as const, 'fail' as const),
              overridden: fc.constant(true as const),
              newJudge: fc.constant(true as const),
              sha: foreign,
              pullRequest: fc.nat(),
            },
            { requiredKeys: ['at', 'head', 'outcome'] },
          ),
          { minLength: 1, maxLength: 6 },
        ),
      }),
      { maxLength: 3 },
    ),
  });

/** A measured suite that says what its first case sent, also where the places lead nowhere. */
function sending(suite: SuiteReport, text: string): SuiteReport {
  if (suite.state !== 'touched' && suite.state !== 'new') return suite;
  const request = {
    settings: 0,
    messages: [
      { role: 'system' as const, text: 0 },
      { role: 'user' as const, text: 7 },
    ],
  };
  return {
    ...suite,
    requests: {
      texts: [{ text, cutFrom: text.length + 1 }],
      settings: [{ provider: text.slice(0, 50), model: text, parameters: { [text]: text } }],
    },
    cases: suite.cases.map((row, at) =>
      at === 0 && row.head ? { ...row, head: { ...row.head, request } } : row,
    ),
  };
}

/** Any report that the schema lets through, made of hostile text. */
export const anyReport: fc.Arbitrary<Report> = fc
  .record({
    outcome: fc.constantFrom('pass' as const, 'warn' as const, 'fail' as const),
    reasons: fc.array(reason, { minLength: 1, maxLength: 30 }),
    suites: fc.array(fc.oneof(measuredSuite, otherSuite), { maxLength: 4 }),
    problems: fc.array(problem, { maxLength: 2 }),
    base: ref,
    head: ref,
    runUrl: foreign,
    options: fc.dictionary(foreign, foreign, { maxKeys: 2, noNullPrototype: true }),
    uncovered: fc.array(
      fc.record({ path: foreign, status: fc.constantFrom('added' as const, 'renamed' as const) }),
      {
        maxLength: 4,
      },
    ),
  })
  .chain((parts) => fc.record({ parts: fc.constant(parts), history: historyOf(parts.suites), text: foreign }))
  .map(({ parts, history, text }) => ({
    ...parts,
    history,
    suites: parts.suites.map((suite) => sending(suite, text)),
  }))
  .map(({ outcome, reasons, suites, problems, base, head, runUrl, options, uncovered, history }) =>
    reportOf({ outcome, reasons }, suites, {
      history,
      problems,
      base,
      head,
      source: { runUrl, options },
      uncovered,
      offers: suites.flatMap(offersFor),
    }),
  );

/** A report that no surface can show whole: many suites, cases and long texts. */
export const hugeReport: fc.Arbitrary<Report> = fc
  .record({
    suites: fc.integer({ min: 1, max: 300 }),
    cases: fc.integer({ min: 0, max: 400 }),
    text: foreign,
    reasons: fc.array(reason, { minLength: 1, maxLength: 400 }),
  })
  .map(({ suites, cases, text, reasons }) => {
    const bad = side(said(`${text} no`, { policy: [0, text] }));
    const good = side(said(`${text} yes`, { policy: [1, text] }));
    const list = (count: number) =>
      Array.from({ length: count }, (_none, at) =>
        row(
          `${text.slice(0, 50)}${at}`,
          { q: text },
          at % 2 === 0 ? { base: good, head: bad } : { base: bad, head: good },
        ),
      );
    const all = Array.from({ length: suites }, (_none, at) =>
      measured(`${text.slice(0, 50)}${at}`, {
        comparisons: Array.from({ length: 20 }, (_nothing, index) =>
          compared(
            `${text.slice(0, 30)}${index}`,
            [1, 0.5],
            [-0.6, -0.4],
            index % 2 === 0 ? 'regressed' : 'unchanged',
          ),
        ),
        gateChanges: [{ kind: 'policy', what: text, from: text, to: text }],
        cases: at === 0 ? list(cases) : list(3),
      }),
    );
    return reportOf(
      { outcome: 'fail', reasons: reasons.map((each) => ({ ...each, severity: 'fail' as const })) },
      all,
    );
  });
