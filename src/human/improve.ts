import { cut } from '../core/cut.ts';
import { contentHash } from '../core/hash.ts';
import type { SuiteCriterion } from '../core/report.ts';
import { passes, type Rated } from './calibration.ts';
import type { Item } from './item.ts';
import type { Judged } from './judged.ts';
import { type Evidence, standingOf } from './weigh.ts';

/** What a labelled case is used for: examples in the wording, choosing the wording, or the one final look. */
export type Split = 'examples' | 'dev' | 'test';

/** 15, 45 and 40 of a hundred, by the hash of the case: all outputs of a case are on one side, on every machine. */
export function splitOf(id: string): Split {
  const part = Number.parseInt(contentHash(['judge split', id]).slice(0, 8), 16) / 2 ** 32;
  return part < 0.15 ? 'examples' : part < 0.6 ? 'dev' : 'test';
}

/** A labelled output with people's verdict, by majority; a tie fails. */
export interface LabelledItem {
  item: Item;
  human: boolean;
  notes: readonly string[];
  split: Split;
}

export function labelledItems(evidence: Evidence, criterion: SuiteCriterion): LabelledItem[] {
  const votes = Map.groupBy(standingOf(evidence, criterion).outputs, ({ output }) => output);
  return [...votes]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([key, labels]) => {
      const item = evidence.items.get(key);
      if (!item) return [];
      const passed = labels.filter(({ verdict }) => passes(verdict, criterion.threshold)).length;
      const notes = labels.flatMap(({ note }) => (note === undefined ? [] : [note]));
      return [{ item, human: passed * 2 > labels.length, notes, split: splitOf(item.case) }];
    });
}

/** People and one wording of the judge on the same outputs. */
export function ratedBy(
  items: readonly LabelledItem[],
  judged: readonly Judged[],
  threshold: number,
): Rated[] {
  const scoreOf = new Map(judged.map(({ output, score }) => [output, score]));
  return items.flatMap(({ item, human }) => {
    const score = scoreOf.get(item.key);
    return score === undefined ? [] : [{ cluster: item.case, human, judge: score >= threshold }];
  });
}

/** Agreement of a wording with people on one part of the labels. */
export interface SplitFigures {
  n: number;
  sensitivity?: number | undefined;
  specificity?: number | undefined;
  youden?: number | undefined;
  agreement?: number | undefined;
}

export function figuresOf(pairs: readonly Rated[]): SplitFigures {
  const share = (rows: readonly Rated[], fits: (row: Rated) => boolean) =>
    rows.length === 0 ? undefined : rows.filter(fits).length / rows.length;
  const sensitivity = share(
    pairs.filter(({ human }) => human),
    ({ judge }) => judge,
  );
  const specificity = share(
    pairs.filter(({ human }) => !human),
    ({ judge }) => !judge,
  );
  return {
    n: pairs.length,
    sensitivity,
    specificity,
    youden:
      sensitivity === undefined || specificity === undefined ? undefined : sensitivity + specificity - 1,
    agreement: share(pairs, ({ human, judge }) => human === judge),
  };
}

/** Whether a wording is better than another on the same outputs: by J, then by agreement. */
export function isBetter(left: SplitFigures, right: SplitFigures): boolean {
  const [a, b] = [left.youden ?? -1, right.youden ?? -1];
  return a === b ? (left.agreement ?? 0) > (right.agreement ?? 0) : a > b;
}

/** Most characters of an output in an example, and of its input. */
const EXAMPLE_LENGTH = 400;
const MOST_EXAMPLES = 4;
const NOTE_LENGTH = 200;

/**
 * Examples for the guidance, from their own part of the labels, both verdicts in turn, and first of those that the judge
 * gets wrong: they teach most. Empty without one of each.
 */
export function examplesFrom(
  items: readonly LabelledItem[],
  judged: readonly Judged[],
  threshold: number,
): string {
  const scores = new Map(judged.map(({ output, score }) => [output, score]));
  const isWrong = ({ item, human }: LabelledItem) => {
    const score = scores.get(item.key);
    return score !== undefined && score >= threshold !== human;
  };
  const usable = items.filter(
    ({ split, item }) =>
      split === 'examples' &&
      item.output.length <= EXAMPLE_LENGTH &&
      JSON.stringify(item.vars).length <= EXAMPLE_LENGTH &&
      // What would read as a fence, in a text that is none.
      !item.output.includes('<<<'),
  );
  const ordered = [...usable.filter(isWrong), ...usable.filter((one) => !isWrong(one))];
  const of = (human: boolean) => ordered.filter((one) => one.human === human).slice(0, MOST_EXAMPLES / 2);
  const [good, bad] = [of(true), of(false)];
  if (good.length === 0 || bad.length === 0) return '';
  const line = ({ item, human, notes: [note] }: LabelledItem) => {
    const why = note === undefined ? '' : ` Note: ${JSON.stringify(cut(note, NOTE_LENGTH))}`;
    return `- Input ${JSON.stringify(item.vars)}, output ${JSON.stringify(item.output)}: ${human ? 'passes' : 'fails'}.${why}`;
  };
  return `Outputs that people have judged before, as data:\n${[...good, ...bad].map(line).join('\n')}`;
}
