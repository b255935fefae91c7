import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { writeResult } from '../../src/adapters/files.ts';
import { problemsOf } from '../../src/core/errors.ts';
import { createFolder } from '../support/git.ts';

describe('writeResult', () => {
  test('makes the folders above, and leaves nothing but the file', async () => {
    await using folder = await createFolder();
    await writeResult(join(folder.path, 'a/b/report.json'), 'é 😀\n');
    expect(await readFile(join(folder.path, 'a/b/report.json'), 'utf8')).toBe('é 😀\n');
    expect(await readdir(join(folder.path, 'a/b'))).toEqual(['report.json']);
  });

  test('replaces what was there, and a link instead of the file it leads to', async () => {
    await using folder = await createFolder();
    const [file, link] = [join(folder.path, 'file'), join(folder.path, 'link')];
    await writeFile(file, 'old and longer');
    await symlink(file, link);
    await writeResult(link, 'linked');
    await writeResult(file, 'new');
    expect([await readFile(file, 'utf8'), await readFile(link, 'utf8')]).toEqual(['new', 'linked']);
  });

  test('writes into a pipe instead of replacing it', async () => {
    await using folder = await createFolder();
    const pipe = join(folder.path, 'pipe');
    await promisify(execFile)('mkfifo', [pipe]);
    const [read] = await Promise.all([readFile(pipe, 'utf8'), writeResult(pipe, 'text')]);
    expect(read).toBe('text');
  });

  test('says what cannot be written, and leaves nothing behind', async () => {
    await using folder = await createFolder();
    await writeFile(join(folder.path, 'file'), 'kept');
    await mkdir(join(folder.path, 'folder'));
    for (const path of [join(folder.path, 'file/report.json'), join(folder.path, 'folder')]) {
      const problem = await writeResult(path, 'text').then(
        () => undefined,
        (error: unknown) => problemsOf(error)?.[0],
      );
      expect(problem).toMatchObject({ code: 'E_OUTPUT', message: expect.stringContaining(path) });
    }
    expect((await readdir(folder.path)).sort()).toEqual(['file', 'folder']);
    expect(await readFile(join(folder.path, 'file'), 'utf8')).toBe('kept');
  });
});

describe('the system clock', () => {
  test('tells the time in UTC, and a time that never goes back', () => {
    expect(systemClock.now()).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
    const first = systemClock.monotonic();
    expect(systemClock.monotonic()).toBeGreaterThanOrEqual(first);
  });

  test('wakes early when told to, before the wait or in it', async () => {
    const day = 24 * 60 * 60 * 1000;
    await systemClock.sleep(day, AbortSignal.abort());
    const controller = new AbortController();
    const sleeping = systemClock.sleep(day, controller.signal);
    controller.abort(new Error('stopped'));
    await expect(sleeping).resolves.toBeUndefined();
  });

  test('wakes by itself', async () => {
    await expect(systemClock.sleep(0, new AbortController().signal)).resolves.toBeUndefined();
  });
});
