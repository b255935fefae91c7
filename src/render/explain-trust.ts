import type { JudgeTrust } from '../core/judge-trust.ts';
import type { Comparison } from '../core/report.ts';
import { terminalName } from './escape.ts';

/** The figures that a judge's trust hangs on, against the bar, with their intervals. */
export function explainTrust(judge: JudgeTrust): string[] {
  const { scorer, version, trust, effect, bar, labels, passed, failed, margin } = judge;
  const of = (name: string, figure: JudgeTrust['ac1']) =>
    figure ? [`${name} ${number(figure.value)} (${number(figure.lower)} to ${number(figure.upper)})`] : [];
  const figures = [
    ...of('agreement', judge.agreement),
    ...of('kappa', judge.kappa),
    ...of('AC1', judge.ac1),
    ...of('sensitivity', judge.sensitivity),
    ...of('specificity', judge.specificity),
    ...of('J', judge.youden),
    ...(judge.alpha === undefined ? [] : [`alpha ${number(judge.alpha)}`]),
    ...of('the same rater again', judge.intraRater),
  ];
  return [
    `  judge ${terminalName(scorer)}${version ? ` ${version.slice(0, 12)}` : ''}: ${trust}, ${effect === 'gates' ? 'decides' : 'informational'}`,
    `    labels   ${labels} judged (people pass ${passed}, fail ${failed}), ${judge.unjudged} not judged, ${judge.expired} expired, ${judge.raters} raters, ${judge.repeats} repeated`,
    ...(figures.length > 0 ? [`    figures  ${figures.join('; ')}`] : []),
    `    bar      labels ≥ ${bar.labels}, J ≥ ${number(bar.youden)}, AC1 ≥ ${number(bar.ac1)}`,
    ...(margin
      ? [
          `    margin   ${number(margin.people)} in people's units × J ${number(judge.youden?.value ?? 1)} = ${number(margin.judge)} in the judge's (Rogan and Gladen)`,
        ]
      : []),
    ...(judge.earlier ?? []).map(
      ({ version: other, labels: n, youden, ac1 }) =>
        `    before   ${other.slice(0, 12)}: ${n} labels${youden === undefined ? '' : `, J ${number(youden)}`}${ac1 === undefined ? '' : `, AC1 ${number(ac1)}`}`,
    ),
  ];
}

/** What people say of head − base, and whether the rule below is held against that. */
export function explainPeople({ people }: Comparison): string[] {
  if (!people) return [];
  const { method, decides, delta, interval, p, labels, cases, r2, margin, waiting = 0 } = people;
  const worth =
    r2 === undefined
      ? 'r² unknown'
      : `r² ${number(r2)} ${r2 > 4 / labels ? '>' : '≤'} 4/${labels} = ${number(4 / labels)}`;
  return [
    `    people   ${method}, ${labels} labels${waiting > 0 ? ` (${waiting} behind a gap of the draw do not count)` : ''} for ${cases} cases, ${worth}: delta ${number(delta)} (${number(interval[0])} to ${number(interval[1])}), p ${number(p)}, margin ${number(margin)}; ${decides ? 'the rule is held against this' : 'shown only'}`,
  ];
}

function number(value: number): string {
  return String(Number(value.toFixed(6))).replace('-', '−');
}
