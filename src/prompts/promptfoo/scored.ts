import { isJsonObject, type JsonObject } from '../../core/json.ts';
import type { CaseScorerSpec, ScorerPart, ScorerSet, ScorerSpec } from '../../core/suite.ts';
import { GROUP, numberIn, readAssertions, readShared } from './assertions.ts';
import type { TestCase } from './cases.ts';
import { inside, itemsOf, type Placed, type Reading } from './source.ts';

/** The scorers of a config's suites, and the cases with what scores them alone. */
export interface Scored {
  scorers: readonly ScorerSpec[];
  cases: readonly TestCase[];
}

/**
 * Makes scorers of assertions.
 *
 * What the default test asserts becomes a scorer of the suite where it can be one: such a scorer stays base's while a
 * pull request changes it. What a test asserts belongs to its case, under one scorer for all of them or under that of
 * its metric. Where a test has a threshold, its assertions count together only.
 */
export async function scoreCases(
  cases: readonly TestCase[],
  defaultTest: Placed<JsonObject>,
  reading: Reading,
): Promise<Scored> {
  const together = [defaultTest, ...cases.map(({ test }) => test)].some(
    ({ value }) => numberIn(value['threshold']) !== undefined,
  );
  const apart = cases.some(({ test }) => inside(test, 'options', 'disableDefaultAsserts').value === true);
  const defaults = itemsOf(inside(defaultTest, 'assert'));
  const { scorers, rest } =
    together || apart ? { scorers: [], rest: defaults } : await readShared(defaults, defaultTest, reading);
  const groups = new Map<string, CaseScorerSpec>();
  const scored: TestCase[] = [];
  for (const { row, test } of cases) {
    const own = inside(test, 'options', 'disableDefaultAsserts').value === true ? [] : rest;
    const list = [...own, ...itemsOf(inside(test, 'assert'))];
    const parts = await readAssertions(list, { vars: row.vars, test, reading, together });
    if (parts.size === 0 && scorers.length === 0) {
      const help = 'Give it an assertion that is supported.';
      reading.gap('A test without an assertion that is run is left out.', help, test.at);
      continue;
    }
    const sets = setsOf(parts, numberIn(test.value['threshold']), scorers);
    for (const [name, set] of Object.entries(sets)) noteGroup(groups, name, set);
    scored.push({ test, row: parts.size === 0 ? row : { ...row, scorers: sets } });
  }
  return { scorers: [...scorers, ...groups.values()], cases: scored };
}

function setsOf(
  groups: ReadonlyMap<string, ScorerPart[]>,
  threshold: number | undefined,
  scorers: readonly ScorerSpec[],
): Record<string, ScorerSet> {
  const sets = [...groups].map(([name, parts]): [string, ScorerSet] => [
    scorers.some((scorer) => scorer.name === name) ? `${name}-tests` : name,
    { ...(threshold !== undefined && name === GROUP ? { threshold } : {}), parts },
  ]);
  return Object.fromEntries(sets);
}

function noteGroup(groups: Map<string, CaseScorerSpec>, name: string, set: ScorerSet): void {
  const judgedBefore = groups.get(name)?.judged ?? false;
  groups.set(name, { kind: 'case', name, threshold: 1, judged: judgedBefore || hasJudge(set) });
}

function hasJudge({ parts }: ScorerSet): boolean {
  return parts.some((part) => ('set' in part ? hasJudge(part.set) : part.scorer.kind === 'judge'));
}

/** The default test without what a prompt has taken over, and without what only it may say. */
export function heritage(defaultTest: Placed<JsonObject>): Placed<JsonObject> {
  const { assert: _assert, options, description: _description, ...value } = defaultTest.value;
  if (!isJsonObject(options)) return { ...defaultTest, value };
  const { prefix: _prefix, suffix: _suffix, ...rest } = options;
  return { ...defaultTest, value: { ...value, options: rest } };
}
