import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareSuites, isTouched } from '../../src/core/change.ts';
import { compareCases, hasDrift } from '../../src/core/drift.ts';
import type { Case } from '../../src/core/suite.ts';
import type { Tree } from '../../src/ports.ts';
import { classify } from '../../src/stages/classify.ts';
import { loadSuites } from '../../src/stages/load.ts';
import { renderPrompt, suiteOf } from '../support/build.ts';

const anyCase: fc.Arbitrary<Case> = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'constructor', '__proto__'),
  vars: fc.dictionary(fc.constantFrom('x', 'y'), fc.constantFrom('1', '2')),
  expected: fc.option(fc.constantFrom('yes', 'no'), { nil: undefined }),
  tags: fc.uniqueArray(fc.constantFrom('must', 'smoke')),
  cluster: fc.option(fc.constantFrom('k', 'l'), { nil: undefined }),
});
const dataset = fc.uniqueArray(anyCase, { selector: ({ id }) => id, maxLength: 6 });
const sorted = (ids: readonly string[]) => [...ids].sort();

describe('two datasets', () => {
  it('are told apart without a case being lost: each is in one list, and what base has is followed', () => {
    fc.assert(
      fc.property(dataset, dataset, (base, head) => {
        const drift = compareCases(base, head);
        expect(sorted([...drift.kept, ...drift.added, ...drift.edited])).toEqual(
          sorted(head.map(({ id }) => id)),
        );
        const followed = [
          ...drift.removed,
          ...drift.renamed.map(({ from }) => from),
          ...base.map(({ id }) => id).filter((id) => head.some((row) => row.id === id)),
        ];
        expect(sorted(followed)).toEqual(sorted(base.map(({ id }) => id)));
      }),
    );
  });

  it('are the same whatever the order of their rows', () => {
    fc.assert(
      fc.property(dataset, fc.infiniteStream(fc.nat()), (base, keys) => {
        const shuffled = base
          .map((row) => ({ row, key: keys.next().value ?? 0 }))
          .sort((one, other) => one.key - other.key)
          .map(({ row }) => row);
        expect(hasDrift(compareCases(base, shuffled))).toBe(false);
      }),
    );
  });

  it('keep what no rename, gain or order takes away; whatever loses something is edited or removed', () => {
    fc.assert(
      fc.property(dataset, dataset, (base, head) => {
        const drift = compareCases(base, head);
        const kept = new Set(drift.kept);
        for (const row of head.filter(({ id }) => kept.has(id))) {
          const from = drift.renamed.find(({ to }) => to === row.id)?.from ?? row.id;
          const old = base.find(({ id }) => id === from);
          expect(old).toBeDefined();
          const bare = (one: Case | undefined) => one && { ...one, id: '', tags: sorted(one.tags) };
          if (from !== row.id) expect(bare(row)).toEqual(bare(old));
          expect(row.expected).toEqual(old?.expected);
          for (const tag of old?.tags ?? []) expect(row.tags).toContain(tag);
          expect(row.vars).toMatchObject(old?.vars ?? {});
        }
      }),
    );
  });
});

it('a suite that is compared with itself is not touched', () => {
  fc.assert(
    fc.property(dataset, (cases) => {
      const suite = suiteOf({ cases });
      expect(isTouched(compareSuites(suite, structuredClone(suite)))).toBe(false);
    }),
  );
});

describe('trees', () => {
  const files = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }).map((names) =>
    names.flatMap((name): [string, string][] => [
      [
        `evals/${name}.yml`,
        `target: { prompt: ${name}.j2, model: m }\ndataset: ${name}/*.jsonl\nscorers: [{ check: exact }]\n`,
      ],
      [`evals/${name}.j2`, `{% include "part.j2" %} {{ x }}`],
      [`evals/${name}/1.jsonl`, '{"id":"one","x":"1","expected":"2"}'],
      [`evals/${name}/2.jsonl`, '{"id":"two","x":"1","expected":"2"}'],
      ['evals/part.j2', 'Part.'],
    ]),
  );
  const treeOf = (entries: readonly (readonly [string, string])[]): Tree => {
    const map = new Map(entries);
    return {
      sha: 'a'.repeat(40),
      list: async (glob) =>
        [...map.keys()]
          .filter((path) =>
            glob.endsWith('.yml')
              ? /^evals\/[^/]+\.yml$/.test(path)
              : path.startsWith(glob.replace('*.jsonl', '')),
          )
          .sort(),
      fingerprint: async () => '',
      read: async (path) => map.get(path),
    };
  };

  it('with the same files touch nothing, in whatever order the files come; one edit touches its suite alone', async () => {
    await fc.assert(
      fc.asyncProperty(files, fc.nat(), async (entries, pick) => {
        const [base, head] = await Promise.all([
          loadSuites(treeOf(entries), ['evals/*.yml']),
          loadSuites(treeOf([...entries].reverse()), ['evals/*.yml']),
        ]);
        const render = renderPrompt;
        const same = classify(base, head, render);
        expect(same.map(({ run }) => run)).toEqual(base.map(() => undefined));
        const names = [...new Set(entries.map(([path]) => path))].filter((path) => path.endsWith('.jsonl'));
        const edited = names[pick % names.length] ?? '';
        const other = entries.map(([path, text]): [string, string] => [
          path,
          path === edited ? text.replace('"1"', '"3"') : text,
        ]);
        const touched = classify(base, await loadSuites(treeOf(other), ['evals/*.yml']), render);
        expect(touched.flatMap(({ run }) => (run ? [run.plan.head.name] : []))).toEqual([
          edited.split('/')[1],
        ]);
      }),
      { numRuns: 40 },
    );
  });
});
