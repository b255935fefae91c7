import type {
  CaseReport,
  MeasuredSuite,
  Report,
  SideReport,
  SuiteReport,
  TrialReport,
} from '../core/report.ts';
import { scoreFailureWords, trialFailureWords } from './terms.ts';

/** What became of a case, the worst first. */
const MOVED = ['broke', 'worse', 'fixed', 'better'] as const;

export type MovedOutcome = (typeof MOVED)[number];
export type MovedCase = CaseReport & { outcome: MovedOutcome };

/** Whether a case may decide: it stands in both datasets, or is base's and protected. The others are shown apart. */
export function isDeciding({ origin, protected: kept }: CaseReport): boolean {
  return origin === 'kept' || kept === true;
}

/** The cases that moved, worst first: broken before worse, must-pass before others, the larger change first. */
export function movedCases(suite: MeasuredSuite): MovedCase[] {
  const moved = suite.cases.filter(
    (row): row is MovedCase => isDeciding(row) && (MOVED as readonly string[]).includes(row.outcome),
  );
  return moved.sort(
    (left, right) =>
      MOVED.indexOf(left.outcome) - MOVED.indexOf(right.outcome) ||
      Number(right.mustPass) - Number(left.mustPass) ||
      Math.abs(right.delta ?? 0) - Math.abs(left.delta ?? 0),
  );
}

export function isMeasured(suite: SuiteReport): suite is MeasuredSuite {
  return suite.state === 'touched' || suite.state === 'new';
}

/** The suites with something to say, those that decide against the change first. */
export function suitesByWeight({ suites, decision }: Report): SuiteReport[] {
  const weight = (suite: SuiteReport) => {
    const severities = decision.reasons
      .filter((reason) => reason.suite === suite.name)
      .map(({ severity }) => severity);
    return severities.includes('fail') ? 0 : severities.includes('warn') ? 1 : 2;
  };
  return suites
    .filter(({ state }) => state !== 'untouched' && state !== 'removed')
    .map((suite) => ({ suite, weight: weight(suite) }))
    .sort((left, right) => left.weight - right.weight)
    .map(({ suite }) => suite);
}

/** A trial that has an output. */
export type Answer = Extract<TrialReport, { ok: true }>;

/** The trials that show a change most plainly: a loss by base's best and head's worst, a gain the other way round. */
export function tellingTrials(row: CaseReport): { base?: Answer; head?: Answer } {
  const gained = row.outcome === 'fixed' || row.outcome === 'better';
  const base = row.base && extreme(row.base, gained ? 'worst' : 'best');
  const head = row.head && extreme(row.head, gained ? 'best' : 'worst');
  return { ...(base ? { base } : {}), ...(head ? { head } : {}) };
}

function extreme({ trials }: SideReport, wanted: 'best' | 'worst'): Answer | undefined {
  const answers = trials.filter((trial): trial is Answer => trial.ok);
  const sign = wanted === 'best' ? -1 : 1;
  const scored = answers.map((answer) => ({
    answer,
    value: meanScore(answer) ?? Number.POSITIVE_INFINITY * sign,
  }));
  return scored.sort(
    (left, right) => sign * (left.value - right.value) || left.answer.index - right.answer.index,
  )[0]?.answer;
}

function meanScore({ scores }: Answer): number | undefined {
  const values = scores.flatMap((score) => (score.ok ? [score.value] : []));
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Something that kept a trial from having an output, or an output from having a score. */
export interface Failure {
  words: string;
  message: string;
  scorer?: string;
}

/** A side's mean score. A scorer may be called `constructor`. */
export function meanOf(side: SideReport | undefined, scorer: string): number | undefined {
  return side !== undefined && Object.hasOwn(side.means, scorer) ? side.means[scorer] : undefined;
}

/** The scorers whose mean differs between base and head. */
export function movedScorers({ base, head }: CaseReport, scorers: readonly string[]): string[] {
  return scorers.filter((name) => meanOf(base, name) !== meanOf(head, name));
}

/** What is missing from a side of a case, each kind of failure once. */
export function failuresOf(side: SideReport | undefined): Failure[] {
  const failures = (side?.trials ?? []).flatMap((trial): Failure[] => {
    if (!trial.ok) {
      const words = trialFailureWords(trial.code);
      // Who was about to be asked says nothing about why it was not.
      return [{ words, message: trial.code === 'cancelled' ? '' : trial.message }];
    }
    return trial.scores.flatMap((score) =>
      score.ok
        ? []
        : [{ words: scoreFailureWords(score.code), message: score.message, scorer: score.scorer }],
    );
  });
  return [...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values()];
}
