import { access } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createRepository, type Repository } from '../../support/repository.ts';

async function write(repository: Repository, files: Record<string, string>, message: string) {
  await repository.write(files);
  return repository.commit(message);
}

async function history() {
  await using repository = await createRepository();
  const first = await write(repository, { 'a.txt': 'one\n', 'deep/b.txt': 'two\n' }, 'First');
  await repository.branch('feature');
  await repository.remove('deep/b.txt');
  const second = await repository.commit('Second');
  await repository.checkout('main');
  await write(repository, { 'c.txt': 'three\n' }, 'Third');
  const merged = await repository.merge('feature');
  return {
    repository,
    first,
    second,
    merged,
    files: await repository.git('ls-tree', '-r', '--name-only', merged),
  };
}

test('the same steps give the same commits', async () => {
  const [one, other] = [await history(), await history()];
  expect(one.first).toMatch(/^[0-9a-f]{40}$/);
  expect([other.first, other.second, other.merged]).toEqual([one.first, one.second, one.merged]);
  expect(one.files).toBe('a.txt\nc.txt');
});

test('the folder is gone afterwards', async () => {
  const { repository } = await history();
  await expect(access(repository.path)).rejects.toThrow();
});

test('the machine’s settings and its author stay out of it', async () => {
  await using repository = await createRepository();
  await repository.commit('Empty');
  expect(await repository.git('log', '-1', '--format=%an %ae %cn %cI')).toBe(
    'Ada Author ada@example.com Carl Committer 2026-01-01T00:01:00+00:00',
  );
  expect(await repository.git('branch', '--show-current')).toBe('main');
  expect(await repository.git('config', '--list', '--show-scope')).not.toMatch(/^(?:global|system)/m);
});
