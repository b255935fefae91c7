import type { Report, SuiteReport } from '../core/report.ts';
import { recordCommand } from './command.ts';
import { guardCommands, terminalName, terminalText } from './escape.ts';
import { wrap } from './layout.ts';
import { count, plural } from './numbers.ts';
import { renderProblems } from './problems.ts';
import { reasonWords } from './reason-words.ts';
import { hang, type Screen, same } from './screen.ts';
import { isMeasured, suitesByWeight } from './select.ts';
import { styleOf } from './style.ts';
import { measuredLines } from './terminal-suite.ts';
import { listed } from './terms.ts';
import { decisionSentence, leadingReason, totalsWords } from './words.ts';

/** Suites and reasons that a screen is given. The report file has all. */
const SUITES_SHOWN = 50;
const REASONS_SHOWN = 20;

/** The report for a terminal. Ends with a line feed. */
export function renderTerminal(report: Report, options: { width: number; color: boolean }): string {
  const style = styleOf(options.color);
  const screen: Screen = {
    width: Math.max(40, Math.min(options.width, 120)),
    color: options.color,
    style,
    voice: { name: (text) => terminalName(text), prose: (text) => terminalText(terminalName(text, 400)) },
  };
  const suites = suitesByWeight(report);
  const sections = [
    decisionLines(report, screen),
    report.problems.length > 0 ? [renderProblems(report.problems, screen).trimEnd()] : [],
    ...suites.slice(0, SUITES_SHOWN).map((suite) => suiteLines(suite, screen)),
    suites.length > SUITES_SHOWN ? [`and ${plural(suites.length - SUITES_SHOWN, 'more suite')}`] : [],
    closingLines(report, screen),
  ];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
  // Wrapping can move foreign text to the start of a line, so the finished text is gone over once more.
  return `${guardCommands(text)}\n`;
}

function decisionLines(report: Report, { style, voice, width }: Screen): string[] {
  const { outcome, reasons } = report.decision;
  const paint = { pass: style.green, warn: style.yellow, fail: style.red };
  const sign = { pass: '✔', warn: '⚠', fail: '✖' };
  const heading = wrap(
    [
      {
        text: `${sign[outcome]} ${decisionSentence(report, voice)}`,
        paint: (text) => style.bold(paint[outcome](text)),
      },
    ],
    width,
  );
  const { headGate, override } = report.decision;
  if (headGate) {
    const text = `Base's gate decides: ${override ? 'fail' : outcome}. With this change's own gate it would be ${headGate.outcome}.`;
    heading.push(...wrap([{ text, paint: style.bold }], width));
  }
  const said = leadingReason(report.decision);
  const weighing = reasons.filter((reason) => reason.severity !== 'info' && reason !== said);
  if (weighing.length === 0) return heading;
  const more = weighing.length - REASONS_SHOWN;
  const lines = weighing.slice(0, REASONS_SHOWN).flatMap((reason) => {
    const severity = reason.severity === 'info' ? 'pass' : reason.severity;
    return hang(
      `  ${paint[severity](sign[severity])} `,
      4,
      [{ text: reasonWords(reason, report, voice), paint: same }],
      width,
    );
  });
  return [...heading, '', ...lines, ...(more > 0 ? [`    and ${plural(more, 'more reason')}`] : [])];
}

function suiteLines(suite: SuiteReport, screen: Screen): string[] {
  const { style, voice } = screen;
  if (isMeasured(suite)) return measuredLines(suite, screen);
  if (suite.state !== 'broken') return [];
  const since = !suite.alsoAtBase
    ? ''
    : suite.changed
      ? ` (the same at base, but ${voice.name(suite.changed[0] ?? '')} changes)`
      : ' (the same at base)';
  return [
    `${style.bold(voice.name(suite.name))}  cannot be read${since}`,
    ...renderProblems(suite.problems.slice(0, 20), { ...screen, width: screen.width - 2 })
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ];
}

function closingLines(report: Report, { style, voice, width }: Screen): string[] {
  const names = (state: SuiteReport['state']) =>
    report.suites.filter((suite) => suite.state === state).map(({ name }) => voice.name(name));
  const [untouched, removed] = [names('untouched'), names('removed')];
  const { totals } = report;
  const uncovered = (report.uncovered ?? []).map(({ path }) => voice.name(path));
  const isUsed = totals.targetCalls + totals.judgeCalls + (totals.reused ?? 0) > 0;
  const lines = [
    {
      text: uncovered.length > 0 ? `changed, and tested by no suite: ${listed(uncovered, 8)}` : '',
      paint: style.yellow,
    },
    { text: removed.length > 0 ? `removed: ${listed(removed, 8)}` : '', paint: style.yellow },
    {
      text:
        untouched.length > 0 ? `${count(untouched.length)} untouched, not run: ${listed(untouched, 8)}` : '',
      paint: style.dim,
    },
    { text: isUsed ? totalsWords(report).join(' · ') : '', paint: style.dim },
  ];
  const record = recordCommand(report);
  return [
    // In one line, however long: it is there to be copied.
    ...(record ? [`record what is missing: ${record}`] : []),
    ...lines.filter(({ text }) => text !== '').flatMap((line) => wrap([line], width)),
  ];
}
