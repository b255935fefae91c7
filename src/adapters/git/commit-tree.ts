import { repositorySegments } from '../../core/paths.ts';
import type { Tree } from '../../ports.ts';
import { gitFailed, runGit } from './command.ts';
import { parseGlob, sorted } from './glob.ts';
import { throughLink } from './links.ts';
import type { ObjectReader } from './object-reader.ts';
import { unknownRef } from './refs.ts';
import { fingerprintOf } from './snapshot.ts';
import { decodeText, largestOf, tooLarge } from './text.ts';

const MAX_FOLDER_BYTES = 64 * 1024 * 1024;
const FILE_MODES = new Set(['100644', '100755', '100664']);

interface Entry {
  mode: string;
  id: string;
}

type Folder = ReadonlyMap<string, Entry>;

/** Reads Git's binary tree object: mode, space, name, NUL, raw object id, over and over. Names are raw bytes, as Latin-1. */
function parseFolder(bytes: Buffer, idLength: number): Folder {
  const entries = new Map<string, Entry>();
  let position = 0;
  while (position < bytes.length) {
    const space = bytes.indexOf(0x20, position);
    const nul = bytes.indexOf(0, space);
    const end = nul + 1 + idLength;
    entries.set(bytes.toString('latin1', space + 1, nul), {
      mode: bytes.toString('latin1', position, space),
      id: bytes.toString('hex', nul + 1, end),
    });
    position = end;
  }
  return entries;
}

/** The files of one commit, read from Git's store: the checkout is neither used nor touched. */
export function createCommitTree(root: string, sha: string, reader: ObjectReader): Tree {
  const folders = new Map<string, Promise<Folder>>();

  async function loadFolder(name: string): Promise<Folder> {
    const object = await reader.read(name, MAX_FOLDER_BYTES);
    if (object === undefined) throw unknownRef(sha, 'names no commit in this clone');
    if (object.type !== 'tree' || object.bytes === undefined) {
      throw gitFailed('Reading a folder', `${name} is a ${object.type} of ${object.size} bytes`);
    }
    return parseFolder(object.bytes, sha.length / 2);
  }

  function folder(name: string): Promise<Folder> {
    const known = folders.get(name);
    if (known !== undefined) return known;
    const loading = loadFolder(name);
    folders.set(name, loading);
    return loading;
  }

  /** Walks down segment by segment, so that a link or submodule anywhere on the way is met. */
  async function find(segments: readonly string[]): Promise<Entry | undefined> {
    let entry: Entry = { mode: '40000', id: `${sha}^{tree}` };
    for (const [index, segment] of segments.entries()) {
      if (entry.mode !== '40000') return undefined;
      const entries = await folder(entry.id);
      const next = entries.get(Buffer.from(segment, 'utf8').toString('latin1'));
      if (next === undefined) return undefined;
      if (next.mode === '120000' || next.mode === '160000') {
        const kind = next.mode === '120000' ? 'a symbolic link' : 'a submodule';
        throw throughLink(segments.join('/'), segments.slice(0, index + 1).join('/'), kind);
      }
      entry = next;
    }
    return entry;
  }

  /** Files at most `depth` levels below a folder: a few reads, where listing all would start a process. */
  async function walk(id: string, depth: number): Promise<string[]> {
    const entries = [...(await folder(id))].map(([name, entry]) => ({
      name: Buffer.from(name, 'latin1').toString('utf8'),
      ...entry,
    }));
    const files = entries.filter(({ mode }) => FILE_MODES.has(mode)).map(({ name }) => name);
    if (depth <= 1) return files;
    const below = await Promise.all(
      entries
        .filter(({ mode }) => mode === '40000')
        .map(async ({ name, id: child }) => (await walk(child, depth - 1)).map((path) => `${name}/${path}`)),
    );
    return [...files, ...below.flat()];
  }

  async function listAll(id: string): Promise<string[]> {
    const output = await runGit(root, ['ls-tree', '-r', '-z', '--full-tree', '--end-of-options', id]);
    return output
      .split('\0')
      .filter((line) => FILE_MODES.has(line.slice(0, line.indexOf(' '))))
      .map((line) => line.slice(line.indexOf('\t') + 1));
  }

  return {
    sha,

    fingerprint: (folder, globs) => fingerprintOf(root, { id: sha, env: {} }, { folder, globs }),

    async list(pattern) {
      const glob = parseGlob(pattern);
      const start = await find(repositorySegments(glob.prefix || '.'));
      if (start === undefined) return [];
      if (FILE_MODES.has(start.mode)) return glob.matches(glob.prefix) ? [glob.prefix] : [];
      if (start.mode !== '40000') return [];
      const names = Number.isFinite(glob.depth) ? await walk(start.id, glob.depth) : await listAll(start.id);
      const paths = names
        // A name that is not UTF-8 cannot be written in a suite file either.
        .filter((name) => !name.includes('\uFFFD'))
        .map((name) => (glob.prefix === '' ? name : `${glob.prefix}/${name}`));
      return sorted(paths.filter((path) => glob.matches(path)));
    },

    async read(path, kind) {
      const segments = repositorySegments(path);
      const entry = await find(segments);
      if (entry === undefined || !FILE_MODES.has(entry.mode)) return undefined;
      const object = await reader.read(entry.id, largestOf(kind));
      if (object === undefined)
        throw gitFailed(`Reading ${path}`, `its content (${entry.id}) is not in this clone`);
      if (object.bytes === undefined) throw tooLarge(path, object.size, kind);
      return decodeText(path, object.bytes, kind);
    },
  };
}
