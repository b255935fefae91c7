import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/adapters/github/client.ts';
import { fileLedger } from '../../src/adapters/ledger/file.ts';
import { gitLedger } from '../../src/adapters/ledger/git.ts';
import { githubLedger } from '../../src/adapters/ledger/github.ts';
import { createHistoryStore, HISTORY_BRANCH, type LedgerPlace } from '../../src/adapters/ledger/store.ts';
import { readLedger } from '../../src/core/history.ts';
import { draftOf } from '../../src/core/history-draft.ts';
import type { HistoryStore } from '../../src/ports.ts';
import { createFolder, snapshot } from '../support/git.ts';
import { createGithubDouble, type GithubDouble } from '../support/github-double.ts';
import { createRepository } from '../support/repository.ts';
import { sampleReport } from '../support/sample-report.ts';

const WRITERS = 8;

const storeIn = (place: LedgerPlace): HistoryStore => {
  let seed = 0.1;
  const random = () => {
    seed = (seed * 7.3 + 0.17) % 1;
    return seed;
  };
  return createHistoryStore(place, { sleep: () => new Promise((done) => setImmediate(done)), random });
};

const draft = (runId: number, createdAt = '2026-01-02T03:04:05.000Z') =>
  draftOf(sampleReport({ createdAt, source: { ...sampleReport().source, runId } }));

const onGithub = (github: GithubDouble, branch = HISTORY_BRANCH) =>
  storeIn(
    githubLedger({
      client: createClient({ token: 'ghs_test', apiUrl: github.apiUrl, sleep: async () => {} }),
      repository: 'acme/prompts',
      branch,
    }),
  );

/** What every kind of ledger has to do. */
async function expectToKeepAll(open: () => HistoryStore): Promise<void> {
  expect(await open().read()).toEqual([]);
  await open().append(draft(1));
  await Promise.all(Array.from({ length: WRITERS }, (_none, at) => open().append(draft(at + 2))));
  await open().append(draft(99, '2026-02-01T00:00:00.000Z'));
  // A clock that is behind does not put an entry before the last one.
  await open().append(draft(100, '2026-01-31T00:00:00.000Z'));
  const { entries, faults } = readLedger(await open().read());
  expect(faults).toEqual([]);
  expect(entries.map(({ runId }) => runId).sort((a, b) => Number(a) - Number(b))).toEqual([
    ...Array.from({ length: WRITERS + 1 }, (_none, at) => at + 1),
    99,
    100,
  ]);
  expect(entries.slice(-2).map(({ runId }) => runId)).toEqual([99, 100]);
}

describe('a ledger on GitHub', () => {
  it('keeps every entry of writers at the same moment, each chained to the one before', async () => {
    await using github = await createGithubDouble();
    await expectToKeepAll(() => onGithub(github));
    expect(Object.keys(github.state.git.files(HISTORY_BRANCH) ?? {}).sort()).toEqual([
      '2026-01.jsonl',
      '2026-02.jsonl',
      'README.md',
    ]);
    expect(github.state.git.depth(HISTORY_BRANCH)).toBe(WRITERS + 3);
  });

  it('has an entry once, also when the answer to writing it is lost', async () => {
    await using github = await createGithubDouble();
    await onGithub(github).append(draft(1));
    for (const method of ['PATCH', 'POST']) {
      const on = (request: { method: string; path: string }) =>
        request.method === method && /refs/.test(request.path);
      github.fail({ times: 1, status: 'drop', afterwards: true, on });
    }
    await onGithub(github).append(draft(2));
    await onGithub(github, 'another').append(draft(3));
    const { entries, faults } = readLedger(await onGithub(github).read());
    expect(faults).toEqual([]);
    expect(entries.map(({ runId }) => runId)).toEqual([1, 2]);
    expect(readLedger(await onGithub(github, 'another').read()).entries).toHaveLength(1);
  });

  it('says what GitHub says when it may not write', async () => {
    await using github = await createGithubDouble();
    github.state.permissions.contents = 'read';
    await expect(onGithub(github).append(draft(1))).rejects.toThrow('not accessible');
  });
});

describe('a ledger on a branch of the clone', () => {
  it('keeps every entry, and touches neither index, files nor HEAD', { timeout: 60_000 }, async () => {
    await using repository = await createRepository();
    await repository.write({ 'prompts/a.md': 'Hello.\n' });
    await repository.commit('Start');
    await repository.write({ 'prompts/a.md': 'Changed.\n', 'new.md': 'x\n' });
    const state = async () => [
      await repository.git('status', '--porcelain'),
      await repository.git('rev-parse', 'HEAD', 'main'),
      (await snapshot(repository.path))[join(repository.path, '.git/index')],
    ];
    const before = await state();
    await expectToKeepAll(() => storeIn(gitLedger(repository.path, HISTORY_BRANCH)));
    expect(await state()).toEqual(before);
    expect(await repository.git('log', '--format=%an', HISTORY_BRANCH)).not.toMatch(/^(?!prompt-ratchet$)/m);
    await repository.git('fsck', '--strict');
  });

  it('never appends to a branch of code, nor to the one that is checked out', async () => {
    await using repository = await createRepository();
    await repository.write({ 'prompts/a.md': 'Hello.\n' });
    const sha = await repository.commit('Start');
    const append = (branch: string) => storeIn(gitLedger(repository.path, branch)).append(draft(1));
    await expect(append('main')).rejects.toMatchObject({ problem: { code: 'E_HISTORY' } });
    expect(await repository.git('rev-parse', 'main')).toBe(sha);
    await append('ledger');
    await repository.git('checkout', '--quiet', 'ledger');
    await expect(append('ledger')).rejects.toMatchObject({ problem: { code: 'E_HISTORY' } });
  });
});

describe('a ledger in a file', () => {
  it('keeps every entry', async () => {
    await using folder = await createFolder();
    await expectToKeepAll(() => storeIn(fileLedger(join(folder.path, 'a/history.jsonl'))));
  });

  it('shows what was changed, taken out or moved, and goes on after it', async () => {
    await using folder = await createFolder();
    const path = join(folder.path, 'history.jsonl');
    const store = storeIn(fileLedger(path));
    for (const id of [1, 2, 3, 4]) await store.append(draft(id));
    const whole = await readFile(path, 'utf8');
    const lines = whole.trimEnd().split('\n');
    const faultsOf = async (changed: readonly string[]) => {
      await writeFile(path, changed.join('\n'));
      const { faults } = readLedger(await store.read());
      return faults.map(({ line, kind }) => `${line} ${kind}`);
    };
    const [one = '', two = '', three = '', four = ''] = lines;
    expect(await faultsOf(lines)).toEqual([]);
    expect(await faultsOf([one, two.replace('"fail"', '"pass"'), three, four])).toEqual(['2 altered']);
    expect(await faultsOf([one, three, four])).toEqual(['2 unchained']);
    expect(await faultsOf([one, three, two, four])).toEqual(['2 unchained', '3 unchained', '4 unchained']);
    expect(await faultsOf([one, 'not JSON', two, three, four])).toEqual(['2 unreadable']);
    expect(await faultsOf([two, three, four])).toEqual(['1 unchained']);
    // An unfinished last line does not swallow the next entry.
    await writeFile(path, `${one}\n${two}`);
    await store.append(draft(5));
    expect(readLedger(await store.read())).toMatchObject({ faults: [], entries: { length: 3 } });
  });
});
