import { RatchetError } from '../../core/errors.ts';

/** The error for a path that is a link or submodule at `at`, one of its folders or itself. */
export function throughLink(path: string, at: string, kind: 'a symbolic link' | 'a submodule'): RatchetError {
  return new RatchetError({
    code: 'E_PATH_OUTSIDE',
    message: at === path ? `${path} is ${kind}.` : `${path} leads through ${at}, which is ${kind}.`,
    help: 'Name the file itself, as a regular file of this repository. Links and submodules are never followed: they can lead out of the repository.',
  });
}
