import { describe, expect, onTestFinished, test } from 'vitest';
import { type GitRepo, openRepo } from '../../src/adapters/git/repo.ts';
import { problemsOf } from '../../src/core/errors.ts';
import { checkoutOf, cloneOf, fastImport, snapshot } from '../support/git.ts';
import { createRepository, type Repository } from '../support/repository.ts';

async function repository(): Promise<Repository> {
  const created = await createRepository();
  onTestFinished(() => created[Symbol.asyncDispose]());
  return created;
}

async function opened(directory: string): Promise<GitRepo> {
  const repo = await openRepo(directory, { fetching: true });
  onTestFinished(() => repo.close());
  return repo;
}

async function checkout(origin: Repository, ref = 'main'): Promise<string> {
  const folder = await checkoutOf(origin, ref);
  onTestFinished(() => folder[Symbol.asyncDispose]());
  return folder.path;
}

/** A branch of `own` commits that left main `since` commits ago. */
async function history({ since, own }: { since: number; own: number }) {
  const origin = await repository();
  for (let count = 0; count < 3; count += 1) await origin.commit(`before ${count}`);
  await origin.write({ 'a.txt': 'base' });
  const base = await origin.commit('base');
  await origin.branch('change');
  for (let count = 0; count < own; count += 1) await origin.commit(`change ${count}`);
  await origin.write({ 'a.txt': 'head' });
  const head = await origin.commit('head');
  await origin.checkout('main');
  for (let count = 0; count < since; count += 1) await origin.commit(`main ${count}`);
  return { origin, base, head, tip: await origin.git('rev-parse', 'main') };
}

async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    return problemsOf(error)?.[0]?.code ?? String(error);
  }
  return 'none';
}

describe('a checkout of one commit', () => {
  test.each([
    { since: 0, own: 0 },
    { since: 1, own: 2 },
    { since: 30, own: 60 },
  ])('is deepened to where $own commits left a main that moved on by $since', async (shape) => {
    const { origin, base, head, tip } = await history(shape);
    const path = await checkout(origin, 'change');
    const repo = await opened(path);
    expect(await repo.mergeBase(tip, head)).toBe(base);
    expect(await repo.tree(base).read('a.txt')).toBe('base');
    expect(await repo.tree(head).read('a.txt')).toBe('head');
  });

  test('keeps its files, its index, its HEAD and its refs', async () => {
    const { origin, head, tip } = await history({ since: 2, own: 2 });
    const path = await checkout(origin, 'change');
    const state = async () => {
      const files = Object.entries(await snapshot(path));
      const kept = files.filter(([file]) => !/\.git\/(?:objects|shallow|FETCH_HEAD)/.test(file));
      return [Object.fromEntries(kept), await origin.git('-C', path, 'for-each-ref')];
    };
    const before = await state();
    await (await opened(path)).mergeBase(tip, head);
    expect(await state()).toEqual(before);
  });

  test('finds branches and tags of the remote that it does not have', async () => {
    const { origin, head, tip } = await history({ since: 1, own: 1 });
    await origin.git('tag', '--annotate', '--message', 'v1', 'v1', tip);
    const repo = await opened(await checkout(origin));
    expect(await repo.resolve('change')).toBe(head);
    expect(await repo.resolve('origin/change')).toBe(head);
    expect(await repo.resolve('v1')).toBe(tip);
    expect(await repo.defaultBranch()).toBe('origin/main');
    expect(await (await opened(await checkout(origin, 'change'))).defaultBranch()).toBe('main');
    expect(await codeOf(repo.resolve('gone'))).toBe('E_UNKNOWN_REF');
    expect(await codeOf(repo.resolve('f'.repeat(40)))).toBe('E_UNKNOWN_REF');
    expect(await codeOf(repo.resolve('--upload-pack=x'))).toBe('E_UNKNOWN_REF');
  });

  test('goes back to the commit before, or to the last tag that it knows', async () => {
    const { origin, base, tip } = await history({ since: 2, own: 0 });
    const parent = await origin.git('rev-parse', `${tip}^`);
    expect(await (await opened(await checkout(origin))).previous(tip)).toEqual({ ref: parent, sha: parent });
    await origin.git('tag', 'v1', base);
    expect(await (await opened(origin.path)).previous(tip)).toEqual({ ref: 'v1', sha: base });
    const first = await origin.git('rev-list', '--max-parents=0', 'main');
    expect(await (await opened(origin.path)).previous(first)).toBeUndefined();
  });

  test('is not made shallower by looking for a commit', async () => {
    const { origin, head } = await history({ since: 0, own: 3 });
    const folder = await cloneOf(origin);
    onTestFinished(() => folder[Symbol.asyncDispose]());
    const count = () => origin.git('-C', folder.path, 'rev-list', '--count', '--all');
    const before = await count();
    await (await opened(folder.path)).resolve(head);
    await codeOf((await opened(folder.path)).resolve('f'.repeat(40)));
    expect(await count()).toBe(before);
  });

  test('says what to write when its remote cannot be reached', async () => {
    const { origin, head, tip } = await history({ since: 1, own: 1 });
    const path = await checkout(origin);
    const address = `file://ada:s3cret@localhost${origin.path}-gone`;
    await origin.git('-C', path, 'remote', 'set-url', 'origin', address);
    try {
      await (await opened(path)).mergeBase(tip, head);
      expect.unreachable();
    } catch (error) {
      const [problem] = problemsOf(error) ?? [];
      expect(problem?.code).toBe('E_UNKNOWN_REF');
      expect(problem?.message).toContain('Fetching more did not work: ');
      expect(problem?.message).not.toContain('s3cret');
      expect(problem?.help).toContain('fetch-depth: 0');
    }
  });

  test('stops at its bound, and says so', async () => {
    const origin = await repository();
    // 5,200 commits on each side of where they part.
    const blob = 'blob\nmark :1\ndata 1\nx\n';
    const line = (ref: string, count: number, from: string) =>
      Array.from(
        { length: count },
        (_, index) =>
          `commit refs/heads/${ref}\ncommitter A <a@example.com> ${1_700_000_000 + index} +0000\ndata 1\nc\n${index === 0 ? from : ''}M 100644 :1 ${ref}.txt\n`,
      ).join('');
    const parted = 'from refs/heads/main\n';
    await fastImport(
      origin,
      `${blob}${line('main', 1, '')}${line('left', 5200, parted)}${line('right', 5200, parted)}`,
    );
    const path = await checkout(origin, 'left');
    const [left, right] = [await origin.git('rev-parse', 'left'), await origin.git('rev-parse', 'right')];
    expect(await codeOf((await opened(path)).mergeBase(left, right))).toBe('E_NO_MERGE_BASE');
  }, 60_000);
});
