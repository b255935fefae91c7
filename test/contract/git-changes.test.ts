import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type GitRepo, openRepo } from '../../src/adapters/git/repo.ts';
import type { Report } from '../../src/core/report.ts';
import { compare } from '../../src/pipeline.ts';
import { createRepository, type Repository } from '../support/repository.ts';

/** Real histories through the whole line, with a model that always says yes. */
let repository: Repository;
let repo: GitRepo;

beforeEach(async () => {
  repository = await createRepository();
  repo = await openRepo(repository.path);
});

afterEach(async () => {
  await repo.close();
  await repository[Symbol.asyncDispose]();
});

const rows = (...ids: string[]) =>
  ids.map((id) => JSON.stringify({ id, input: `m ${id}`, expected: 'yes' })).join('\n');
const PROMPT =
  'You sort the messages of customers by what they are about.\nAnswer with one word.\n\n{{ input }}\n';
const SUITE = `name: triage
target: { prompt: ../prompts/triage.j2, model: m, parameters: { temperature: 0 } }
dataset: data/triage.jsonl
scorers:
  - check: exact
policy:
  max-drop: 0.5
`;
const START = {
  'evals/triage.yml': SUITE,
  'evals/data/triage.jsonl': rows('a', 'b', 'c'),
  'prompts/triage.j2': PROMPT,
};

async function start(files: Readonly<Record<string, string>> = START): Promise<string> {
  await repository.write(files);
  return repository.commit('Start');
}

/** Compares base with what is committed now, or with the work tree. */
async function line(
  base: string,
  options: { workTree?: boolean } = {},
): Promise<{ report: Report; calls: number }> {
  let calls = 0;
  const tree = options.workTree ? repo.workTree() : repo.tree(await repository.commit('Change'));
  const report = await compare({
    source: {},
    toolVersion: '0.0.0',
    secrets: [],
    base: { label: 'base', tree: repo.tree(base) },
    head: { label: 'head', tree },
    config: ['evals/*.yml'],
    changes: () => repo.changes(base, tree.sha),
    model: {
      ask: async () => {
        calls += 1;
        return { ok: true, text: 'yes', finish: 'stop', latencyMs: 1, replayed: false };
      },
    },
    priceOf: () => undefined,
    clock: { now: () => '2026-01-01T00:00:00.000Z', monotonic: () => 0, sleep: async () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined, progress: () => undefined },
    concurrency: 2,
    signal: new AbortController().signal,
    untrustedReplay: false,
  });
  return { report, calls };
}

const states = ({ suites }: Report) => suites.map(({ name, state }) => `${name} ${state}`);

describe('a suite is compared with its base', () => {
  it.each<[string, () => Promise<void>, string[]]>([
    [
      'when its file is renamed',
      () => repository.git('mv', 'evals/triage.yml', 'evals/sorting.yml').then(() => undefined),
      ['suite-path'],
    ],
    [
      'when its name is edited',
      () => repository.write({ 'evals/triage.yml': SUITE.replace('name: triage', 'name: other') }),
      ['suite-path'],
    ],
    [
      'when its file and its name change at once',
      async () => {
        await repository.git('mv', 'evals/triage.yml', 'evals/other.yml');
        await repository.write({ 'evals/other.yml': SUITE.replace('name: triage', 'name: other') });
      },
      ['suite-path', 'suite-path'],
    ],
    [
      'when its prompt moves',
      async () => {
        await repository.git('mv', 'prompts/triage.j2', 'prompts/sorting.j2');
        await repository.write({ 'evals/triage.yml': SUITE.replace('triage.j2', 'sorting.j2') });
      },
      ['prompt'],
    ],
    [
      'when everything moves, and is written anew so that only the content tells',
      async () => {
        for (const path of Object.keys(START)) await repository.remove(path);
        await repository.write({
          'evals/new.yml': `# Another file.\ndataset: d/rows.jsonl\npolicy: { max-drop: 1 }\nname: new\ntarget:\n  model: m\n  prompt: ../p/new.j2\n  parameters:\n    temperature: 0\nscorers: [{ check: exact }]\n`,
          'evals/d/rows.jsonl': rows('a', 'b', 'c'),
          'p/new.j2': PROMPT,
        });
      },
      ['suite-path', 'suite-path', 'prompt'],
    ],
  ])('%s', async (_title, change, kinds) => {
    const base = await start();
    await change();
    const { report, calls } = await line(base);
    expect(report.suites).toMatchObject([{ state: 'touched' }]);
    const [suite] = report.suites;
    expect(suite && 'changes' in suite && suite.changes.map(({ kind }) => kind)).toEqual(kinds);
    // Where it stands changes nothing of what is sent.
    expect(calls).toBe(0);
  });

  it('unless several could continue it: then they are named, and none is taken', async () => {
    const base = await start();
    await repository.remove('evals/triage.yml');
    // Written otherwise, so that Git does not take either for the old file.
    const anew = (name: string) =>
      `# Sorting, anew.\nscorers: [{ check: exact }]\ndataset: data/triage.jsonl\nname: ${name}\ntarget:\n  model: m\n  prompt: ../prompts/triage.j2\n`;
    await repository.write({ 'evals/one.yml': anew('one'), 'evals/two.yml': anew('two') });
    const { report } = await line(base);
    expect(states(report)).toEqual(['one new', 'two new', 'triage removed']);
    expect(report.suites[2]).toMatchObject({ candidates: ['one', 'two'], severity: 'fail' });
    expect(report.decision.outcome).toBe('fail');
  });
});

describe('a file that is gone', () => {
  it('is an error with its place where a suite still names it, and the new place is told', async () => {
    const base = await start();
    await repository.git('mv', 'prompts/triage.j2', 'prompts/sorting.j2');
    const { report } = await line(base);
    expect(report.suites).toMatchObject([
      {
        state: 'broken',
        problems: [
          {
            code: 'E_FILE_MISSING',
            message: expect.stringMatching(
              /prompts\/triage\.j2 does not exist .* This change moved it to prompts\/sorting\.j2\./,
            ),
            place: { path: 'evals/triage.yml', line: 2 },
          },
        ],
      },
    ]);
    expect(report.decision.outcome).toBe('fail');
  });

  it('takes its suite with it, or not: a prompt that stays loses its test', async () => {
    const base = await start();
    await repository.remove('evals/triage.yml');
    expect((await line(base)).report.suites).toMatchObject([{ state: 'removed', severity: 'fail' }]);
    await repository.remove('prompts/triage.j2');
    expect((await line(base)).report.suites).toMatchObject([{ state: 'removed', severity: 'warn' }]);
  });

  it('is what the policy of base says where it says something', async () => {
    const base = await start({ ...START, 'evals/triage.yml': `${SUITE}  removed-suite: warn\n` });
    await repository.remove('evals/triage.yml');
    expect((await line(base)).report.suites).toMatchObject([{ state: 'removed', severity: 'warn' }]);
  });
});

describe('everything that a suite reads', () => {
  const whole = {
    ...START,
    'evals/triage.yml': `target:
  prompt: ../prompts/triage.j2
  model: m
  vars: { examples: { file: data/examples.md } }
dataset: data/*.jsonl
scorers:
  - { check: json-schema, schema: data/schema.json, severity: info }
  - { judge: rubric, file: data/rubric.yml, model: j }
`,
    'evals/data/examples.md': 'Example one.\n',
    'evals/data/schema.json': '{"type":"string"}',
    'evals/data/rubric.yml': 'criterion: Right.\nlevels: [No., Yes.]\n',
    'evals/data/more.jsonl': rows('d'),
    'prompts/triage.j2': '{% include "part.j2" %} {{ examples }} {{ input }}',
    'prompts/part.j2': 'Part.',
  };

  it.each([
    ['prompts/part.j2', 'Other part.', 'include'],
    ['prompts/triage.j2', '{% include "part.j2" %} {{ examples }}: {{ input }}', 'prompt'],
    ['evals/data/examples.md', 'Example two.\n', 'variables'],
    ['evals/data/schema.json', '{"type":"object"}', 'schema'],
    ['evals/data/rubric.yml', 'criterion: Wrong.\nlevels: [No., Yes.]\n', 'rubric'],
    ['evals/data/more.jsonl', rows('e'), 'dataset'],
  ])('touches it: %s', async (path, text, reason) => {
    const base = await start(whole);
    await repository.write({ [path]: text });
    const { report } = await line(base);
    expect(states(report)).toEqual(['triage touched']);
    const [suite] = report.suites;
    const files = suite && 'files' in suite ? (suite.files ?? []) : [];
    expect(files.filter(({ base: before, head }) => before !== head)).toMatchObject([
      { path, reasons: [reason] },
    ]);
  });

  it('and nothing else does', async () => {
    const base = await start(whole);
    await repository.write({ 'evals/data/notes.txt': 'x', 'prompts/unused.j2': 'x', 'src/a.ts': 'x' });
    const { report, calls } = await line(base);
    expect([states(report), calls]).toEqual([['triage untouched'], 0]);
    expect(report.uncovered).toEqual([{ path: 'prompts/unused.j2', status: 'added' }]);
  });

  it('a link is not followed out of the repository', async () => {
    const base = await start(whole);
    await repository.remove('prompts/part.j2');
    await symlink('/etc/hostname', join(repository.path, 'prompts/part.j2'));
    expect((await line(base)).report.suites).toMatchObject([
      { state: 'broken', problems: [{ code: 'E_PATH_OUTSIDE' }] },
    ]);
  });
});

describe('what differs', () => {
  it('is the same for a commit and for the work tree, untracked files included', async () => {
    const base = await start({ ...START, 'old name.txt': `${'x\n'.repeat(50)}end\n`, gone: 'x' });
    await repository.git('mv', 'old name.txt', 'néw\tname.txt');
    await repository.remove('gone');
    await repository.write({ 'added.txt': 'y', 'prompts/triage.j2': 'z' });
    const expected = [
      { status: 'added', path: 'added.txt' },
      { status: 'deleted', path: 'gone' },
      { status: 'renamed', path: 'néw\tname.txt', from: 'old name.txt' },
      { status: 'modified', path: 'prompts/triage.j2' },
    ];
    expect(await repo.changes(base, undefined)).toEqual(expected);
    expect(await repo.changes(base, await repository.commit('Change'))).toEqual(expected);
  });

  it('is nothing where nothing differs, and no suite is touched then', async () => {
    const base = await start();
    expect(await repo.changes(base, undefined)).toEqual([]);
    const { report, calls } = await line(base, { workTree: true });
    expect([states(report), calls, report.decision.reasons[0]?.code]).toEqual([
      ['triage untouched'],
      0,
      'nothing-touched',
    ]);
  });
});
