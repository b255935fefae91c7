import type { Allocation, Comparison, MeasuredSuite } from '../core/report.ts';
import { count, plural, share, width } from './numbers.ts';

type Advised = Pick<Comparison, 'detectable' | 'margin' | 'advice' | 'spread'>;

/** What the suite could have found, what would let it find the margin, and where the noise is. Begins with a stop. */
export function reachWords({ detectable, margin, advice, spread }: Advised): string {
  const said = [
    detectable === undefined ? '' : `A drop is found from ${width(detectable)} on`,
    advice ? adviceWords(advice, margin) : '',
    spread ? spreadWords(spread) : '',
  ];
  return said
    .filter(Boolean)
    .map((sentence) => `. ${sentence}`)
    .join('');
}

/** "12 more cases, or 3 trials of each instead of 1, would make 5 pp detectable". */
function adviceWords(
  { cases, trials, judgements }: NonNullable<Comparison['advice']>,
  margin: number,
): string {
  const ways = [
    `${count(cases)} more ${cases === 1 ? 'case' : 'cases'}`,
    trials ? `${plural(trials.to, 'trial')} of each instead of ${count(trials.from)}` : '',
    judgements
      ? `${plural(judgements.to, 'judgement')} of each output instead of ${count(judgements.from)}`
      : '',
  ].filter(Boolean);
  return `${ways.join(', or ')}${ways.length > 1 ? ',' : ''} would make ${width(margin)} detectable`;
}

/** The largest part of the variance: what is worth spending on. */
function spreadWords({ cases, trials, judge = 0 }: NonNullable<Comparison['spread']>): string {
  const part = (value: number) => `${share(Math.round(value * 100) / 100)} of the variance`;
  if (judge >= Math.max(cases, trials)) return `Judge noise is ${part(judge)}`;
  if (trials > cases) return `Trials of one case that differ are ${part(trials)}`;
  return `Cases that differ are ${part(cases)}`;
}

/** How much was run of a suite: "12 cases × 3 trials, and 3 more for a second look". */
export function sizeWords(
  suite: Pick<MeasuredSuite, 'cases' | 'trials' | 'rechecked' | 'curtailed'>,
): string {
  const { cases, trials, rechecked, curtailed } = suite;
  const again = rechecked ? `, and ${curtailed?.rounds ?? trials} more for a second look` : '';
  return `${plural(cases.length, 'case')} × ${plural(trials, 'trial')}${again}`;
}

/** Why the cases of a suite got as many trials as they did, where that was left open. */
export function allocationWords(
  { min, max, trials, scorers }: Allocation,
  name: (text: string) => string,
): string {
  const leading = scorers.find(({ wants }) => wants === trials);
  const of = `Of ${min} to ${max} trials`;
  if (!leading) return `${of} the fewest.`;
  const scorer = name(leading.scorer);
  switch (leading.because) {
    case 'detectable':
      return `${of} as many as it takes to find a drop of ${width(leading.margin)} of ${scorer}.`;
    case 'cases':
      return `${of} no more: the cases of ${scorer} differ more than their trials, so that further ones would hardly find smaller drops.`;
    case 'most':
      return `${of} the most: the trials of ${scorer} differ so much that even more would help.`;
    case 'unknown':
      return `${of} the fewest: too few of ${scorer} have a score to say how much they differ.`;
  }
}

/** That a second look ended early, and that it changed nothing. */
export function curtailedWords({ curtailed }: Pick<MeasuredSuite, 'curtailed'>): string {
  if (!curtailed) return '';
  const { rounds, of } = curtailed;
  return `The second look at the alarm ended after ${rounds} of ${plural(of, 'round')}: whatever the rest had shown, the verdict would have been the same.`;
}
