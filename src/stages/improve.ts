import type { JudgeSpec } from '../core/suite.ts';
import {
  examplesFrom,
  figuresOf,
  isBetter,
  type LabelledItem,
  labelledItems,
  ratedBy,
  type Split,
  type SplitFigures,
} from '../human/improve.ts';
import type { Judged } from '../human/judged.ts';
import { asksTheSame, type Wording, withWording, wordingOf } from '../judges/wording.ts';
import { askJudge } from './ask-judges.ts';
import type { CalibratedJudge, CalibratedSuite, CalibrateOptions } from './calibrate.ts';
import { versionOf } from './judge-version.ts';
import { reword } from './reword.ts';

/** Words that were tried on the dev labels. */
export interface Tried {
  what:
    | 'present'
    | 'examples'
    | 'guidance'
    | 'guidance with examples'
    | 'reworded'
    | 'reworded with examples';
  wording: Wording;
  /** Whether people are asked the same as at present, so that labels stay. */
  keepsLabels: boolean;
  dev: SplitFigures;
}

/** What came of looking for a better wording of one judge. */
export interface Improved {
  judge: string;
  /** What kind of judge it is: that says where in the configuration its words stand. */
  kind: JudgeSpec['judge'];
  /** Why nothing was tried. */
  refused?: string | undefined;
  /** The present words first. */
  tried: Tried[];
  /** The one that is proposed; absent: nothing was better on the dev labels. */
  best?: Tried | undefined;
  /** The held-out labels, looked at once, after the choice. */
  test?: { present: SplitFigures; proposed: SplitFigures } | undefined;
}

export interface ImprovedSuite {
  name: string;
  path: string;
  labelPath: string;
  judges: Improved[];
}

/** Dev labels below which a difference of wordings is chance. */
const LEAST_DEV = 10;

/**
 * Looks for better words of each judge: from disagreements on dev labels a model proposes some, dev labels choose, and
 * the test labels are asked once about the choice. Nothing is edited.
 */
export async function improveSuites(
  suites: readonly CalibratedSuite[],
  options: CalibrateOptions,
): Promise<ImprovedSuite[]> {
  return Promise.all(
    suites
      .filter(({ judges }) => judges.length > 0)
      .map(async ({ name, path, labelPath, judges }) => ({
        name,
        path,
        labelPath,
        judges: await Promise.all(judges.map((judge) => improveOne(name, judge, options))),
      })),
  );
}

async function improveOne(
  suite: string,
  { spec, now, evidence }: CalibratedJudge,
  options: CalibrateOptions,
): Promise<Improved> {
  const about = { judge: spec.name, kind: spec.judge };
  const refuse = (refused: string): Improved => ({ ...about, refused, tried: [] });
  const wording = wordingOf(spec);
  if (!wording) return refuse('a judge of pairs is not judged by labels of single outputs');
  const items = labelledItems(evidence, now.criterion);
  const of = (split: Split) => items.filter((one) => one.split === split);
  const dev = of('dev');
  if (dev.length < LEAST_DEV) {
    return refuse(`${dev.length} dev labels (45 of 100) are too few to choose by; ${LEAST_DEV} are needed`);
  }
  const { threshold } = now.criterion;
  const own = evidence.judged.filter(({ version }) => version === now.version);
  const present: Tried = {
    what: 'present',
    wording,
    keepsLabels: true,
    dev: figuresOf(ratedBy(dev, own, threshold)),
  };
  const ask = async (words: Wording, rows: readonly LabelledItem[]) => {
    const edited = withWording(spec, words);
    const version = await versionOf(edited);
    const judged: Judged[] = await askJudge(
      edited,
      rows.map(({ item }) => item),
      { ...options, suite, version },
    );
    return figuresOf(ratedBy(rows, judged, threshold));
  };
  const proposed = await reword({ spec, present: wording, dev, own }, suite, options);
  const examples = examplesFrom(items, own, threshold);
  const tried = [present];
  for (const { what, words } of candidatesOf(wording, proposed, examples)) {
    const keepsLabels = asksTheSame(words, wording);
    tried.push({ what, wording: words, keepsLabels, dev: await ask(words, dev) });
  }
  // Of equally good ones the first: what keeps labels comes before what makes them expire.
  const best = tried.reduce((left, right) => (isBetter(right.dev, left.dev) ? right : left));
  if (best === present) return { ...about, tried };
  const test = of('test');
  return {
    ...about,
    tried,
    best,
    test: { present: figuresOf(ratedBy(test, own, threshold)), proposed: await ask(best.wording, test) },
  };
}

/** What is tried beside the present words: guidance alone first, then other texts, each with and without examples. */
function candidatesOf(
  present: Wording,
  proposed: Wording | undefined,
  examples: string,
): { what: Tried['what']; words: Wording }[] {
  const guided = (words: Wording, ...parts: readonly (string | undefined)[]): Wording => {
    const guidance = parts.filter(Boolean).join('\n\n');
    const { guidance: _present, ...rest } = words;
    return guidance === '' ? rest : { ...rest, guidance };
  };
  const rules = proposed?.guidance;
  const withExamples = (what: Tried['what'], words: Wording) => (examples === '' ? [] : [{ what, words }]);
  return [
    ...withExamples('examples', guided(present, present.guidance, examples)),
    ...(rules === undefined
      ? []
      : [
          { what: 'guidance' as const, words: guided(present, rules) },
          ...withExamples('guidance with examples', guided(present, rules, examples)),
        ]),
    ...(proposed === undefined || asksTheSame(proposed, present)
      ? []
      : [
          { what: 'reworded' as const, words: guided(proposed, rules) },
          ...withExamples('reworded with examples', guided(proposed, rules, examples)),
        ]),
  ];
}
