import type { FileChange } from '../../ports.ts';
import { runGit } from './command.ts';

const FILE_MODE = /^100/;
/** Renames are looked for among so many files; beyond that only files that were moved unchanged are followed. */
const RENAME_LIMIT = 2000;

const STATUSES: Readonly<Record<string, FileChange['status']>> = {
  A: 'added',
  M: 'modified',
  T: 'modified',
  D: 'deleted',
  R: 'renamed',
};

/**
 * The regular files that differ between a commit and another one, or the work tree when there is none; renames are
 * followed by content. Sorted by path.
 */
export async function changedFiles(
  root: string,
  base: string,
  head: string | undefined,
): Promise<FileChange[]> {
  const options = ['--raw', '-z', '--no-abbrev', '--no-ext-diff', '-M', `-l${RENAME_LIMIT}`];
  const [tracked, untracked] = await Promise.all([
    head === undefined
      ? runGit(root, ['diff', ...options, '--end-of-options', base])
      : runGit(root, ['diff-tree', '-r', ...options, '--end-of-options', base, head]),
    head === undefined ? runGit(root, ['ls-files', '-z', '--others', '--exclude-standard']) : '',
  ]);
  const added = untracked
    .split('\0')
    .filter((path) => path !== '')
    .map((path): FileChange => ({ status: 'added', path }));
  return [...parseRaw(tracked), ...added].sort((left, right) =>
    left.path < right.path ? -1 : left.path > right.path ? 1 : 0,
  );
}

/** Git's raw format: `:mode mode id id status`, NUL, a path, NUL, and for a rename the new path, NUL. */
function parseRaw(output: string): FileChange[] {
  const fields = output.split('\0');
  const changes: FileChange[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const [before = '', after = '', , , letter = ''] = (fields[at] ?? '').replace(/^:/, '').split(' ');
    const status = STATUSES[letter.charAt(0)];
    const isRename = letter.startsWith('R') || letter.startsWith('C');
    const from = fields[at + 1] ?? '';
    const path = isRename ? (fields[at + 2] ?? '') : from;
    at += isRename ? 3 : 2;
    if (status === undefined || !(FILE_MODE.test(before) || FILE_MODE.test(after))) continue;
    changes.push(status === 'renamed' ? { status, path, from } : { status, path });
  }
  return changes;
}
