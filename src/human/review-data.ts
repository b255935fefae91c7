import { criteriaIn } from '../core/criterion.ts';
import { contentHash } from '../core/hash.ts';
import type { Json } from '../core/json.ts';
import type { MeasuredSuite, Report, SuiteCriterion } from '../core/report.ts';
import { labelPathOf } from './label-path.ts';
import { type Candidate, selectForLabels } from './select.ts';

/** What is asked about: the outputs by key, in the order of their hashes, so that nothing tells base from head. */
export interface ReviewItem {
  /** Index into {@link ReviewData.cases}. */
  case: number;
  outputs: { key: string; score?: number | undefined; reason?: string | undefined }[];
  /** Absent: it was not drawn. */
  probability?: number | undefined;
}

/** One question about one suite: all that a person goes through in one go. */
export interface ReviewSet {
  suite: string;
  /** Where its labels belong, from the root of the repository. */
  file: string;
  mode: 'pair' | 'output';
  criterion: Pick<SuiteCriterion, 'name' | 'version' | 'question' | 'scale' | 'threshold'> & {
    judged: boolean;
  };
  /** The drawn ones first. */
  items: ReviewItem[];
  /** Cases that cannot be asked about, and cases of which both outputs are the same. */
  cut: string[];
  equal: string[];
  /** Further cases that the page has no room for. */
  more: number;
}

/** What the review page is filled with. It does not say which output is base's. */
export interface ReviewData {
  /** What votes are kept under: the same report gives the same. */
  id: string;
  title: string;
  sets: ReviewSet[];
  cases: { id: string; vars: [string, string][]; expected?: string | undefined }[];
  /** Texts of outputs by key. */
  outputs: Record<string, string>;
  /** Whoever opens the page, when that is known. */
  rater?: string | undefined;
  /** Where votes are saved to, when the page is served. Absent: they are exported. */
  save?: string | undefined;
}

export interface ReviewOptions {
  /** How many are drawn for a set, about. */
  size?: number | undefined;
  /** UTF-16 units of cases and outputs that are put in besides the drawn ones. */
  room?: number | undefined;
}

/** As many as a correction of the judge needs. */
const SIZE = 20;
const ROOM = 4_000_000;

/** What people can be asked about a report; `undefined` when there is nothing. */
export function reviewData(
  report: Report,
  { size = SIZE, room = ROOM }: ReviewOptions = {},
): ReviewData | undefined {
  const seed = `${report.base.sha ?? report.base.label}/${report.head.sha ?? report.head.label}`;
  const data = createCollector(room);
  const sets: ReviewSet[] = [];
  for (const suite of report.suites) {
    if (suite.state !== 'touched' && suite.state !== 'new') continue;
    for (const criterion of criteriaIn(suite)) {
      for (const mode of modesOf(suite, criterion)) {
        const selection = selectForLabels(suite, { criterion, mode, size, seed });
        if (selection.drawn.length === 0) continue;
        const drawn = selection.drawn.map((one) => data.add(suite, one));
        const rest = selection.rest.flatMap((one) => (data.hasRoomFor(one) ? [data.add(suite, one)] : []));
        const { name, version, question, scale, threshold, scorer } = criterion;
        sets.push({
          suite: suite.name,
          file: labelPathOf(suite),
          mode,
          criterion: { name, version, question, scale, threshold, judged: scorer !== undefined },
          items: [...drawn, ...rest],
          cut: [...selection.cut],
          equal: [...selection.equal],
          more: selection.rest.length - rest.length,
        });
      }
    }
  }
  if (sets.length === 0) return undefined;
  const { cases, outputs } = data;
  const id = contentHash([seed, ...sets.map(identityOf)]).slice(0, 32);
  return { id, title: titleOf(report), sets, cases, outputs };
}

/** What is asked in a set, and of what: outputs stand for themselves by their keys. */
function identityOf({ suite, mode, criterion: { name, version }, items }: ReviewSet): string[] {
  return [suite, mode, name, version, ...items.flatMap(({ outputs }) => outputs.map(({ key }) => key))];
}

/** Without a base there is nothing to compare; without a judge's question nothing to pass or fail by but the whole. */
function modesOf({ state }: MeasuredSuite, { scorer }: SuiteCriterion): ('pair' | 'output')[] {
  if (state === 'new') return ['output'];
  return scorer === undefined ? ['pair'] : ['pair', 'output'];
}

function titleOf({ source: { repository, pullRequest } }: Report): string {
  return repository === undefined
    ? ''
    : pullRequest === undefined
      ? repository
      : `${repository} #${pullRequest}`;
}

/** Gathers cases and outputs, each once however many questions are about it. */
function createCollector(room: number) {
  const cases: ReviewData['cases'] = [];
  const outputs: ReviewData['outputs'] = {};
  const indices = new Map<string, number>();
  const rowsOf = new Map<MeasuredSuite, ReadonlyMap<string, MeasuredSuite['cases'][number]>>();
  let left = room;
  const caseIndex = (suite: MeasuredSuite, id: string): number => {
    const key = `${suite.name}\n${id}`;
    const known = indices.get(key);
    if (known !== undefined) return known;
    const rows = rowsOf.get(suite) ?? new Map(suite.cases.map((one) => [one.id, one]));
    rowsOf.set(suite, rows);
    const row = rows.get(id);
    const vars = Object.entries(row?.vars ?? {}).map(([name, value]): [string, string] => [
      name,
      textOf(value),
    ]);
    const expected = row?.expected === undefined ? undefined : textOf(row.expected);
    indices.set(key, cases.push({ id, vars, ...(expected === undefined ? {} : { expected }) }) - 1);
    left -= vars.reduce((sum, [name, text]) => sum + name.length + text.length, expected?.length ?? 0);
    return cases.length - 1;
  };
  return {
    cases,
    outputs,
    hasRoomFor: (candidate: Candidate) =>
      left >= candidate.outputs.reduce((sum, { output }) => sum + output.length, 0),
    add(suite: MeasuredSuite, { case: id, outputs: labelled, probability }: Candidate): ReviewItem {
      for (const { key, output } of labelled) {
        if (!Object.hasOwn(outputs, key)) left -= output.length;
        outputs[key] = output;
      }
      const shown = labelled
        .map(({ key, score, reason }) => ({ key, score, reason }))
        .toSorted((one, other) => (one.key < other.key ? -1 : 1));
      return { case: caseIndex(suite, id), outputs: shown, probability };
    },
  };
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
