import { RatchetError } from './errors.ts';

const MAX_LENGTH = 4096;

function outside(path: string, why: string): RatchetError {
  return new RatchetError({
    code: 'E_PATH_OUTSIDE',
    message: `The path ${JSON.stringify(path.slice(0, 200))} ${why}.`,
    help: 'Name a file of the repository with `/` between folders, such as `prompts/reply.prompt.yml`. In a suite file, paths start at the folder of that file.',
  });
}

function segmentsOf(path: string): string[] {
  if (path === '') throw outside(path, 'is empty');
  if (path.length > MAX_LENGTH) throw outside(path, `is longer than ${MAX_LENGTH} characters`);
  if (path.includes('\0')) throw outside(path, 'contains a NUL character');
  if (path.includes('\\')) throw outside(path, 'contains a backslash');
  // A drive letter is absolute on Windows, and no repository that works there can have such a folder.
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) throw outside(path, 'is absolute');
  return path.split('/').filter((segment) => segment !== '' && segment !== '.');
}

/**
 * The segments of a path that already starts at the root of the repository.
 * @throws RatchetError E_PATH_OUTSIDE: absolute, with a `..`, a backslash or a NUL
 */
export function repositorySegments(path: string): readonly string[] {
  const segments = segmentsOf(path);
  if (segments.includes('..')) throw outside(path, 'contains `..`');
  return segments;
}

/**
 * The path from the repository's root of a path that is written in the file `from`, relative to that file's folder.
 * @throws RatchetError E_PATH_OUTSIDE: absolute, outside the repository, or not the name of a file
 */
export function normalizePath(path: string, from: string): string {
  const result = repositorySegments(from).slice(0, -1);
  for (const segment of segmentsOf(path)) {
    if (segment !== '..') result.push(segment);
    else if (result.pop() === undefined) throw outside(path, `in ${from} leads out of the repository`);
  }
  if (result.length === 0) throw outside(path, `in ${from} is the repository itself, not a file in it`);
  return result.join('/');
}

/** How the file `from` writes the path of another one: the reverse of {@link normalizePath}. Both start at the root. */
export function relativePath(path: string, from: string): string {
  const target = path.split('/');
  const folder = from.split('/').slice(0, -1);
  let shared = 0;
  while (shared < folder.length && shared < target.length - 1 && folder[shared] === target[shared])
    shared += 1;
  return [...folder.slice(shared).map(() => '..'), ...target.slice(shared)].join('/');
}
