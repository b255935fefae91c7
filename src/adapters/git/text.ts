import { RatchetError } from '../../core/errors.ts';
import { boundGarbage } from '../memory.ts';

/** Largest file that is read, in bytes. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;

/** What is read of so large a file takes many times as much memory. */
const MANY_BYTES = 1024 * 1024;

const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1\n';

/** The error for a file over {@link MAX_FILE_BYTES}. */
export function tooLarge(path: string, bytes: number): RatchetError {
  const mebibytes = (bytes / 1024 / 1024).toFixed(1);
  return new RatchetError({
    code: 'E_FILE_TOO_LARGE',
    message: `${path} has ${mebibytes} MiB; at most ${MAX_FILE_BYTES / 1024 / 1024} MiB are read.`,
    help: 'Split the file in several, with one suite each, or keep fewer cases in it.',
  });
}

function notText(path: string, why: string, help: string): RatchetError {
  return new RatchetError({ code: 'E_FILE_NOT_TEXT', message: `${path} ${why}.`, help });
}

/**
 * The text of a file. Line ends stay as they are; a byte order mark says how the text is encoded and is no part of it.
 * @throws RatchetError E_FILE_TOO_LARGE, E_FILE_NOT_TEXT
 */
export function decodeText(path: string, bytes: Uint8Array): string {
  if (bytes.length > MAX_FILE_BYTES) throw tooLarge(path, bytes.length);
  if (bytes.includes(0)) {
    throw notText(path, 'is a binary file: it contains NUL bytes', 'Save it as UTF-8 text.');
  }
  if (bytes.length > MANY_BYTES) boundGarbage();
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw notText(path, 'is not valid UTF-8', `Save it as UTF-8, for example with \`iconv -t UTF-8\`.`);
  }
  if (text.startsWith(LFS_POINTER)) {
    throw notText(
      path,
      'is a Git LFS pointer: its text is not in the repository',
      'Files are read from the history of Git, where LFS keeps only a pointer. Commit the file itself: `git lfs untrack <path>`, then `git add --renormalize <path>` and commit.',
    );
  }
  return text;
}
