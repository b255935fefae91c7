import type { MeasuredSuite, Verdict } from '../core/report.ts';
import { allocationWords, sizeWords } from './advice-words.ts';
import { changeWords } from './change-words.ts';
import { gapWords } from './gap-words.ts';
import { columnsOf, fits } from './layout.ts';
import { metricRows } from './metric-rows.ts';
import { interval, plural, points, score } from './numbers.ts';
import { hang, type Screen, same } from './screen.ts';
import { findingWords, sliceSummary, slicesByInterest } from './slices.ts';
import type { Style } from './style.ts';
import { movedLines } from './terminal-cases.ts';
import { listed, verdictWords } from './terms.ts';
import { peopleWords, trustWords } from './trust-words.ts';

/** Reasons of a kind why something was not measured that a screen is given. */
const GAPS_SHOWN = 6;
/** Slices that a screen is given. */
const SLICES_SHOWN = 10;

/** A measured suite: what changed, the scores, the cases that moved, cost and latency, what is missing. */
export function measuredLines(suite: MeasuredSuite, screen: Screen): string[] {
  const { style, voice, width } = screen;
  const changes = suite.changes.map((change) => changeWords(change, voice));
  const gate = suite.gateChanges.map((change) => changeWords(change, voice));
  const size = sizeWords(suite);
  const what =
    suite.state === 'new'
      ? `new, no base · ${voice.name(suite.model?.head ?? suite.command?.head ?? '')}`
      : listed(changes, 12, ' · ') || 'the same target';
  return [
    `${style.bold(voice.name(suite.name))}  ${style.dim(size)}`,
    ...hang('  ', 2, [{ text: what, paint: same }], width),
    ...(suite.allocation
      ? hang(
          '  ',
          2,
          [{ text: allocationWords(suite.allocation, (text) => voice.name(text)), paint: style.dim }],
          width,
        )
      : []),
    ...(gate.length > 0
      ? hang(
          '  ',
          2,
          [
            {
              text: `⚠ changes what decides: ${listed(gate, 12, ' · ')} (base’s rules decided)`,
              paint: style.yellow,
            },
          ],
          width,
        )
      : []),
    ...driftLines(suite, screen),
    '',
    ...scoreLines(suite, screen),
    ...peopleLines(suite, screen),
    ...movedLines(suite, screen),
    ...sliceLines(suite, screen),
    ...metricLines(suite, screen),
    ...trustLines(suite, screen),
    ...gapLines(suite, screen),
  ];
}

function driftLines({ drift, state, cases }: MeasuredSuite, { style, voice, width }: Screen): string[] {
  if (state === 'new') return [];
  return (['removed', 'edited', 'added'] as const).flatMap((kind) => {
    const names = drift[kind].map((id) => driftName(id, cases, voice));
    const text = `${plural(names.length, 'case')} ${kind}: ${listed(names, 6)}`;
    return names.length === 0
      ? []
      : hang('  ', 2, [{ text, paint: kind === 'added' ? same : style.yellow }], width);
  });
}

/** A case that was added, edited or removed, with whether it passed where it was run. */
function driftName(id: string, cases: MeasuredSuite['cases'], voice: Screen['voice']): string {
  const row = cases.find((each) => each.id === id);
  const word = (side: 'base' | 'head') => (row?.[side]?.passes ? 'passes' : 'fails');
  const sides = (['base', 'head'] as const).filter((side) => row?.[side]?.passes !== undefined);
  const passed = sides.map((side) => `${side} ${word(side)}`).join(', ');
  return `${voice.name(id)}${passed ? ` (${passed})` : ''}`;
}

function scoreLines(suite: MeasuredSuite, { style, voice, width }: Screen): string[] {
  const { comparisons } = suite;
  const [head, ...lines] =
    suite.state === 'new'
      ? columnsOf(
          [{ title: 'scorer' }, { title: 'head', numeric: true }],
          comparisons.map((comparison) => [voice.name(comparison.scorer), score(comparison.head)]),
        )
      : columnsOf(
          [
            { title: 'scorer' },
            // What base was follows from head and the change.
            { title: 'base', numeric: true, yields: 1 },
            { title: 'head', numeric: true },
            { title: 'change', numeric: true },
            { title: '90 % interval', numeric: true, yields: 2 },
            { title: 'verdict' },
          ],
          comparisons.map((comparison) => [
            voice.name(comparison.scorer),
            comparison.base === undefined ? '–' : score(comparison.base),
            comparison.head === undefined ? '–' : score(comparison.head),
            comparison.delta === undefined ? '–' : points(comparison.delta),
            comparison.interval === undefined ? '' : interval(comparison.interval),
            verdictColor(comparison.verdict, style)(verdictWords(comparison)),
          ]),
          width - 2,
        );
  return [`  ${style.dim(head ?? '')}`, ...lines.map((line) => `  ${line}`)];
}

function peopleLines({ comparisons }: MeasuredSuite, { voice, width }: Screen): string[] {
  return comparisons.flatMap(({ scorer, people }) =>
    people ? hang('  ', 2, [{ text: peopleWords(scorer, people, voice), paint: same }], width) : [],
  );
}

function trustLines({ judges = [] }: MeasuredSuite, { style, voice, width }: Screen): string[] {
  if (judges.length === 0) return [];
  const lines = judges.flatMap((judge) =>
    hang(
      `  ${judge.effect === 'gates' ? style.dim('·') : style.yellow('⚠')} `,
      4,
      [{ text: trustWords(judge, voice), paint: same }],
      width,
    ),
  );
  return ['', `  ${style.dim('judge trust')}`, ...lines];
}

function verdictColor(verdict: Verdict | undefined, style: Style): (text: string) => string {
  if (verdict === undefined) return style.dim;
  return { regressed: style.red, improved: style.green, unchanged: same, inconclusive: style.yellow }[
    verdict
  ];
}

/** The slices that stand out or moved most; the report file has all. */
function sliceLines(suite: MeasuredSuite, { style, voice, width }: Screen): string[] {
  const slices = slicesByInterest(suite);
  if (slices.length === 0) return [];
  const [titles, ...lines] = columnsOf(
    [
      { title: 'tag' },
      { title: 'scorer' },
      { title: 'cases', numeric: true },
      { title: 'change', numeric: true },
      { title: '90 % interval', numeric: true, yields: 1 },
      { title: 'finding' },
    ],
    slices
      .slice(0, SLICES_SHOWN)
      .map((slice) => [
        voice.name(slice.tag),
        voice.name(slice.scorer),
        String(slice.pairs),
        slice.delta === undefined ? '–' : points(slice.delta),
        slice.interval ? interval(slice.interval) : '',
        findingWords(slice),
      ]),
    width - 2,
  );
  const more = slices.length - SLICES_SHOWN;
  return [
    '',
    `  ${style.dim(sliceSummary(slices))}`,
    `  ${style.dim(titles ?? '')}`,
    ...lines.map((line) => `  ${line}`),
    ...(more > 0 ? [`  ${style.dim(`and ${plural(more, 'more slice')}`)}`] : []),
  ];
}

function metricLines(suite: MeasuredSuite, { style, width }: Screen): string[] {
  const { base } = suite.metrics;
  const rows = metricRows(suite).map((row) => ({ ...row, title: row.title.toLowerCase() }));
  if (rows.length === 0) return [];
  const numbers = { base: { title: 'base', numeric: true }, head: { title: 'head', numeric: true } };
  const lines = (shown: typeof rows, room?: number) =>
    base === undefined
      ? columnsOf(
          [{ title: 'a trial' }, numbers.head],
          shown.map(({ title, head }) => [title, head]),
        )
      : columnsOf(
          [{ title: 'a trial' }, { ...numbers.base, yields: 1 }, numbers.head, { title: 'change' }],
          shown.map(({ title, base: before, head, change }) => [title, before, head, change]),
          room,
        );
  const [titles, ...rest] = fits(lines(rows), width - 2)
    ? lines(rows)
    : lines(
        rows.map((row) => ({ ...row, base: withoutInterval(row.base), head: withoutInterval(row.head) })),
        width - 2,
      );
  return ['', `  ${style.dim(titles ?? '')}`, ...rest.map((line) => `  ${line}`)];
}

/** A figure alone, where a narrow screen has no room for the interval in brackets after it. */
function withoutInterval(cell: string): string {
  return cell.replace(/ \(.*\)$/, '');
}

function gapLines(suite: MeasuredSuite, { style, voice, width }: Screen): string[] {
  const lines = gapWords(suite, voice, GAPS_SHOWN);
  if (lines.length === 0) return [];
  return [
    '',
    `  ${style.dim('not decided or not measured, and why')}`,
    ...lines.flatMap((text) => hang(`  ${style.yellow('?')} `, 4, [{ text, paint: same }], width)),
  ];
}
