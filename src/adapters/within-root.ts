import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { RatchetError } from '../core/errors.ts';
import { repositorySegments } from '../core/paths.ts';

/**
 * The absolute path of a file of the repository that is to be written, after a look that no folder on the way leads
 * elsewhere: the repository may hold any link.
 * @throws RatchetError E_PATH_OUTSIDE
 */
export async function withinRoot(root: string, path: string): Promise<string> {
  let at = root;
  for (const segment of repositorySegments(path)) {
    at = join(at, segment);
    const found = await lstat(at).catch(() => undefined);
    if (found?.isSymbolicLink()) {
      throw new RatchetError({
        code: 'E_PATH_OUTSIDE',
        message: `${path} leads through a symbolic link.`,
        help: 'Name a folder of the repository itself, or replace the link by one.',
      });
    }
  }
  return at;
}
