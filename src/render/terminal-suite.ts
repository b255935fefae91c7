import type { MeasuredSuite, Verdict } from '../core/report.ts';
import { allocationWords } from './advice-words.ts';
import { changeWords } from './change-words.ts';
import { gapWords } from './gap-words.ts';
import { columnsOf } from './layout.ts';
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
  const size = `${plural(suite.cases.length, 'case')} × ${plural(suite.trials, 'trial')}`;
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
    ...trustLines(suite, screen),
    ...movedLines(suite, screen),
    ...sliceLines(suite, screen),
    ...metricLines(suite, screen),
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

function scoreLines(suite: MeasuredSuite, { style, voice }: Screen): string[] {
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
            { title: 'base', numeric: true },
            { title: 'head', numeric: true },
            { title: 'change', numeric: true },
            { title: '90 % interval', numeric: true },
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
        );
  return [`  ${style.dim(head ?? '')}`, ...lines.map((line) => `  ${line}`)];
}

function trustLines({ judges = [], comparisons }: MeasuredSuite, { style, voice, width }: Screen): string[] {
  const people = comparisons.flatMap(({ scorer, people: told }) =>
    told
      ? hang(`  ${style.dim('people')} `, 9, [{ text: peopleWords(scorer, told, voice), paint: same }], width)
      : [],
  );
  const lines = judges.flatMap((judge) =>
    hang(
      `  ${judge.effect === 'gates' ? style.dim('judge') : style.yellow('judge')} `,
      8,
      [{ text: trustWords(judge, voice), paint: same }],
      width,
    ),
  );
  return [...people, ...lines];
}

function verdictColor(verdict: Verdict | undefined, style: Style): (text: string) => string {
  if (verdict === undefined) return style.dim;
  return { regressed: style.red, improved: style.green, unchanged: same, inconclusive: style.yellow }[
    verdict
  ];
}

/** The slices that stand out or moved most; the report file has all. */
function sliceLines(suite: MeasuredSuite, { style, voice }: Screen): string[] {
  const slices = slicesByInterest(suite);
  if (slices.length === 0) return [];
  const [titles, ...lines] = columnsOf(
    [
      { title: 'tag' },
      { title: 'scorer' },
      { title: 'cases', numeric: true },
      { title: 'change', numeric: true },
      { title: '90 % interval', numeric: true },
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

function metricLines(suite: MeasuredSuite, { style }: Screen): string[] {
  const { base, head } = suite.metrics;
  if (base === undefined && head === undefined) return [];
  const rows = metricRows(suite);
  const numbers = { base: { title: 'base', numeric: true }, head: { title: 'head', numeric: true } };
  const [titles, ...lines] =
    base === undefined
      ? columnsOf(
          [{ title: 'a trial' }, numbers.head],
          rows.map((row) => [row.title.toLowerCase(), row.head]),
        )
      : columnsOf(
          [{ title: 'a trial' }, numbers.base, numbers.head, { title: 'change' }],
          rows.map((row) => [row.title.toLowerCase(), row.base, row.head, row.change]),
        );
  return ['', `  ${style.dim(titles ?? '')}`, ...lines.map((line) => `  ${line}`)];
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
