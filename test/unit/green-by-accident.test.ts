import { describe, expect, it } from 'vitest';
import type { ModelReply, ModelRequest } from '../../src/core/model.ts';
import { type Report, reportSchema } from '../../src/core/report.ts';
import { compare } from '../../src/pipeline.ts';
import type { CallPurpose, Clock, Log, Tree } from '../../src/ports.ts';
import { renderComment } from '../../src/render/comment.ts';
import { explainReport } from '../../src/render/explain.ts';

type Files = Readonly<Record<string, string>>;
type Says = (purpose: CallPurpose, request: ModelRequest) => ModelReply;

const COUNT = 60;
const ROWS = Array.from({ length: COUNT }, (_, index) => ({
  id: `c${index}`,
  input: `m${index}`,
  expected: 'yes',
}));
const jsonl = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const suite = (rest: string) =>
  `target: { prompt: p.md, model: m, parameters: { temperature: 0 } }\ndataset: d.jsonl\n${rest}`;
const EXACT = 'scorers:\n  - check: exact\n';
/** A check that an answer of nothing passes as well as any. */
const NEGATED = 'scorers:\n  - { check: contains, value: secret, not: true }\n';
const PAIRS = 'scorers:\n  - { judge: pairwise, model: j, criterion: Better., severity: fail }\n';
const RUBRIC = 'scorers:\n  - { judge: rubric, model: j, criterion: Good., levels: [no, yes] }\n';

const clock: Clock = {
  now: () => '2026-01-01T00:00:00.000Z',
  monotonic: () => 0,
  sleep: async () => undefined,
};
const nothing = () => undefined;
const log: Log = { info: nothing, warn: nothing, error: nothing, progress: nothing };

function treeOf(files: Files, letter: string): Tree {
  return {
    sha: letter.repeat(40),
    list: async () => Object.keys(files).filter((path) => path.endsWith('.yml') && files[path] !== ''),
    read: async (path) => files[path] || undefined,
    fingerprint: async () => letter,
  };
}

const answer = (text: string, finish: Extract<ModelReply, { ok: true }>['finish'] = 'stop'): ModelReply => ({
  ok: true,
  text,
  finish,
  latencyMs: 1,
  replayed: false,
});
const TIMEOUT: ModelReply = { ok: false, code: 'timeout', message: 'late', attempts: 1 };
const isJudge = ({ scorer }: CallPurpose) => scorer !== undefined;
const numberOf = ({ case: id }: CallPurpose) => Number(id.slice(1));
/** Of the cases at head that have a number below `count`. */
const atHead =
  (count: number, then: ModelReply): Says =>
  (purpose) =>
    purpose.variant === 'head' && !isJudge(purpose) && numberOf(purpose) < count ? then : answer('yes');

/** Every case is answered on both sides; the prompt is what changes. Base's files are the suite's unless they are given. */
async function line(rest: string, says: Says, head: Files = {}, dataset = jsonl(ROWS)): Promise<Report> {
  const base: Files = {
    'evals/s.yml': suite(rest),
    'evals/p.md': 'Old {{input}}',
    'evals/d.jsonl': dataset,
  };
  const report = await compare({
    source: {},
    toolVersion: '0.0.0',
    secrets: [],
    base: { label: 'main', tree: treeOf(base, 'a') },
    head: { label: 'change', tree: treeOf({ ...base, 'evals/p.md': 'New {{input}}', ...head }, 'b') },
    config: ['evals/*.yml'],
    model: { ask: async (request, purpose) => says(purpose, request) },
    priceOf: nothing,
    clock,
    log,
    concurrency: 4,
    signal: new AbortController().signal,
    untrustedReplay: false,
  });
  return reportSchema.parse(report);
}

const judged =
  (verdictOf: (purpose: CallPurpose) => string, target: Says = () => answer('yes')): Says =>
  (purpose, request) => {
    if (!isJudge(purpose)) return target(purpose, request);
    const said = verdictOf(purpose);
    return answer(said === '' ? '' : JSON.stringify({ reasoning: 'so', verdict: said }));
  };
/** Texts that differ, so that a judge of pairs is asked. */
const apart: Says = (purpose) => answer(`yes, ${purpose.variant}`);

describe('a run in which nothing is wrong', () => {
  it.each<[string, string, Says]>([
    ['a check', EXACT, () => answer('yes')],
    ['a negated check', NEGATED, () => answer('fine')],
    ['a judge', RUBRIC, judged(() => '1')],
  ])('passes: %s', async (_what, rest, says) => {
    const { decision } = await line(rest, says);
    expect(decision.outcome, JSON.stringify(decision.reasons)).toBe('pass');
  });
});

describe('a run does not pass by accident', () => {
  it('says which answers are empty at head, and not those that are so on both sides', async () => {
    const empty: Says = ({ variant, case: id }) =>
      answer(Number(id.slice(1)) < (variant === 'head' ? 8 : 1) ? '' : 'fine');
    const report = await line(NEGATED, empty);
    const reason = report.decision.reasons.find(({ code }) => code === 'answers-unfinished');
    expect(reason?.cases).toEqual(['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7']);
    expect(renderComment(report)).toContain('this change is why (`c1`, `c2`, `c3` and 4 more)');
  });

  it.each<[string, string, Says, string]>([
    ['all of head fails', EXACT, atHead(COUNT, TIMEOUT), 'unmeasured'],
    ['six at head time out', EXACT, atHead(6, TIMEOUT), 'scores-lost'],
    ['five at head time out', EXACT, atHead(5, TIMEOUT), 'inconclusive'],
    ['one at head times out for good', EXACT, atHead(1, TIMEOUT), 'unmeasured'],
    ['head says nothing', EXACT, atHead(COUNT, answer('')), 'regressed'],
    ['head says nothing, and nothing is all right', NEGATED, atHead(COUNT, answer('')), 'answers-unfinished'],
    ['head says white space', NEGATED, atHead(COUNT, answer(' \n')), 'answers-unfinished'],
    ['head refuses', NEGATED, atHead(COUNT, answer('I cannot.', 'refusal')), 'answers-unfinished'],
    ['head is filtered', NEGATED, atHead(6, answer('', 'content-filter')), 'answers-unfinished'],
    ['head is cut off', NEGATED, atHead(6, answer('And then', 'length')), 'answers-unfinished'],
    [
      'the judge cannot be read at head',
      RUBRIC,
      judged(({ variant, case: id }) => (variant === 'head' && Number(id.slice(1)) < 6 ? '' : '1'), apart),
      'scores-lost',
    ],
    [
      'the judge cannot be asked at head',
      RUBRIC,
      (purpose, request) =>
        isJudge(purpose) && purpose.variant === 'head' ? TIMEOUT : judged(() => '1', apart)(purpose, request),
      'unmeasured',
    ],
    [
      'head fails where only pairs are judged',
      PAIRS,
      judged(
        () => 'tie',
        (purpose, request) =>
          purpose.variant === 'head' && numberOf(purpose) < 6 ? TIMEOUT : apart(purpose, request),
      ),
      'scores-lost',
    ],
  ])('when %s', async (_what, rest, says, code) => {
    const report = await line(rest, says);
    const { decision } = report;
    expect(decision.outcome, JSON.stringify(decision.reasons)).not.toBe('pass');
    expect(decision.reasons.map((reason) => reason.code)).toContain(code);
    expect(explainReport(report)).not.toMatch(/differs/);
  });

  it('when a handful of cases is copied until there are enough', async () => {
    const copied = jsonl(ROWS.map((row, index) => ({ ...row, input: `m${index % 6}` })));
    const report = await line(EXACT, () => answer('yes'), { 'evals/d.jsonl': copied }, copied);
    expect(report.decision.outcome).toBe('warn');
    expect(report.decision.reasons.map(({ code }) => code)).toEqual(['inconclusive']);
    // Nor do ten copies of one case that breaks prove as much as ten cases.
    const once: Says = ({ variant, case: id }) =>
      answer(variant === 'head' && Number(id.slice(1)) % 6 === 0 ? 'no' : 'yes');
    const broken = await line(`${EXACT}policy: { confirm-trials: 0 }\n`, once, {}, copied);
    expect(broken.decision.reasons.map(({ code }) => code)).toEqual(['inconclusive']);
    expect(explainReport(broken)).not.toMatch(/differs/);
  });

  it.each<[string, Files, string]>([
    ['the suite shrinks to one case', { 'evals/d.jsonl': jsonl(ROWS.slice(0, 1)) }, 'cases-removed'],
    [
      'a milder scorer takes the place of the one that decides',
      { 'evals/s.yml': suite('scorers:\n  - { check: contains, value: y }\n') },
      'gate-changed',
    ],
    ['the suite goes, and its prompt stays', { 'evals/s.yml': '' }, 'suite-removed'],
  ])('when %s', async (_what, head, code) => {
    const { decision } = await line(EXACT, () => answer('yes'), head);
    expect(decision.outcome, JSON.stringify(decision.reasons)).not.toBe('pass');
    expect(decision.reasons.map((reason) => reason.code)).toContain(code);
  });
});
