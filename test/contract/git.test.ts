import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, rename, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type GitRepo, openRepo } from '../../src/adapters/git/repo.ts';
import { problemsOf } from '../../src/core/errors.ts';
import type { Tree } from '../../src/ports.ts';
import { cloneOf, commitEntry, createFolder, snapshot } from '../support/git.ts';
import { createRepository, type Repository } from '../support/repository.ts';

const MEBIBYTE = 1024 * 1024;
const LFS_POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`;

async function repository(): Promise<Repository> {
  const created = await createRepository();
  onTestFinished(() => created[Symbol.asyncDispose]());
  return created;
}

async function opened(directory: string): Promise<GitRepo> {
  const repo = await openRepo(directory);
  onTestFinished(() => repo.close());
  return repo;
}

async function clone(origin: Repository, depth?: number): Promise<GitRepo> {
  const folder = await cloneOf(origin, depth);
  onTestFinished(() => folder[Symbol.asyncDispose]());
  return opened(folder.path);
}

/** What is wrong, as a person gets to see it: `CODE: message`, and the help. */
async function problemOf(
  run: Promise<unknown> | (() => unknown),
): Promise<{ code: string; message: string; help: string }> {
  try {
    await (typeof run === 'function' ? run() : run);
  } catch (error) {
    const problem = problemsOf(error)?.[0];
    if (problem === undefined) throw error;
    return problem;
  }
  throw new Error('Nothing was refused.');
}

async function codeOf(run: Promise<unknown> | (() => unknown)): Promise<string> {
  return (await problemOf(run)).code;
}

describe('openRepo', () => {
  test('paths start at the root, wherever inside the repository it is opened', async () => {
    const { path, write, commit } = await repository();
    await write({ 'services/a/evals/one.yml': 'one', 'top.txt': 'top' });
    const sha = await commit('files');
    const repo = await opened(join(path, 'services/a'));
    expect({ root: repo.root, prefix: repo.prefix }).toEqual({ root: path, prefix: 'services/a/' });
    expect(await repo.tree(sha).read('top.txt')).toBe('top');
    expect(await repo.workTree().list('**')).toEqual(['services/a/evals/one.yml', 'top.txt']);
    expect((await opened(path)).prefix).toBe('');
  });

  test('a linked folder leads to the real root', async () => {
    const { path, commit } = await repository();
    await commit('empty');
    await using outside = await createFolder();
    await symlink(path, join(outside.path, 'link'));
    expect((await opened(join(outside.path, 'link'))).root).toBe(path);
  });

  test('a folder outside of a repository, a missing one and a bare repository are refused', async () => {
    await using folder = await createFolder();
    expect(await codeOf(openRepo(folder.path))).toBe('E_NOT_A_REPOSITORY');
    expect(await codeOf(openRepo(join(folder.path, 'missing')))).toBe('E_NOT_A_REPOSITORY');
    const { git } = await repository();
    await git('init', '--quiet', '--bare', join(folder.path, '.git'));
    expect(await codeOf(openRepo(join(folder.path, '.git')))).toBe('E_NOT_A_REPOSITORY');
  });

  test('variables that point Git elsewhere are not passed on', async () => {
    const [wanted, other] = [await repository(), await repository()];
    await wanted.write({ 'a.txt': 'wanted' });
    await other.write({ 'a.txt': 'other' });
    const sha = await wanted.commit('wanted');
    await other.commit('other');
    process.env['GIT_DIR'] = join(other.path, '.git');
    onTestFinished(() => void delete process.env['GIT_DIR']);
    const repo = await opened(wanted.path);
    expect(await repo.resolve('HEAD')).toBe(sha);
    expect(await repo.tree(sha).read('a.txt')).toBe('wanted');
  });

  test('no program that the repository configures is run', async () => {
    const { path, git, write, commit } = await repository();
    await using outside = await createFolder();
    const program = join(outside.path, 'program');
    const traces = async () =>
      Object.keys(await snapshot(outside.path)).filter((file) => file.endsWith('.ran'));
    await writeFile(program, `#!/bin/sh\ntouch '${outside.path}/'$$.ran\n`);
    await chmod(program, 0o755);
    await write({ 'a.txt': 'a' });
    const sha = await commit('a');
    await git('config', 'core.fsmonitor', program);
    await git('status');
    const before = await traces();
    expect(before).not.toEqual([]);
    const repo = await opened(path);
    await repo.workTree().list('**');
    await repo.workTree().read('a.txt');
    await repo.tree(sha).list('**');
    expect(await traces()).toEqual(before);
  });

  test.runIf(process.getuid?.() === 0)(
    'a checkout that belongs to another user, as in a container, is read',
    async () => {
      const { path, git, write, commit } = await repository();
      await write({ 'a.txt': 'a' });
      const sha = await commit('a');
      await chown(path, 12345, 12345);
      await chown(join(path, '.git'), 12345, 12345);
      await expect(git('status')).rejects.toThrow('dubious ownership');
      const repo = await opened(path);
      expect(await repo.tree(await repo.resolve('HEAD')).read('a.txt')).toBe('a');
      expect(await repo.resolve('HEAD')).toBe(sha);
    },
  );

  test('reading leaves HEAD, index and work tree as they were', async () => {
    const { path, write, commit, git } = await repository();
    await write({ 'a.txt': 'a', 'b/c.txt': 'c', '.gitignore': '*.log' });
    const sha = await commit('a');
    await write({ 'a.txt': 'changed', 'new.txt': 'new', 'x.log': 'log' });
    await git('checkout', '--quiet', '--detach');
    const before = await snapshot(path);
    {
      await using repo = await openRepo(path);
      await repo.mergeBase('main', 'HEAD');
      await repo.defaultBranch();
      for (const tree of [repo.tree(sha), repo.workTree()]) {
        await tree.list('**');
        await tree.read('a.txt');
        await tree.read('missing.txt');
      }
    }
    expect(await snapshot(path)).toEqual(before);
  });

  test('a process that forgets to close a repository ends all the same', async () => {
    const { path, write, commit } = await repository();
    await write({ 'a.txt': 'a' });
    const sha = await commit('a');
    const source = `
      import { openRepo } from ${JSON.stringify(new URL('../../src/adapters/git/repo.ts', import.meta.url).href)};
      const repo = await openRepo(${JSON.stringify(path)});
      console.log(await repo.tree('${sha}').read('a.txt'));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', source]);
    expect(stdout).toBe('a\n');
  });

  test('a machine without Git is told so', async () => {
    const { path, commit } = await repository();
    await commit('a');
    const { PATH } = process.env;
    onTestFinished(() => {
      process.env['PATH'] = PATH;
    });
    process.env['PATH'] = path;
    const problem = await problemOf(openRepo(path));
    expect([problem.code, problem.message]).toEqual([
      'E_NOT_A_REPOSITORY',
      'Git is not installed, or not in PATH.',
    ]);
  });

  test('a repository that is closed cannot be read any more', async () => {
    const { path, write, commit } = await repository();
    await write({ 'a.txt': 'a' });
    const sha = await commit('a');
    const repo = await openRepo(path);
    const tree = repo.tree(sha);
    expect(await tree.read('a.txt')).toBe('a');
    await repo.close();
    await repo.close();
    expect(await codeOf(tree.read('a.txt'))).toBe('E_INTERNAL');
  });
});

describe('resolve', () => {
  test('finds branches, tags, commits and steps back', async () => {
    const { path, commit, git } = await repository();
    const [first, second] = [await commit('first'), await commit('second')];
    await git('tag', '--annotate', '--message', 'tag', 'v1', first);
    const repo = await opened(path);
    for (const [ref, sha] of Object.entries({
      main: second,
      'refs/heads/main': second,
      HEAD: second,
      'HEAD~1': first,
      'HEAD^': first,
      v1: first,
      [first]: first,
      [first.slice(0, 10)]: first,
    })) {
      expect([ref, await repo.resolve(ref), await repo.find(ref)]).toEqual([ref, sha, sha]);
    }
  });

  test('finds a branch that only the remote has, as in a checkout of a pull request', async () => {
    const origin = await repository();
    await origin.commit('first');
    await origin.branch('feature/été');
    const sha = await origin.commit('second');
    await origin.checkout('main');
    expect(await (await clone(origin)).resolve('feature/été')).toBe(sha);
  });

  test.each([
    '--upload-pack=x',
    '--output=/tmp/x',
    '-n',
    '',
    ' main',
    'main ',
    'ma in',
    'main\nHEAD',
    'main\0',
    'main..HEAD',
    'main...HEAD',
    ':/first',
    ':a.txt',
    'HEAD:a.txt',
    'HEAD^{/first}',
    'HEAD^{tree}',
    'ma*n',
    '$(touch x)',
    'main;id',
    'main\\x',
    'a'.repeat(1025),
    'no-such-branch',
    'f'.repeat(40),
  ])('%j is no ref', async (ref) => {
    const { path, write, commit } = await repository();
    await write({ 'a.txt': 'a' });
    await commit('first');
    const repo = await opened(path);
    expect(await codeOf(repo.resolve(ref))).toBe('E_UNKNOWN_REF');
    expect(await repo.find(ref)).toBeUndefined();
  });

  test('in a shallow clone the help says how to fetch the rest, and elsewhere how to fetch the branch', async () => {
    const origin = await repository();
    await origin.commit('first');
    await origin.commit('second');
    const shallow = await problemOf((await clone(origin, 1)).resolve('gone'));
    expect(shallow.message).toBe('The ref "gone" names no commit in this clone, which is shallow.');
    expect(shallow.help).toContain('- uses: actions/checkout@v5\n      with:\n        fetch-depth: 0\n');
    const whole = await problemOf((await clone(origin)).resolve('gone'));
    expect(whole.help).toBe(
      'Fetch it first, with `git fetch origin`, and look at `git branch --all` for its name.',
    );
  });

  test('only a full SHA opens a tree', async () => {
    const { path, commit } = await repository();
    const sha = await commit('first');
    const repo = await opened(path);
    expect(repo.tree(sha).sha).toBe(sha);
    for (const name of ['main', sha.slice(0, 10), `${sha}\nHEAD`, '--batch']) {
      expect(await codeOf(() => repo.tree(name))).toBe('E_UNKNOWN_REF');
    }
    expect(await codeOf(repo.tree('f'.repeat(40)).read('a.txt'))).toBe('E_UNKNOWN_REF');
  });
});

describe('mergeBase', () => {
  test('is the commit that two branches part at', async () => {
    const { path, commit, branch, checkout } = await repository();
    const base = await commit('base');
    await branch('feature');
    const head = await commit('feature');
    await checkout('main');
    await commit('main moves on');
    const repo = await opened(path);
    expect(await repo.mergeBase('main', 'feature')).toBe(base);
    expect(await repo.mergeBase(head, head)).toBe(head);
  });

  test('works on a detached head', async () => {
    const { path, commit, checkout } = await repository();
    const [first] = [await commit('first'), await commit('second')];
    await checkout(first);
    expect(await (await opened(path)).mergeBase('main', 'HEAD')).toBe(first);
  });

  test('a shallow clone without one is told to fetch everything', async () => {
    const origin = await repository();
    await origin.commit('base');
    await origin.branch('feature');
    await origin.commit('feature');
    await origin.checkout('main');
    await origin.commit('main moves on');
    const problem = await problemOf((await clone(origin, 1)).mergeBase('origin/main', 'origin/feature'));
    expect(problem.code).toBe('E_NO_MERGE_BASE');
    expect(problem.help).toContain('- uses: actions/checkout@v5\n      with:\n        fetch-depth: 0\n');
  });

  test('unrelated histories have none, and fetching more is not advised', async () => {
    const { path, commit, git } = await repository();
    await commit('one');
    await git('checkout', '--quiet', '--orphan', 'other');
    await commit('two');
    const problem = await problemOf((await opened(path)).mergeBase('main', 'other'));
    expect(problem.code).toBe('E_NO_MERGE_BASE');
    expect(problem.message).toContain('unrelated');
    expect(problem.help).not.toContain('fetch-depth');
  });

  test('both sides are checked as refs', async () => {
    const { path, commit } = await repository();
    await commit('one');
    const repo = await opened(path);
    expect(await codeOf(repo.mergeBase('--all', 'main'))).toBe('E_UNKNOWN_REF');
    expect(await codeOf(repo.mergeBase('main', '--octopus'))).toBe('E_UNKNOWN_REF');
  });
});

describe('defaultBranch', () => {
  test('is what the remote says', async () => {
    const origin = await repository();
    await origin.git('checkout', '--quiet', '-b', 'trunk');
    await origin.commit('first');
    await origin.branch('main');
    await origin.checkout('trunk');
    const repo = await clone(origin);
    expect(await repo.defaultBranch()).toBe('origin/trunk');
    expect(await repo.resolve('origin/trunk')).toBe(await repo.resolve('HEAD'));
  });

  test.each([
    [['refs/remotes/origin/main', 'refs/remotes/origin/master', 'refs/heads/main'], 'origin/main'],
    [['refs/remotes/origin/master', 'refs/heads/main', 'refs/heads/master'], 'origin/master'],
    [['refs/heads/main', 'refs/heads/master'], 'main'],
    [['refs/heads/master', 'refs/heads/other'], 'master'],
  ])('of %j it is %s', async (refs, expected) => {
    const { path, commit, git } = await repository();
    const sha = await commit('first');
    await git('checkout', '--quiet', '--detach');
    await git('branch', '--quiet', '--delete', '--force', 'main');
    for (const ref of refs) await git('update-ref', ref, sha);
    expect(await (await opened(path)).defaultBranch()).toBe(expected);
  });

  test('a remote default that is gone is passed over', async () => {
    const { path, commit, git } = await repository();
    const sha = await commit('first');
    await git('update-ref', 'refs/remotes/origin/master', sha);
    await git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/deleted');
    expect(await (await opened(path)).defaultBranch()).toBe('origin/master');
  });

  test('without any, the error says how to name one', async () => {
    const { path, commit, git } = await repository();
    await commit('first');
    await git('branch', '--move', 'main', 'develop');
    const problem = await problemOf((await opened(path)).defaultBranch());
    expect(problem.code).toBe('E_UNKNOWN_REF');
    expect(problem.help).toContain('--base origin/develop');
  });
});

/** The same demands on files at a commit and in the work tree. */
describe.each([
  ['at a commit', async ({ path, commit }: Repository) => (await opened(path)).tree(await commit('state'))],
  ['in the work tree', async ({ path }: Repository) => (await opened(path)).workTree()],
])('files %s', (_name, treeOf: (repository: Repository) => Promise<Tree>) => {
  test('are listed by glob, sorted, dot files included', async () => {
    const repo = await repository();
    const files = [
      '.github/prompts/a.prompt.yml',
      'evals/b.yml',
      'evals/B.yml',
      'evals/deep/c.yml',
      'evals/d.yaml',
      'evals2/e.yml',
      'f.yml',
    ];
    await repo.write(Object.fromEntries(files.map((file) => [file, file])));
    await chmod(join(repo.path, 'evals/b.yml'), 0o755);
    const tree = await treeOf(repo);
    expect(await tree.list('evals/*.yml')).toEqual(['evals/B.yml', 'evals/b.yml']);
    expect(await tree.list('./evals/*.yml')).toEqual(['evals/B.yml', 'evals/b.yml']);
    expect(await tree.list('**/*.yml')).toEqual(files.filter((file) => file.endsWith('.yml')).sort());
    expect(await tree.list('{evals,evals2}/**')).toEqual(
      files.filter((file) => file.startsWith('evals')).sort(),
    );
    expect(await tree.list('*/*.yml')).toEqual(['evals/B.yml', 'evals/b.yml', 'evals2/e.yml']);
    expect(await tree.list('*')).toEqual(['f.yml']);
    expect(await tree.list('*/prompts/*')).toEqual(['.github/prompts/a.prompt.yml']);
    expect(await tree.list('evals/{deep/c,d}.y*')).toEqual(['evals/d.yaml', 'evals/deep/c.yml']);
    expect(await tree.list('evals/b.yml')).toEqual(['evals/b.yml']);
    expect(await tree.list('evals')).toEqual([]);
    expect(await tree.list('missing/**')).toEqual([]);
    expect(await tree.list('*.nothing')).toEqual([]);
  });

  test('are read whole, and what is not there is undefined', async () => {
    const repo = await repository();
    await repo.write({ 'a/b.txt': 'text', empty: '' });
    const tree = await treeOf(repo);
    expect(await tree.read('a/b.txt')).toBe('text');
    expect(await tree.read('./a//b.txt')).toBe('text');
    expect(await tree.read('empty')).toBe('');
    for (const path of [
      'missing',
      'a',
      'a/missing',
      'a/b.txt/c',
      'A/b.txt',
      '.',
      '.git/config',
      '.git/HEAD',
    ]) {
      expect([path, await tree.read(path)]).toEqual([path, undefined]);
    }
  });

  test('keep their line ends and lose a byte order mark', async () => {
    const repo = await repository();
    await repo.write({ 'crlf.txt': 'a\r\nb\r\n', 'bom.txt': '\uFEFFa' });
    const tree = await treeOf(repo);
    expect(await tree.read('crlf.txt')).toBe('a\r\nb\r\n');
    expect(await tree.read('bom.txt')).toBe('a');
  });

  test('may have any name', async () => {
    const repo = await repository();
    const names = [
      'été/日本語 😀.yml',
      'line\nfeed.yml',
      'quote"\'`$(id).yml',
      '-x.yml',
      'tab\t.yml',
      ':(top)a.yml',
      '[a].yml',
    ];
    await repo.write(Object.fromEntries(names.map((name) => [name, `content of ${name}`])));
    const tree = await treeOf(repo);
    expect(await tree.list('**')).toEqual([...names].sort());
    for (const name of names) expect(await tree.read(name)).toBe(`content of ${name}`);
  });

  test('with names that are not UTF-8 are left out, and the others stay', async () => {
    const repo = await repository();
    await repo.write({ 'good.txt': 'good' });
    await writeFile(Buffer.concat([Buffer.from(join(repo.path, 'bad-')), Buffer.from([0xff, 0xfe])]), 'bad');
    expect(await (await treeOf(repo)).list('**')).toEqual(['good.txt']);
  });

  test.each(['../outside.txt', 'a/../../x', '/etc/passwd', 'C:/x', 'a\\b', 'a\0b', ''])(
    'outside, as %j, are refused',
    async (path) => {
      const repo = await repository();
      await repo.write({ 'a/b.txt': 'text' });
      const tree = await treeOf(repo);
      expect(await codeOf(tree.read(path))).toBe('E_PATH_OUTSIDE');
      expect(await codeOf(tree.list(path))).toBe('E_PATH_OUTSIDE');
    },
  );

  test('behind symbolic links are refused, wherever the links lead', async () => {
    const repo = await repository();
    await using outside = await createFolder();
    await writeFile(join(outside.path, 'secret.yml'), 'secret');
    await repo.write({ 'real/inside.yml': 'inside' });
    await symlink(join(outside.path, 'secret.yml'), join(repo.path, 'secret.yml'));
    await symlink(outside.path, join(repo.path, 'folder'));
    await symlink('real', join(repo.path, 'alias'));
    await symlink('real/inside.yml', join(repo.path, 'inside.yml'));
    const tree = await treeOf(repo);
    for (const path of ['secret.yml', 'folder/secret.yml', 'alias/inside.yml', 'inside.yml', 'folder']) {
      const problem = await problemOf(tree.read(path));
      expect([path, problem.code]).toEqual([path, 'E_PATH_OUTSIDE']);
      expect(problem.message).toContain('symbolic link');
    }
    expect(await tree.list('**')).toEqual(['real/inside.yml']);
    expect(await tree.list('*.yml')).toEqual([]);
    // A folder that the glob names is no accident: silence would look like an empty folder.
    expect(await codeOf(tree.list('folder/*.yml'))).toBe('E_PATH_OUTSIDE');
    expect(await codeOf(tree.list('alias/*.yml'))).toBe('E_PATH_OUTSIDE');
  });

  test('that are no text are refused', async () => {
    const repo = await repository();
    await repo.write({
      'lfs.jsonl': LFS_POINTER,
      'binary.png': new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 1]),
      'latin1.txt': new Uint8Array([0x63, 0x61, 0x66, 0xe9]),
      'about-lfs.md': `LFS pointers begin with:\n${LFS_POINTER}`,
    });
    const tree = await treeOf(repo);
    const lfs = await problemOf(tree.read('lfs.jsonl'));
    expect([lfs.code, lfs.help]).toEqual(['E_FILE_NOT_TEXT', expect.stringContaining('git lfs untrack')]);
    const binary = await problemOf(tree.read('binary.png'));
    expect([binary.code, binary.message]).toEqual(['E_FILE_NOT_TEXT', expect.stringContaining('NUL')]);
    const latin = await problemOf(tree.read('latin1.txt'));
    expect([latin.code, latin.message]).toEqual(['E_FILE_NOT_TEXT', expect.stringContaining('UTF-8')]);
    expect(await tree.read('about-lfs.md')).toContain('LFS pointers');
  });

  test('have a largest size, and reading goes on after one that is too large', async () => {
    const repo = await repository();
    await repo.write({
      'largest.txt': 'x'.repeat(10 * MEBIBYTE),
      'too-large.txt': 'x'.repeat(10 * MEBIBYTE + 1),
      'next.txt': 'next',
    });
    const tree = await treeOf(repo);
    const [largest, tooLarge, next] = await Promise.all([
      tree.read('largest.txt'),
      problemOf(tree.read('too-large.txt')),
      tree.read('next.txt'),
    ]);
    expect(largest?.length).toBe(10 * MEBIBYTE);
    expect(tooLarge).toMatchObject({
      code: 'E_FILE_TOO_LARGE',
      message: expect.stringContaining('too-large.txt'),
    });
    expect(next).toBe('next');
    expect((await tree.read('too-large.txt', 'data'))?.length).toBe(10 * MEBIBYTE + 1);
  });

  test('are read in parallel without being mixed up', async () => {
    const repo = await repository();
    const files = Array.from({ length: 60 }, (_, number) => [
      `d${number % 7}/f${number}.txt`,
      `${number} `.repeat(number * 50),
    ]);
    await repo.write(Object.fromEntries(files));
    const tree = await treeOf(repo);
    const read = await Promise.all(files.map(async ([path]) => [path, await tree.read(path ?? '')]));
    expect(read).toEqual(files);
  });
});

describe('files at a commit', () => {
  test('are those of that commit: renames, deletions and changes of mode', async () => {
    const { path, write, remove, commit, git } = await repository();
    await write({ 'old.txt': 'text', 'gone.txt': 'gone', 'tool.sh': 'run' });
    const base = await commit('base');
    await rename(join(path, 'old.txt'), join(path, 'new.txt'));
    await remove('gone.txt');
    await git('update-index', '--chmod=+x', 'tool.sh');
    const head = await commit('head');
    const repo = await opened(path);
    expect(await repo.tree(base).list('**')).toEqual(['gone.txt', 'old.txt', 'tool.sh']);
    expect(await repo.tree(head).list('**')).toEqual(['new.txt', 'tool.sh']);
    expect(await repo.tree(base).read('old.txt')).toBe('text');
    expect(await repo.tree(head).read('old.txt')).toBeUndefined();
    expect(await repo.tree(head).read('new.txt')).toBe('text');
    expect(await repo.tree(head).read('gone.txt')).toBeUndefined();
    expect(await repo.tree(head).read('tool.sh')).toBe('run');
  });

  test('do not depend on the work tree', async () => {
    const { path, write, commit } = await repository();
    await write({ 'a.txt': 'committed' });
    const sha = await commit('a');
    await write({ 'a.txt': 'changed', 'b.txt': 'new' });
    const tree = (await opened(path)).tree(sha);
    expect(await tree.read('a.txt')).toBe('committed');
    expect(await tree.read('b.txt')).toBeUndefined();
    expect(await tree.list('**')).toEqual(['a.txt']);
  });

  test('inside a submodule are refused', async () => {
    const repo = await repository();
    const sha = await repo.commit('first');
    const head = await commitEntry(repo, '160000', sha, 'vendor/module');
    const tree = (await opened(repo.path)).tree(head);
    for (const path of ['vendor/module', 'vendor/module/evals/a.yml']) {
      const problem = await problemOf(tree.read(path));
      expect([problem.code, problem.message]).toEqual([
        'E_PATH_OUTSIDE',
        expect.stringContaining('a submodule'),
      ]);
    }
    expect(await codeOf(tree.list('vendor/module/*.yml'))).toBe('E_PATH_OUTSIDE');
    expect(await tree.list('**')).toEqual([]);
  });

  test('are the real ones where Git has been told to show others', async () => {
    const { path, write, commit, git } = await repository();
    await write({ 'a.txt': 'real', 'b.txt': 'replacement' });
    const sha = await commit('files');
    await git('replace', await git('rev-parse', 'HEAD:a.txt'), await git('rev-parse', 'HEAD:b.txt'));
    expect(await git('show', 'HEAD:a.txt')).toBe('replacement');
    expect(await (await opened(path)).tree(sha).read('a.txt')).toBe('real');
  });

  test('are found where object ids are SHA-256', async () => {
    await using folder = await createFolder();
    const { git } = await repository();
    const at = (...args: string[]) => git('-C', folder.path, ...args);
    await at('init', '--quiet', '--object-format=sha256', '--initial-branch=main');
    await mkdir(join(folder.path, 'a'));
    await writeFile(join(folder.path, 'a/b.txt'), 'text');
    await at('add', '--all');
    await at('commit', '--quiet', '--message', 'files');
    await using repo = await openRepo(folder.path);
    const sha = await repo.resolve('main');
    expect(sha).toHaveLength(64);
    expect(await repo.tree(sha).read('a/b.txt')).toBe('text');
    expect(await repo.tree(sha).list('a/*')).toEqual(['a/b.txt']);
  });
});

describe('files in the work tree', () => {
  test('of data have a largest size as well, which is said with what to do', async () => {
    const { path, write } = await repository();
    await write({ 'd.jsonl': '' });
    await truncate(join(path, 'd.jsonl'), 256 * MEBIBYTE + 1);
    const tree = (await opened(path)).workTree();
    expect(await problemOf(tree.read('d.jsonl', 'data'))).toMatchObject({
      code: 'E_FILE_TOO_LARGE',
      message: 'd.jsonl has 256.1 MiB; at most 256 MiB are read.',
      help: expect.stringContaining('data/*.jsonl'),
    });
  });

  test('count as changed also where that was in the second in which Git looked at them', async () => {
    const { path, write, commit, git } = await repository();
    // Only size and time of writing tell a file from the one that Git knows, and both are the same.
    await git('config', 'core.trustctime', 'false');
    const second = Math.floor(Date.now() / 1000) - 60;
    const writeAt = async (text: string) => {
      await write({ 'app.js': text });
      await utimes(join(path, 'app.js'), second, second);
    };
    await writeAt('first');
    const sha = await commit('files');
    await utimes(join(path, '.git/index'), second, second);
    await writeAt('other');
    const repo = await opened(path);
    const before = await repo.tree(sha).fingerprint('', []);
    expect(await repo.workTree().fingerprint('', [])).not.toBe(before);
  });

  test('are those on disk: changed, staged, untracked; not ignored, not deleted', async () => {
    const { path, write, remove, commit, git } = await repository();
    await write({
      'kept.txt': 'kept',
      'changed.txt': 'old',
      'deleted.txt': 'x',
      'removed.txt': 'x',
      '.gitignore': '*.log\nout/\n',
    });
    await commit('files');
    await write({
      'changed.txt': 'new',
      'untracked/u.txt': 'u',
      'staged.txt': 's',
      'x.log': 'log',
      'out/o.txt': 'o',
    });
    await git('add', 'staged.txt');
    await git('rm', '--quiet', 'removed.txt');
    await remove('deleted.txt');
    const tree = (await opened(path)).workTree();
    expect(tree.sha).toBeUndefined();
    expect(await tree.list('**/*.{txt,log}')).toEqual([
      'changed.txt',
      'kept.txt',
      'staged.txt',
      'untracked/u.txt',
    ]);
    expect(await tree.read('changed.txt')).toBe('new');
    expect(await tree.read('untracked/u.txt')).toBe('u');
    expect(await tree.read('staged.txt')).toBe('s');
    // Ignored files are nobody else's, and often secret, as `.env` is.
    for (const file of ['deleted.txt', 'removed.txt', 'x.log', 'out/o.txt']) {
      expect([file, await tree.read(file)]).toEqual([file, undefined]);
    }
  });

  test('inside another repository are refused', async () => {
    const { path, write, git, commit } = await repository();
    await write({ 'a.txt': 'a' });
    await commit('a');
    await git('init', '--quiet', 'nested');
    await write({ 'nested/evals/b.yml': 'b' });
    const tree = (await opened(path)).workTree();
    expect(await codeOf(tree.read('nested/evals/b.yml'))).toBe('E_PATH_OUTSIDE');
    expect(await codeOf(tree.list('nested/evals/*.yml'))).toBe('E_PATH_OUTSIDE');
    expect(await tree.list('**')).toEqual(['a.txt']);
  });

  test('are listed once each during a merge conflict', async () => {
    const { path, write, commit, branch, checkout, merge } = await repository();
    await write({ 'a.txt': 'base' });
    await commit('base');
    await branch('feature');
    await write({ 'a.txt': 'feature' });
    await commit('feature');
    await checkout('main');
    await write({ 'a.txt': 'main' });
    await commit('main');
    await expect(merge('feature')).rejects.toThrow();
    expect(await (await opened(path)).workTree().list('**')).toEqual(['a.txt']);
  });
});
