import { agreementOf, tableOf } from '../stats/agreement.ts';
import { type Interval, wilson } from '../stats/proportion.ts';

/** A judge's answers about one labelled case, one for each time it was asked; `undefined`: it gave no score. */
export interface Answered {
  id: string;
  label: string;
  answers: readonly (string | undefined)[];
  /** For pairs: whether the verdict stayed in the other order, each time. */
  positions: readonly boolean[];
  /** Of the judgements that quote something, whether all of it stands in what was shown. */
  quotes: readonly boolean[];
}

/** A share with its 95 % interval; absent without anything to take it of. */
export type Share = Interval & { value: number; of: number };

/** How good a judge is, by labelled cases. */
export interface JudgeQuality {
  /** Cases, and those of them about which the first answer gave no score. */
  cases: number;
  unjudged: number;
  /** Of all cases, the share in which the first answer is the label; a case without a score is none. */
  agreement?: Share | undefined;
  /** Agreement beyond chance over the judged cases (Cohen), where chance alone would not agree always. */
  kappa?: number | undefined;
  /** Of the cases labelled `pass`, the share that passes; of those labelled `fail`, the share that fails. */
  sensitivity?: Share | undefined;
  specificity?: Share | undefined;
  /** Of pairs, the share whose verdict stays when the order is changed. */
  positions?: Share | undefined;
  /** Of judgements that quote something, the share in which all of it stands in what was shown. */
  quotes?: Share | undefined;
  /** Of cases asked about several times, the share in which every answer was the same. */
  repeats?: Share | undefined;
  /** Cases whose first answer is not the label. */
  wrong: readonly { id: string; label: string; answer: string | undefined }[];
}

const ALPHA = 0.025;

/** Figures of a judge over labelled cases, with Wilson's 95 % intervals. */
export function judgeQuality(answered: readonly Answered[]): JudgeQuality {
  const firsts = answered.map(({ id, label, answers }) => ({ id, label, answer: answers[0] }));
  const right = ({ label, answer }: { label: string; answer: string | undefined }) => answer === label;
  const labelled = (label: string) => firsts.filter((one) => one.label === label);
  const known = firsts.flatMap(({ label, answer }) => (answer === undefined ? [] : [{ label, answer }]));
  const categories = [...new Set(known.flatMap(({ label, answer }) => [label, answer]))];
  const again = answered.filter(({ answers }) => answers.length > 1);
  const positions = answered.flatMap((one) => one.positions);
  const quotes = answered.flatMap((one) => one.quotes);
  return {
    cases: firsts.length,
    unjudged: firsts.length - known.length,
    agreement: share(firsts.filter(right).length, firsts.length),
    kappa:
      categories.length < 2
        ? undefined
        : agreementOf(
            tableOf(
              known.map(
                ({ label, answer }) => [categories.indexOf(label), categories.indexOf(answer)] as const,
              ),
              categories.length,
            ),
          ).kappa,
    sensitivity: share(labelled('pass').filter(right).length, labelled('pass').length),
    specificity: share(labelled('fail').filter(right).length, labelled('fail').length),
    positions: share(positions.filter(Boolean).length, positions.length),
    quotes: share(quotes.filter(Boolean).length, quotes.length),
    repeats: share(again.filter(({ answers }) => new Set(answers).size === 1).length, again.length),
    wrong: firsts.filter((one) => !right(one)),
  };
}

function share(k: number, of: number): Share | undefined {
  return of === 0 ? undefined : { value: k / of, of, ...wilson({ k, n: of, alpha: ALPHA }) };
}
