import { constants } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, RatchetError } from '../core/errors.ts';
import { type Item, itemPathOf } from '../human/item.ts';
import { type Label, printLabel } from '../human/label.ts';
import { missingItems } from '../human/report-items.ts';
import { withinRoot } from './within-root.ts';

/** A file of labels is small; what is larger is none. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The text of a label file, empty where there is none.
 * @throws RatchetError E_PATH_OUTSIDE, E_LABEL_FILE
 */
export async function readLabelText(root: string, path: string): Promise<string> {
  const file = await withinRoot(root, path);
  try {
    await using handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    const { size } = await handle.stat();
    if (size > LARGEST) throw new Error(`it has ${size} bytes`);
    return await handle.readFile('utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw cannot('read', path, error);
  }
}

/**
 * Appends whole lines to a label file, and makes it and its folders where there are none. What stands there is never
 * touched; a last line without an end gets one.
 * @throws RatchetError E_PATH_OUTSIDE, E_LABEL_FILE
 */
export async function appendLabelText(root: string, path: string, lines: string): Promise<void> {
  const file = await withinRoot(root, path);
  try {
    await mkdir(join(file, '..'), { recursive: true });
    const { O_RDWR, O_APPEND, O_CREAT, O_NOFOLLOW } = constants;
    await using handle = await open(file, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, 0o666);
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    const gap = size > 0 && last[0] !== 0x0a ? '\n' : '';
    // In one write: two processes that append do not tear each other's lines apart.
    await handle.writeFile(`${gap}${lines}`);
    await handle.sync();
  } catch (error) {
    throw cannot('written', path, error);
  }
}

interface Appended {
  labels: readonly Label[];
  /** The labels whose texts are kept, where these are more than those that are appended. */
  about?: readonly Label[];
  file: string;
  /** Where the texts are. */
  items: ReadonlyMap<string, Item>;
}

/**
 * Appends labels to their file, and to the file beside it the texts that they are about and that it lacks.
 * @throws RatchetError E_PATH_OUTSIDE, E_LABEL_FILE
 */
export async function appendLabels(
  root: string,
  { labels, about = labels, file, items }: Appended,
): Promise<void> {
  const path = itemPathOf(file);
  const lines = missingItems(about, items, { path, text: await readLabelText(root, path) });
  // The texts first: a label without one could not be held against any judge.
  if (lines !== '') await appendLabelText(root, path, lines);
  if (labels.length > 0) await appendLabelText(root, file, labels.map(printLabel).join(''));
}

function cannot(what: string, path: string, error: unknown): RatchetError {
  return new RatchetError(
    {
      code: 'E_LABEL_FILE',
      message: `${path} cannot be ${what}: ${messageOf(error)}`,
      help: 'Run the command inside the repository whose labels these are, where you may write.',
    },
    error,
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
