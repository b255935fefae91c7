import type { JudgeTrust } from '../core/judge-trust.ts';
import type { PeopleSays } from '../core/people.ts';
import { count, decimal, interval, plural, points, share, width } from './numbers.ts';
import type { Voice } from './terms.ts';

/** What a judge's word is worth, in a line: the figures that its trust hangs on, and what follows. */
export function trustWords(judge: JudgeTrust, voice: Voice): string {
  const { trust, effect, bar, expired, margin, unreadable, earlier } = judge;
  const name = voice.name(judge.scorer);
  const decides = effect === 'gates' ? 'It decides' : 'It is shown and decides nothing';
  const old = expired > 0 ? `, ${count(expired)} of an earlier wording` : '';
  const lines = unreadable ? ` ${plural(unreadable, 'line')} of the label files cannot be read.` : '';
  const units =
    margin && margin.judge < margin.people
      ? ` A drop of ${width(margin.people)} for people shows as ${width(margin.judge)} here, and that is what it is held to.`
      : '';
  const since = driftWords(judge, earlier?.[0]);
  switch (trust) {
    case 'trusted':
      return `${name} agrees with people: ${figures(judge)}${old}.${units}${since}${lines}`;
    case 'distrusted':
      return `${name} agrees too little with people: ${figures(judge)} (needed: J ${decimal(bar.youden)}, AC1 ${decimal(bar.ac1)})${old}. ${decides}.${since}${lines}`;
    case 'uncalibrated':
      return `${name} is uncalibrated: ${uncalibratedWords(judge)}${old}. ${decides}.${since}${lines}`;
  }
}

function uncalibratedWords({ labels, bar, passed, failed, unjudged }: JudgeTrust): string {
  const missing = unjudged > 0 ? ` (${count(unjudged)} more that it has not judged)` : '';
  if (labels >= bar.labels && (passed === 0 || failed === 0)) {
    return `all ${count(labels)} labels say ${failed === 0 ? 'pass' : 'fail'}${missing}`;
  }
  return `${count(labels)} of ${plural(bar.labels, 'label')}${missing}`;
}

function figures({ agreement, ac1, youden, labels }: JudgeTrust): string {
  const parts = [
    agreement ? `${share(agreement.value)} of ${plural(labels, 'label')}` : plural(labels, 'label'),
    youden ? `J ${decimal(youden.value)} (${decimal(youden.lower)} to ${decimal(youden.upper)})` : '',
    ac1 ? `AC1 ${decimal(ac1.value)} (${decimal(ac1.lower)} to ${decimal(ac1.upper)})` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

function driftWords(
  { youden }: JudgeTrust,
  before: NonNullable<JudgeTrust['earlier']>[number] | undefined,
): string {
  if (before?.youden === undefined || youden === undefined) return '';
  return ` Its version before had J ${decimal(before.youden)} on ${plural(before.labels, 'label')}.`;
}

/** What people say of a change, beside what a judge says, and which of the two decided. */
export function peopleWords(scorer: string, people: PeopleSays, voice: Voice): string {
  const { method, decides, delta, interval: ends, labels, cases, margin, waiting = 0 } = people;
  const from =
    method === 'corrected'
      ? `the judge corrected by ${plural(labels, 'label')}`
      : `${plural(labels, 'label')} alone`;
  const used = decides
    ? `The verdict hangs on this and not on the judge’s own change (${width(margin)} tolerated).`
    : 'It is shown; the judge’s own change decides.';
  const more =
    waiting > 0 ? ` ${plural(waiting, 'more label')} will count once the cases drawn before have one.` : '';
  return `People on ${voice.name(scorer)}: ${points(delta)} (${interval(ends)}), ${from}, for ${plural(cases, 'case')}. ${used}${more}`;
}
