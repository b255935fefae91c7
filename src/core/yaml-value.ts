import { isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { cut } from './cut.ts';
import type { Json } from './json.ts';

/** Levels of nesting a document may have, aliases resolved. */
export const YAML_DEPTH = 100;

/** What aliases may add, in nodes and characters together. */
const MOST_ADDED = 1 << 20;

type Report = (offset: number, message: string, help: string) => void;

/** A converted node: what it weighs once written out (nodes and characters), and how deep it reaches. */
interface Built {
  value: Json;
  weight: number;
  height: number;
}

/**
 * Converts a composed document to JSON, reporting what JSON or this tool cannot hold. Our own walk instead of the
 * library's `toJS`: that one expands aliases before it counts their size, turns `.inf` into `null` on printing, and
 * gives no places.
 *
 * `offsetOf` gives the offset of what a path leads to, or of its nearest existing ancestor.
 */
export function convertYaml(
  root: Node | null,
  report: Report,
  lineOf: (offset: number) => number,
): { value: Json; offsetOf(path: readonly (string | number)[]): number } {
  const anchors = new Map<string, Node>();
  const targets = new Map<Node, Node>();
  const built = new Map<Node, Built>();
  let added = 0;

  function build(node: unknown, depth: number, offset: number): Built {
    if (isAlias(node)) return follow(node, depth, start(node, offset));
    // An anchor counts from its node's beginning: an alias inside the node itself is found and refused.
    const anchored = isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
    if (anchored?.anchor !== undefined) anchors.set(anchored.anchor, anchored);
    const result = isMap(node)
      ? buildMap(node.items, depth, start(node, offset))
      : isSeq(node)
        ? total(node.items.map((item) => build(item, depth + 1, start(node, offset))))
        : buildScalar(
            isScalar(node) ? node.value : null,
            isScalar(node) ? node.source : '',
            start(node, offset),
          );
    if (anchored !== undefined) built.set(anchored, result);
    return result;
  }

  function follow(alias: Node & { source: string }, depth: number, offset: number): Built {
    const target = anchors.get(alias.source);
    const known = target && built.get(target);
    if (target === undefined || known === undefined) {
      const why = target ? 'stands inside what it repeats' : 'repeats an anchor that is not there';
      report(
        offset,
        `The alias *${cut(alias.source, 60)} ${why}.`,
        'Write the value out instead of the alias.',
      );
      return leaf(null);
    }
    targets.set(alias, target);
    added += known.weight;
    if (added > MOST_ADDED || depth + known.height > YAML_DEPTH) {
      // Reported once: a document made of such aliases would report each of them.
      if (added < Number.POSITIVE_INFINITY) {
        report(offset, 'Aliases make the document too large or too deep.', 'Write the values out.');
      }
      added = Number.POSITIVE_INFINITY;
      return leaf(null);
    }
    return known;
  }

  function buildMap(items: readonly Pair[], depth: number, offset: number): Built {
    const members = new Map<string, Built>();
    const lines = new Map<string, number>();
    for (const { key, value } of items) {
      const at = start(key, offset);
      const name = keyText(key);
      const first = name === undefined ? undefined : lines.get(name);
      if (name === undefined) {
        report(at, 'A key is empty or not plain text.', 'Write the key as text: `key: value`.');
      } else if (name === '<<' && isScalar(key) && key.type === 'PLAIN') {
        report(at, 'Merge keys (`<<`) are not part of YAML 1.2.', 'Write the merged keys out.');
      } else if (first !== undefined) {
        const message = `The key "${cut(name, 60)}" stands here a second time; the first is on line ${first}.`;
        report(at, message, 'Keep one of the two.');
      }
      const member = build(value, depth + 1, at);
      if (name === undefined) continue;
      lines.set(name, first ?? lineOf(at));
      members.set(name, member);
    }
    const { weight, height } = total([...members.values()]);
    // fromEntries defines members, so that `__proto__` is a key like any other.
    const value = Object.fromEntries([...members].map(([name, member]) => [name, member.value]));
    return { value, weight: [...members.keys()].reduce((sum, name) => sum + name.length, weight), height };
  }

  function buildScalar(value: unknown, source: string | undefined, offset: number): Built {
    if (typeof value === 'string') return { value, weight: 1 + value.length, height: 0 };
    if (typeof value === 'number') {
      const lost = Number.isInteger(value) && !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(source ?? '');
      if (!Number.isFinite(value) || lost) {
        report(
          offset,
          `The number ${cut(source ?? '', 60)} is too large or not a number.`,
          'Put it in quotes.',
        );
        return leaf(null);
      }
    }
    return leaf(typeof value === 'number' || typeof value === 'boolean' ? value : null);
  }

  const offsetOf = (path: readonly (string | number)[]): number => {
    let node: unknown = root;
    let offset = start(root, 0);
    for (const step of path) {
      if (isAlias(node)) node = targets.get(node);
      if (isMap(node)) {
        const pair = node.items.find(({ key }) => keyText(key) === String(step));
        if (pair === undefined) break;
        offset = start(pair.key, offset);
        node = pair.value;
      } else if (isSeq(node) && typeof step === 'number' && step in node.items) {
        node = node.items[step];
        offset = start(node, offset);
      } else break;
    }
    return offset;
  };
  return { value: build(root, 0, 0).value, offsetOf };
}

function leaf(value: Json): Built {
  return { value, weight: 1, height: 0 };
}

function total(items: readonly Built[]): Built {
  let weight = 1;
  let height = 0;
  for (const item of items) {
    weight += item.weight;
    height = Math.max(height, item.height);
  }
  return { value: items.map(({ value }) => value), weight, height: height + 1 };
}

/** A key as it is written (`1.0` stays `1.0`), or `undefined` when it is empty or no scalar. */
function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  if (typeof key.value === 'string') return key.value;
  return key.source === undefined || key.source === '' ? undefined : key.source;
}

function start(node: unknown, otherwise: number): number {
  if (isMap(node) || isSeq(node) || isScalar(node) || isAlias(node)) return node.range?.[0] ?? otherwise;
  return otherwise;
}
