import { textHash } from '../core/hash.ts';
import type { Tree } from '../ports.ts';

/** Why a file belongs to a suite. */
export type FileReason =
  | 'suite'
  | 'prompt'
  | 'include'
  | 'variables'
  | 'dataset'
  | 'schema'
  | 'rubric'
  | 'model';

/** A file that was read for a suite at one ref. */
export interface SuiteFile {
  path: string;
  reasons: readonly FileReason[];
  /** Hash of its text. */
  hash: string;
}

/** The files that a suite is made of, as they are read. */
export interface Closure {
  /** The tree, with every file that is read through it noted under a reason. */
  as(reason: FileReason): Tree;
  /** What was read so far, sorted by path. */
  files(): SuiteFile[];
}

/** What a suite depends on is what was read for it: noted as it happens, so that no kind of reference can be forgotten. */
export function recordReads(tree: Tree): Closure {
  const files = new Map<string, { hash: string; reasons: Set<FileReason> }>();
  return {
    as: (reason) => ({
      sha: tree.sha,
      list: (glob) => tree.list(glob),
      fingerprint: (folder, globs) => tree.fingerprint(folder, globs),
      async read(path, kind) {
        const text = await tree.read(path, kind);
        if (text === undefined) return undefined;
        const file = files.get(path) ?? { hash: textHash(text), reasons: new Set() };
        file.reasons.add(reason);
        files.set(path, file);
        return text;
      },
    }),
    files: () =>
      [...files]
        .map(([path, { hash, reasons }]) => ({ path, hash, reasons: [...reasons].sort() }))
        .sort((left, right) => (left.path < right.path ? -1 : 1)),
  };
}
