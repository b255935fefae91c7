import { describe, expect, it } from 'vitest';
import type { MeasuredSuite, Report } from '../../src/core/report.ts';
import { reportSchema } from '../../src/core/report.ts';
import { compare } from '../../src/pipeline.ts';
import type { CallPurpose, Clock, Log, Tree } from '../../src/ports.ts';
import { explainReport } from '../../src/render/explain.ts';

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

describe('what was sent', () => {
  const settings =
    'target: { prompt: p.md, model: m, parameters: { temperature: 0, user: sk-secret-text } }\n';

  it('stands in the report, each part once, without secrets, and cut after that', async () => {
    const long = `{{input}} ${'x'.repeat(49_986)}sk-secret-text and more`;
    const { suite } = await line(
      { 'evals/s.yml': `${settings}dataset: d.jsonl\n${EXACT}`, 'evals/p.md': long },
      { secrets: ['sk-secret-text'] },
    );
    const [first, second] = suite.cases;
    const sent = first?.head?.request;
    expect(suite.requests?.settings[sent?.settings ?? -1]).toEqual({
      provider: 'openai',
      model: 'm',
      parameters: { temperature: 0, user: '[redacted]' },
    });
    expect(sent?.messages.map(({ role }) => role)).toEqual(['user']);
    const text = suite.requests?.texts[sent?.messages[0]?.text ?? -1];
    expect(text?.cutFrom).toBe(50_008);
    expect(text?.text).toHaveLength(50_000);
    expect(text?.text.startsWith('m0 xxx')).toBe(true);
    expect(JSON.stringify(suite)).not.toContain('sk-sec');
    // Both cases have base's settings and head's, which are there once.
    expect(second?.head?.request?.settings).toBe(sent?.settings);
    expect(suite.requests?.settings).toHaveLength(2);
    expect(suite.requests?.texts).toHaveLength(2 * ROWS.length);
  });

  it('goes as far as there is room, the cases that tell most first', async () => {
    const rows = Array.from({ length: 120 }, (_, at) => ({ id: `c${at}`, input: `m${at}`, expected: 'yes' }));
    const base = {
      ...BASE,
      'evals/d.jsonl': jsonl(rows),
      'evals/p.md': `Old {{input}} ${'y'.repeat(40_000)}`,
    };
    const { suite } = await line(
      { 'evals/p.md': `New {{input}} ${'z'.repeat(40_000)}` },
      { base, wrong: (text) => text.startsWith('New m119 ') },
    );
    const size = suite.requests?.texts.reduce((sum, { text }) => sum + text.length, 0) ?? 0;
    expect(size).toBeLessThanOrEqual(4_000_000);
    expect(size).toBeGreaterThan(3_800_000);
    expect(suite.cases.at(-1)?.head?.request).toBeDefined();
    expect(suite.cases[0]?.base?.request).toBeDefined();
    expect(suite.cases[100]?.head?.request).toBeUndefined();
  });

  it('leaves room for every suite', async () => {
    const rows = Array.from({ length: 80 }, (_, at) => ({ id: `c${at}`, input: `m${at}`, expected: 'yes' }));
    const suite = {
      ...BASE,
      'evals/d.jsonl': jsonl(rows),
      'evals/p.md': `Old {{input}} ${'y'.repeat(40_000)}`,
    };
    const { report } = await line(
      { 'evals/p.md': `New {{input}} ${'z'.repeat(40_000)}` },
      { base: { ...suite, 'evals/t.yml': SUITE + EXACT, 'evals/u.yml': SUITE + EXACT } },
    );
    const sizes = report.suites.map((each) =>
      'requests' in each ? (each.requests?.texts ?? []).reduce((sum, { text }) => sum + text.length, 0) : 0,
    );
    expect(sizes).toHaveLength(3);
    for (const size of sizes) expect(size).toBeGreaterThan(1_200_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(4_000_000);
  });

  it('is nothing where both sides send the same', async () => {
    const { suite } = await line({ 'evals/s.yml': `${SUITE}${EXACT}policy: { max-drop: 0.2 }\n` });
    expect(suite.requests).toBeUndefined();
  });
});

describe('trials by need', () => {
  it('are those that the range at base leaves open, and the report says why', async () => {
    const base = { ...BASE, 'evals/s.yml': `${SUITE}${EXACT}trials: { min: 2, max: 4 }\n` };
    // Each side of half the cases says yes the first time and no the next.
    const asked = new Map<string, number>();
    const { report, suite, calls } = await line(
      { 'evals/p.md': 'New {{input}}', 'evals/s.yml': `${SUITE}${EXACT}trials: 9\n` },
      {
        base,
        wrong: (text) => {
          const times = (asked.get(text) ?? 0) + 1;
          asked.set(text, times);
          return /m[0-3]$/.test(text) && times % 2 === 0;
        },
      },
    );
    expect(suite.trials).toBe(4);
    expect(suite.allocation).toMatchObject({
      min: 2,
      max: 4,
      trials: 4,
      scorers: [{ scorer: 'exact', pairs: 8, wants: 4, because: 'most' }],
    });
    expect(suite.cases[0]?.base?.trials.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
    expect(calls).toHaveLength(8 * 2 * 4);
    expect(report.decision.outcome).toBe('warn');
    expect(explainReport(report)).not.toContain('differs');
    expect(explainReport(report)).toContain('trials 4 of each deciding case, of 2 to 4');
  });

  it('end a second look on a clear regression as soon as nothing can change, and the report says so', async () => {
    const base = { ...BASE, 'evals/s.yml': `${SUITE}${EXACT}trials: 3\n` };
    const { report, suite, calls } = await line(
      { 'evals/p.md': 'New {{input}}' },
      { base, wrong: (text) => text.startsWith('New') },
    );
    // Eight negative signs, p = ½ · (½)⁸ = 0.002; after one round each head has failed four of at most six.
    expect(suite).toMatchObject({ rechecked: true, curtailed: { rounds: 1, of: 3 } });
    expect(suite.comparisons[0]).toMatchObject({ verdict: 'regressed', delta: -1 });
    expect(suite.cases[0]?.head?.trials).toHaveLength(4);
    expect(suite.cases[0]?.confirmation?.verdict).toBe('broke');
    expect(report.decision.reasons[0]?.code).toBe('regressed');
    // First look, one round and at most what was under way, and the fresh trials of eight suspects.
    const most = 8 * 2 * 3 + 8 * 2 * 1 + 4 + 8 * 2 * 8;
    expect(calls.length).toBeLessThanOrEqual(most);
    expect(explainReport(report)).toContain('second look: 1 of 3 rounds');
    expect(explainReport(report)).not.toContain('differs');
  });
});
