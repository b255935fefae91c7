import type { Problem } from '../core/errors.ts';
import type { JudgeTrust } from '../core/judge-trust.ts';
import { guardCommands, terminalName } from './escape.ts';
import { columnsOf } from './layout.ts';
import { decimal, plural, share } from './numbers.ts';
import { renderProblems } from './problems.ts';
import { styleOf } from './style.ts';
import { trustWords } from './trust-words.ts';

/** Judges of a suite with what they are worth. */
export interface ShownCalibration {
  name: string;
  labelPath: string;
  judges: readonly { trust: JudgeTrust; withoutText: number }[];
  problems: readonly Problem[];
}

/** What judges are worth by people's labels, for a terminal: every figure with its interval, and what follows. */
export function renderCalibration(
  suites: readonly ShownCalibration[],
  { color }: { color: boolean },
): string {
  const style = styleOf(color);
  const paint = { trusted: style.green, distrusted: style.red, uncalibrated: style.yellow };
  if (suites.length === 0) return 'No suite has a judge.\n';
  const sections = suites.map((suite) => [
    style.bold(terminalName(suite.name)),
    ...suite.judges.flatMap(({ trust }) => [
      `  ${paint[trust.trust](trust.trust)}  ${trustWords(trust, { name: terminalName, prose: terminalName })}`,
      ...columnsOf(
        [{ title: '' }, { title: 'value', numeric: true }, { title: '95 % interval' }, { title: 'of' }],
        figureRows(trust),
      ).map((line) => `    ${line}`),
      ...(trust.earlier ?? []).map(
        ({ version, labels, youden, ac1 }) =>
          `    before: ${version.slice(0, 12)} had ${youden === undefined ? 'no J' : `J ${decimal(youden)}`}${ac1 === undefined ? '' : `, AC1 ${decimal(ac1)}`} on ${plural(labels, 'label')}`,
      ),
      '',
    ]),
    ...(suite.judges.some(({ trust }) => trust.labels === 0)
      ? [`  Labels are read from ${terminalName(suite.labelPath, 200)}.`]
      : []),
    ...(suite.problems.length > 0 ? [renderProblems(suite.problems, { color }).trimEnd()] : []),
  ]);
  return `${guardCommands(sections.map((lines) => lines.join('\n').trimEnd()).join('\n\n'))}\n`;
}

function figureRows(trust: JudgeTrust): string[][] {
  const { labels, passed, failed, repeats, raters } = trust;
  const row = (title: string, figure: JudgeTrust['ac1'], of: string, write: (value: number) => string) =>
    figure ? [[title, write(figure.value), `${write(figure.lower)} to ${write(figure.upper)}`, of]] : [];
  return [
    ...row('agreement', trust.agreement, plural(labels, 'label'), share),
    ...row("Cohen's kappa", trust.kappa, '', decimal),
    ...row("Gwet's AC1", trust.ac1, '', decimal),
    ...row('sensitivity', trust.sensitivity, `${passed} that people pass`, share),
    ...row('specificity', trust.specificity, `${failed} that people fail`, share),
    ...row("Youden's J", trust.youden, '', decimal),
    ...(trust.alpha === undefined
      ? []
      : [["Krippendorff's alpha", decimal(trust.alpha), '', `${plural(raters, 'rater')}`]]),
    ...row('same rater again', trust.intraRater, plural(repeats, 'silent repeat'), share),
  ];
}
