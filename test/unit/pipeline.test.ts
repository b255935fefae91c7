import { describe, expect, it } from 'vitest';
import type { MeasuredSuite, Report } from '../../src/core/report.ts';
import { reportSchema } from '../../src/core/report.ts';
import { compare } from '../../src/pipeline.ts';
import type { CallPurpose, Clock, Log, Tree } from '../../src/ports.ts';

type Files = Readonly<Record<string, string>>;

const ROWS = Array.from({ length: 8 }, (_, index) => ({
  id: `c${index}`,
  input: `m${index}`,
  expected: 'yes',
}));
const jsonl = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const SUITE = 'target: { prompt: p.md, model: m, parameters: { temperature: 0 } }\ndataset: d.jsonl\n';
const EXACT = 'scorers:\n  - check: exact\n';
const BASE: Files = {
  'evals/s.yml': SUITE + EXACT,
  'evals/p.md': 'Old {{input}}',
  'evals/d.jsonl': jsonl(ROWS),
};

function treeOf(files: Files, letter: string): Tree {
  return {
    sha: letter.repeat(40),
    list: async () => Object.keys(files).filter((path) => path.endsWith('.yml')),
    read: async (path) => files[path],
    fingerprint: async () => letter,
  };
}

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

/** Runs the line over two sets of files; answers `no` where `wrong` says so. */
async function line(
  head: Files,
  options: { wrong?: (text: string) => boolean; secrets?: string[]; base?: Files } = {},
): Promise<{ report: Report; suite: MeasuredSuite; calls: string[] }> {
  const calls: string[] = [];
  const report = await compare({
    source: {},
    toolVersion: '0.0.0',
    secrets: options.secrets ?? [],
    base: { label: 'main', tree: treeOf(options.base ?? BASE, 'a') },
    head: { label: 'change', tree: treeOf({ ...(options.base ?? BASE), ...head }, 'b') },
    config: ['evals/*.yml'],
    model: {
      ask: async ({ messages }, { variant, case: id }: CallPurpose) => {
        calls.push(`${variant} ${id}`);
        const text = options.wrong?.(messages.at(-1)?.content ?? '') ? 'no' : 'yes';
        return { ok: true, text, finish: 'stop', latencyMs: 1, replayed: false };
      },
    },
    priceOf: () => undefined,
    clock,
    log,
    concurrency: 2,
    signal: new AbortController().signal,
    untrustedReplay: false,
  });
  const [suite] = report.suites;
  return { report: reportSchema.parse(report), suite: suite as MeasuredSuite, calls };
}

describe('the cases that decide', () => {
  it('are those that base has in the same form: an added one that fails is shown and does not decide', async () => {
    const rows = [...ROWS, { id: 'added', input: 'bad', expected: 'yes' }];
    const { suite, report } = await line(
      { 'evals/p.md': 'New {{input}}', 'evals/d.jsonl': jsonl(rows) },
      { wrong: (text) => text === 'New bad' },
    );
    expect(suite.comparisons[0]).toMatchObject({ pairs: 8, delta: 0, head: 1 });
    expect(suite.cases.at(-1)).toMatchObject({ id: 'added', origin: 'added', outcome: 'broke' });
    expect(suite.cases.at(-1)?.confirmation).toBeUndefined();
    expect(report.decision.outcome).toBe('warn');
  });

  it('are edited ones as they stood at base, and editing them is said', async () => {
    const rows = ROWS.map((row, index) => (index === 0 ? { ...row, expected: 'no' } : row));
    const { suite, report } = await line({ 'evals/p.md': 'New {{input}}', 'evals/d.jsonl': jsonl(rows) });
    expect(suite.comparisons[0]).toMatchObject({ pairs: 8, delta: 0 });
    expect(suite.cases.map(({ id, origin, head }) => [id, origin, head?.passes])).toEqual([
      ['c0', 'edited', false],
      ...ROWS.slice(1).map(({ id }) => [id, 'kept', true]),
      ['c0 (base)', 'replaced', true],
    ]);
    expect(report.decision.reasons.map(({ code }) => code)).toContain('cases-removed');
  });

  it('are removed ones, too: taking the case away that breaks is no way through', async () => {
    const { suite, report } = await line(
      { 'evals/p.md': 'New {{input}}', 'evals/d.jsonl': jsonl(ROWS.slice(1)) },
      { wrong: (text) => text === `New ${ROWS[0]?.input}` },
    );
    expect(suite.cases.at(-1)).toMatchObject({
      id: 'c0',
      origin: 'removed',
      protected: true,
      outcome: 'broke',
      confirmation: { verdict: 'broke' },
    });
    expect(report.decision).toMatchObject({
      outcome: 'fail',
      reasons: [{ code: 'case-broken', cases: ['c0'] }, ...Array(2).fill(expect.anything())],
      headGate: { outcome: 'warn', reasons: [{ code: 'inconclusive' }] },
    });
  });

  it.each([
    ['warn', 'warn', undefined],
    ['fail', 'fail', 'quality'],
  ])('are told only, or forbidden, by the policy of base: removed-cases: %s', async (word, outcome, kind) => {
    const policy = `policy: { removed-cases: ${word} }\n`;
    const { suite, report } = await line(
      {
        'evals/p.md': 'New {{input}}',
        'evals/d.jsonl': jsonl(ROWS.slice(1)),
        'evals/s.yml': `${SUITE}${EXACT}policy: { removed-cases: protect }\n`,
      },
      { base: { ...BASE, 'evals/s.yml': `${SUITE}${EXACT}${policy}` } },
    );
    expect(report.decision.outcome).toBe(outcome);
    expect(suite.cases.at(-1)).toMatchObject({ id: 'c0', origin: 'removed', head: { passes: true } });
    expect(suite.comparisons[0]?.pairs).toBe(word === 'warn' ? 7 : 8);
    const [reason] = report.decision.reasons.filter(({ code }) => code === 'cases-removed');
    if (kind) expect(reason).toMatchObject({ severity: 'fail', kind });
  });

  it('are renamed ones and those that only gained something, in the form of head', async () => {
    const rows = ROWS.map((row, index) =>
      index === 0 ? { ...row, id: 'other' } : index === 1 ? { ...row, tone: 'kind', tags: ['x'] } : row,
    );
    const { suite, report } = await line({ 'evals/p.md': 'New {{input}}', 'evals/d.jsonl': jsonl(rows) });
    expect(suite.comparisons[0]).toMatchObject({ pairs: 8 });
    expect(suite.drift).toEqual({
      added: [],
      edited: [],
      removed: [],
      renamed: [{ from: 'c0', to: 'other' }],
      extended: ['c1'],
    });
    expect(report.decision.reasons.map(({ code }) => code)).not.toContain('cases-removed');
    expect(report.decision.headGate).toBeUndefined();
  });

  it('are not those for which both sides send the same: a new case alone is run once, at head', async () => {
    const rows = [...ROWS, { id: 'added', input: 'bad', expected: 'yes' }];
    const { suite, calls } = await line(
      { 'evals/d.jsonl': jsonl(rows) },
      { wrong: (text) => text === 'Old bad' },
    );
    expect(calls).toEqual(['head added']);
    expect(suite.comparisons[0]).toMatchObject({ pairs: 0, identical: 8, verdict: 'unchanged' });
    expect(suite.cases.at(-1)).toMatchObject({ outcome: 'head-only', head: { passes: false } });
  });
});

describe('what only head brings', () => {
  const added = `${SUITE}${EXACT}  - { check: contains, value: no, name: negative }\n`;

  it('as a scorer is measured at head and decides nothing, also when nothing else changed', async () => {
    const { suite, calls, report } = await line({ 'evals/s.yml': added });
    expect(calls).toHaveLength(8);
    expect(suite.comparisons).toMatchObject([
      { scorer: 'exact', gating: true, verdict: 'unchanged', identical: 8 },
      { scorer: 'negative', gating: false, head: 0 },
    ]);
    expect(report.decision).toMatchObject({
      outcome: 'warn',
      reasons: [{ code: 'gate-changed' }, { code: 'unchanged' }],
    });
  });

  it('as a scorer is compared as well where the prompt changed', async () => {
    const { suite } = await line({ 'evals/s.yml': added, 'evals/p.md': 'New {{input}}' });
    expect(suite.comparisons[1]).toMatchObject({ scorer: 'negative', gating: false, pairs: 8, delta: 0 });
  });
});

describe('a suite', () => {
  it('is followed by its name when its file moves', async () => {
    const head = { 'evals/t.yml': `name: s\n${SUITE}${EXACT}` };
    const base = { ...BASE, 'evals/s.yml': SUITE + EXACT };
    const report = await compareMoved(base, head);
    expect(report.suites).toMatchObject([
      { name: 's', path: 'evals/t.yml', state: 'touched', changes: [{ kind: 'suite-path' }] },
    ]);
  });

  it('that is broken in the same way at base does not block', async () => {
    const base = { ...BASE, 'evals/bad.yml': 'nonsense: true\n' };
    const { report } = await line({ 'evals/p.md': 'New {{input}}' }, { base });
    expect(report.suites[0]).toMatchObject({ state: 'broken', alsoAtBase: true });
    expect(report.decision.outcome).toBe('warn');
    const other = await line({ 'evals/bad.yml': 'other: true\n' }, { base });
    expect(other.report.decision.outcome).toBe('fail');
  });

  it('that was broken before and lost a file does not block either', async () => {
    const base = { ...BASE, 'evals/bad.yml': SUITE.replace('d.jsonl', 'gone.jsonl') + EXACT };
    const { report } = await line({ 'README.md': 'Other' }, { base });
    expect(report.suites[0]).toMatchObject({ alsoAtBase: true, problems: [{ code: 'E_FILE_MISSING' }] });
    expect(report.decision.outcome).toBe('warn');
  });

  it('that was broken before blocks a pull request that changes what it tests', async () => {
    const base = { ...BASE, 'evals/bad.yml': SUITE.replace('d.jsonl', 'gone.jsonl') + EXACT };
    const { report } = await line({ 'evals/p.md': 'New {{input}}' }, { base });
    expect(report.suites[0]).toMatchObject({ alsoAtBase: true, changed: ['evals/p.md'] });
    expect(report.decision).toMatchObject({
      outcome: 'fail',
      reasons: [{ code: 'suite-broken', kind: 'unmeasured' }, {}],
    });
  });

  it('is told everything that is wrong with its files at once', async () => {
    const { report } = await line({
      'evals/s.yml': SUITE.replace('d.jsonl', 'gone.jsonl').replace('p.md', 'gone.md') + EXACT,
    });
    expect(report.suites[0]).toMatchObject({
      problems: [
        { message: expect.stringContaining('gone.md') },
        { message: expect.stringContaining('gone.jsonl') },
      ],
    });
  });

  it('is measured anew when base could not be read', async () => {
    const base = { ...BASE, 'evals/s.yml': 'nonsense: true\n' };
    const { suite } = await line({ 'evals/s.yml': SUITE + EXACT }, { base });
    expect(suite).toMatchObject({
      state: 'new',
      baseProblems: [{ code: 'E_CONFIG_INVALID' }, { code: 'E_CONFIG_INVALID' }],
    });
  });
});

it('no secret gets into a report', async () => {
  const secret = 'sk-0123456789';
  const rows = [{ id: 'c0', input: secret, expected: 'yes' }];
  const { report } = await line(
    { 'evals/p.md': `New ${secret} {{input}}`, 'evals/d.jsonl': jsonl(rows) },
    { secrets: [secret] },
  );
  expect(JSON.stringify(report)).not.toContain(secret);
});

async function compareMoved(base: Files, head: Files): Promise<Report> {
  const without = Object.fromEntries(Object.entries(base).filter(([path]) => path !== 'evals/s.yml'));
  return compare({
    source: {},
    toolVersion: '0.0.0',
    secrets: [],
    base: { label: 'main', tree: treeOf(base, 'a') },
    head: { label: 'change', tree: treeOf({ ...without, ...head }, 'b') },
    config: ['evals/*.yml'],
    model: { ask: async () => ({ ok: false, code: 'no-key', message: 'none', attempts: 0 }) },
    priceOf: () => undefined,
    clock,
    log,
    concurrency: 1,
    signal: new AbortController().signal,
    untrustedReplay: false,
  });
}

describe('prompt formats', () => {
  const at = (prompt: string) =>
    `target: { prompt: ${prompt}, model: m, parameters: { temperature: 0 } }\ndataset: d.jsonl\n${EXACT}`;

  it('are read through a suite: a template, and a constant in source code', async () => {
    const base = { ...BASE, 'evals/s.yml': at('p.j2'), 'evals/p.j2': 'Old {{ input | upper }}' };
    const seen: string[] = [];
    await line({ 'evals/p.j2': 'New {{ input | upper }}' }, { base, wrong: (text) => seen.push(text) < 0 });
    expect(seen).toContain('New M3');
    const source = {
      ...BASE,
      'evals/s.yml': at('app.ts#PROMPT'),
      'evals/app.ts': "export const PROMPT = 'Old {{input}}';",
    };
    const { suite } = await line(
      { 'evals/app.ts': "export const PROMPT = 'New {{input}}';" },
      { base: source },
    );
    expect(suite).toMatchObject({
      state: 'touched',
      promptPath: 'evals/app.ts#PROMPT',
      changes: [{ kind: 'message' }],
    });
  });

  it('leave a suite alone when something else in the source file changes', async () => {
    const source = {
      ...BASE,
      'evals/s.yml': at('app.ts#PROMPT'),
      'evals/app.ts': "export const PROMPT = 'Old {{input}}';",
    };
    const { suite, calls } = await line(
      { 'evals/app.ts': "export const PROMPT = 'Old {{input}}';\nexport const other = 1;" },
      { base: source },
    );
    expect({ state: suite.state, calls }).toEqual({ state: 'untouched', calls: [] });
  });

  it('that ask for too much fail their cases, not the run', async () => {
    const base = { ...BASE, 'evals/s.yml': at('p.j2'), 'evals/p.j2': 'Old {{ input }}' };
    const { suite, report } = await line(
      { 'evals/p.j2': '{% for i in range(1000000000) %}x{% endfor %}' },
      { base },
    );
    expect(suite.cases[0]?.head?.trials[0]).toMatchObject({ ok: false, code: 'render-failed' });
    expect(report.decision).toMatchObject({ outcome: 'fail', reasons: [{ kind: 'unmeasured' }] });
  });
});
