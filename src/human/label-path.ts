import { contentHash } from '../core/hash.ts';

/**
 * Where the labels of a suite are, from the root of the repository: beside the suite's file, in `labels/`. A name that
 * no file system would take is spelled with `_` and a hash.
 */
export function labelPathOf({ name, path }: { name: string; path: string }): string {
  const folder = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : '';
  const plain = name
    .replaceAll(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '_')
    .slice(0, 100);
  const file = plain === name ? name : `${plain}-${contentHash(name).slice(0, 8)}`;
  return `${folder}labels/${file}.jsonl`;
}
