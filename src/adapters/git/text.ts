import { RatchetError } from '../../core/errors.ts';
import { boundGarbage } from '../memory.ts';

const MEBIBYTE = 1024 * 1024;

/** Largest file of a kind that is read, in bytes: one of a hostile pull request must not take all of the memory. */
export function largestOf(kind: 'data' | undefined): number {
  return (kind === 'data' ? 256 : 10) * MEBIBYTE;
}

/** What is read of so large a file takes many times as much memory. */
const MANY_BYTES = MEBIBYTE;

const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1\n';

/** The error for a file over {@link largestOf}. */
export function tooLarge(path: string, bytes: number, kind: 'data' | undefined): RatchetError {
  const mebibytes = (Math.ceil((bytes / MEBIBYTE) * 10) / 10).toFixed(1);
  return new RatchetError({
    code: 'E_FILE_TOO_LARGE',
    message: `${path} has ${mebibytes} MiB; at most ${largestOf(kind) / MEBIBYTE} MiB are read.`,
    help:
      kind === 'data'
        ? 'Split the file in several: a dataset, like a recording, can be all files that a pattern matches, such as `data/*.jsonl`.'
        : 'A dataset or recording may have more, other files may not: keep less in it.',
  });
}

function notText(path: string, why: string, help: string): RatchetError {
  return new RatchetError({ code: 'E_FILE_NOT_TEXT', message: `${path} ${why}.`, help });
}

/**
 * The text of a file. Line ends stay as they are; a byte order mark says how the text is encoded and is no part of it.
 * @throws RatchetError E_FILE_TOO_LARGE, E_FILE_NOT_TEXT
 */
export function decodeText(path: string, bytes: Uint8Array, kind: 'data' | undefined): string {
  if (bytes.length > largestOf(kind)) throw tooLarge(path, bytes.length, kind);
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
