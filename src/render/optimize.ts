import { createTwoFilesPatch } from 'diff';
import type { Frontier, OptimizeReport } from '../core/optimize-report.ts';
import { codeSpan, fence, inlineText, terminalText } from './escape.ts';
import { FRONTIER_COLUMNS, frontierRows } from './frontier.ts';
import { columnsOf } from './layout.ts';
import { bullets, details, table } from './markdown.ts';
import { interval, money, points, score } from './numbers.ts';

export function frontierMarkdown(frontier: Frontier): string {
  const rows = frontierRows(frontier).map(({ name, model, rest, bold }) => [
    bold ? `**${codeSpan(name)}**` : codeSpan(name),
    codeSpan(model),
    ...rest,
  ]);
  const problems = frontier.problems.map(({ message }) => inlineText(message));
  return [table(FRONTIER_COLUMNS, rows), ...(problems.length > 0 ? [bullets(problems)] : [])].join('\n\n');
}

export function frontierTerminal(frontier: Frontier): string {
  const rows = frontierRows(frontier).map(({ name, model, rest, bold }) => [
    `${bold ? '* ' : '  '}${terminalText(name)}`,
    terminalText(model),
    ...rest,
  ]);
  const problems = frontier.problems.map(({ message }) => terminalText(message));
  return `${[...columnsOf(FRONTIER_COLUMNS, rows), ...problems].join('\n')}\n`;
}

/** What a search came to, in one sentence. */
export function optimizeHeadline({ outcome, why, exploratory, suite }: OptimizeReport): string {
  const hint = exploratory ? ' Exploratory: there are too few cases for evidence.' : '';
  switch (outcome) {
    case 'improved':
      return `${suite}: better on cases that the search never saw.${hint}`;
    case 'cheaper':
      return `${suite}: not worse on cases that the search never saw, and at least 10 % cheaper.${hint}`;
    case 'unmeasured':
      return `${suite}: not measured, so nothing is proposed.`;
    case 'no-improvement':
      return `${suite}: no improvement proven. ${WHY[why ?? 'test-not-improved']}${hint}`;
  }
}

const WHY: Record<NonNullable<OptimizeReport['why']>, string> = {
  'no-better-candidate': 'No candidate did better in validation than what stands there today.',
  'test-not-improved':
    'The test cases do not show that the winner of the search is better, or as good and cheaper.',
  'gate-failed': 'The gate would block the winner of the search.',
  'not-writable': 'The winner cannot be written into the files with a small change.',
  'incumbent-unmeasured': 'What stands there today could not be measured.',
};

/** Looks at one test split beyond which it is no longer evidence. */
const MANY_LOOKS = 20;

/** How the search was done and what it used. */
function facts(report: OptimizeReport): string[] {
  const { splits, used, cap, stop, validation, looks, seed } = report;
  const kept = report.lineage.filter(({ fate }) => fate === 'kept').length;
  return [
    `${splits.train} cases to learn from, ${splits.validation} to choose by, ${splits.test} to test on.`,
    `${used.calls} of at most ${cap.calls} calls, ${money(used.costUsd)}${cap.costUsd === undefined ? '' : ` of at most ${money(cap.costUsd)}`}${used.unpriced > 0 ? `, ${used.unpriced} calls of unknown price` : ''}.`,
    `${report.lineage.length} candidates, ${kept} kept${stop === undefined ? '' : `; stopped: ${stop}`}. Seed ${seed}.`,
    ...(validation
      ? [
          `Validation: ${score(validation.incumbent)} → ${score(validation.winner)}. It was chosen by this, so it looks better than it is.`,
        ]
      : []),
    ...(looks === undefined
      ? []
      : [
          `Look ${looks} at this test split.${looks > MANY_LOOKS ? ' After so many it is no evidence any more: add fresh cases.' : ''}`,
        ]),
  ];
}

function testLines(report: OptimizeReport): string[] {
  return (report.test?.suites ?? []).flatMap((suite) => {
    if (suite.state !== 'touched') return [];
    const cases = (kind: 'broke' | 'fixed') =>
      suite.cases.filter(({ confirmation }) => confirmation?.verdict === kind).map(({ id }) => id);
    const list = (name: string, ids: string[]) =>
      ids.length === 0 ? [] : [`${suite.name}: ${name} ${ids.join(', ')}`];
    return [
      ...suite.comparisons
        .filter(({ gating }) => gating)
        .map(
          ({ scorer, base, head, delta, interval: ends, verdict, pairs }) =>
            `${suite.name}, ${scorer}: ${score(base)} → ${score(head)}, ${points(delta)}${ends ? ` (${interval(ends)})` : ''}, ${verdict ?? 'no verdict'}, ${pairs} cases`,
        ),
      ...list('broken', cases('broke')),
      ...list('fixed', cases('fixed')),
    ];
  });
}

function lineageLines({ lineage }: OptimizeReport): string[] {
  return lineage.map(
    ({ id, origin, parents, fate, validation, calls }) =>
      `${id} ${origin}${parents.length > 0 ? ` of ${parents.join(' and ')}` : ''}: ${fate}${validation === undefined ? '' : `, validation ${score(validation)}`}, after ${calls} calls`,
  );
}

export function optimizeTerminal(report: OptimizeReport): string {
  const files = report.files.map(({ path, before, after }) => patch(path, before, after));
  return [
    optimizeHeadline(report),
    '',
    frontierTerminal(report.frontier),
    ...facts(report),
    ...testLines(report).map((line) => `Test  ${line}`),
    ...report.left.map(({ message }) => `Left as it is: ${message}`),
    ...(files.length > 0 ? ['', ...files] : []),
    '',
  ]
    .map((line) => line.split('\n').map(terminalText).join('\n'))
    .join('\n');
}

/** Characters of one file's diff that a pull request's body shows: all of it is under "Files changed" anyway. */
const PATCH_LIMIT = 12_000;

/** The body of a pull request. `short`: without diff and lineage, for when the whole is longer than a body may be. */
export function optimizeMarkdown(report: OptimizeReport, size: 'whole' | 'short' = 'whole'): string {
  const files = report.files.map(({ path, before, after }) => {
    const text = patch(path, before, after);
    return fence(text.length > PATCH_LIMIT ? `${text.slice(0, PATCH_LIMIT)}\n…` : text);
  });
  const section = (title: string, body: string) => [`### ${title}`, body];
  const lines = (all: readonly string[]) => bullets(all.map((line) => inlineText(line, 600)));
  const test = testLines(report);
  return [
    `**${inlineText(optimizeHeadline(report))}**`,
    ...(test.length > 0 ? section('Test: cases that the search never saw', lines(test)) : []),
    ...section('Frontier: validation cases', frontierMarkdown(report.frontier)),
    ...(files.length > 0 && size === 'whole' ? section('Change', files.join('\n\n')) : []),
    ...section('Search', lines(facts(report))),
    ...(report.left.length > 0
      ? section('Left as it is', lines(report.left.map(({ message }) => message)))
      : []),
    ...(size === 'whole'
      ? [details('Lineage of candidates', lines(lineageLines(report).slice(0, 200)))]
      : []),
  ].join('\n\n');
}

function patch(path: string, before: string, after: string): string {
  return createTwoFilesPatch(path, path, before, after, '', '', { context: 3 });
}
