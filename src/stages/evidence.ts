import type { Problem } from '../core/errors.ts';
import { type Item, itemPathOf, readItems } from '../human/item.ts';
import { type Judged, judgedPathOf, readJudged } from '../human/judged.ts';
import type { Label } from '../human/label.ts';
import { readLabels } from '../human/label-file.ts';
import { labelPathOf } from '../human/label-path.ts';
import type { Evidence } from '../human/weigh.ts';
import type { Tree } from '../ports.ts';

/** Everything that stands about a suite's labels in a tree, with what could not be read of it. */
export async function readEvidence(
  tree: Pick<Tree, 'read'>,
  suite: { name: string; path: string },
): Promise<Evidence & { problems: Problem[] }> {
  const path = labelPathOf(suite);
  const problems: Problem[] = [];
  const read = async <Value>(
    file: string,
    parse: (source: { path: string; text: string }) => { value: Value; problems: readonly Problem[] },
  ): Promise<Value> => {
    const parsed = parse({ path: file, text: (await tree.read(file)) ?? '' });
    problems.push(...parsed.problems);
    return parsed.value;
  };
  const [labels, items, judged] = await Promise.all([
    read<Label[]>(path, (source) => {
      const { labels: value, problems: found } = readLabels(source);
      return { value, problems: found };
    }),
    read<Map<string, Item>>(itemPathOf(path), (source) => {
      const { items: value, problems: found } = readItems(source);
      return { value, problems: found };
    }),
    read<Judged[]>(judgedPathOf(path), (source) => {
      const { judged: value, problems: found } = readJudged(source);
      return { value, problems: found };
    }),
  ]);
  return { labels, items, judged, problems, unreadable: problems.length };
}
