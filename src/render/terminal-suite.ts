import type { MeasuredSuite, ScoreReport, Verdict } from '../core/report.ts';
import { diffOutputs, type Segment } from './diff.ts';
import { terminalText } from './escape.ts';
import { columnsOf, type Piece } from './layout.ts';
import { metricRows } from './metric-rows.ts';
import { interval, plural, points, score } from './numbers.ts';
import { hang, type Screen, same } from './screen.ts';
import { type Answer, failuresOf, type MovedCase, movedCases, tellingTrials } from './select.ts';
import type { Style } from './style.ts';
import { CASE_OUTCOMES, inconclusiveWords, listed, scoreFailureWords, verdictWords } from './terms.ts';
import { changeWords } from './words.ts';

/** Cases of a suite that a screen is given. */
const CASES_SHOWN = 10;
/** UTF-16 units of an output that a screen is given. */
const OUTPUT_SHOWN = 600;

/** A measured suite: what changed, the scores, the cases that moved, cost and latency, what is missing. */
export function measuredLines(suite: MeasuredSuite, screen: Screen): string[] {
  const { style, voice, width } = screen;
  const changes = suite.changes.map((change) => changeWords(change, voice));
  const gate = suite.gateChanges.map((change) => changeWords(change, voice));
  const size = `${plural(suite.cases.length, 'case')} × ${plural(suite.trials, 'trial')}`;
  const what =
    suite.state === 'new'
      ? `new, no base · ${voice.name(suite.model.head)}`
      : listed(changes, 12, ' · ') || 'the same target';
  return [
    `${style.bold(voice.name(suite.name))}  ${style.dim(size)}`,
    ...hang('  ', 2, [{ text: what, paint: same }], width),
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
    ...movedLines(suite, screen),
    ...metricLines(suite, screen),
    ...gapLines(suite, screen),
  ];
}

function driftLines({ drift, state }: MeasuredSuite, { style, voice, width }: Screen): string[] {
  if (state === 'new') return [];
  return (['removed', 'edited', 'added'] as const).flatMap((kind) => {
    const names = drift[kind].map((id) => voice.name(id));
    const text = `${plural(names.length, 'case')} ${kind}: ${listed(names, 6)}`;
    return names.length === 0
      ? []
      : hang('  ', 2, [{ text, paint: kind === 'added' ? same : style.yellow }], width);
  });
}

function scoreLines(suite: MeasuredSuite, { style, voice }: Screen): string[] {
  const rows = suite.comparisons.map((comparison) => [
    voice.name(comparison.scorer),
    comparison.base === undefined ? '–' : score(comparison.base),
    comparison.head === undefined ? '–' : score(comparison.head),
    comparison.delta === undefined ? '–' : points(comparison.delta),
    comparison.interval === undefined ? '' : interval(comparison.interval),
    verdictColor(comparison.verdict, style)(verdictWords(comparison)),
  ]);
  const [head, ...lines] = columnsOf(
    [
      { title: 'scorer' },
      { title: 'base', numeric: true },
      { title: 'head', numeric: true },
      { title: 'change', numeric: true },
      { title: '90 % interval', numeric: true },
      { title: 'verdict' },
    ],
    rows,
  );
  return [`  ${style.dim(head ?? '')}`, ...lines.map((line) => `  ${line}`)];
}

function verdictColor(verdict: Verdict | undefined, style: Style): (text: string) => string {
  if (verdict === undefined) return style.dim;
  return { regressed: style.red, improved: style.green, unchanged: same, inconclusive: style.yellow }[
    verdict
  ];
}

function movedLines(suite: MeasuredSuite, screen: Screen): string[] {
  const moved = movedCases(suite);
  const scorers = suite.comparisons.map(({ scorer }) => scorer);
  const failing = suite.cases.filter(
    ({ outcome, head }) => outcome === 'head-only' && head?.passes === false,
  );
  const more = moved.length - CASES_SHOWN;
  return [
    ...moved.slice(0, CASES_SHOWN).flatMap((row) => ['', ...caseLines(row, scorers, screen)]),
    ...(more > 0 ? ['', `  and ${plural(more, 'more case')} that moved`] : []),
    ...(failing.length > 0
      ? [
          '',
          ...hang(
            '  ',
            2,
            [
              {
                text: `do not pass at head: ${listed(
                  failing.map(({ id }) => screen.voice.name(id)),
                  12,
                )}`,
                paint: same,
              },
            ],
            screen.width,
          ),
        ]
      : []),
  ];
}

function caseLines(row: MovedCase, scorers: readonly string[], { style, voice, width }: Screen): string[] {
  const paint = row.outcome === 'broke' || row.outcome === 'worse' ? style.red : style.green;
  const changed = scorers.filter((name) => row.base?.means[name] !== row.head?.means[name]);
  const scores = changed.map(
    (name) => `${voice.name(name)} ${score(row.base?.means[name])} → ${score(row.head?.means[name])}`,
  );
  const trials = tellingTrials(row);
  const reasons = changed.flatMap((name) => reasonOf(trials.head, name)).slice(0, 3);
  return [
    `  ${paint(CASE_OUTCOMES[row.outcome])} ${style.bold(voice.name(row.id))}${row.mustPass ? style.yellow(' must pass') : ''}  ${style.dim(listed(scores, 4, ' · '))}`,
    ...hang('    ', 4, outputPieces(trials, style), width),
    ...reasons.flatMap((reason) =>
      hang(`    ${style.dim('why')} `, 8, [{ text: voice.prose(reason), paint: style.dim }], width),
    ),
  ];
}

function reasonOf(answer: Answer | undefined, scorer: string): string[] {
  const found: ScoreReport | undefined = answer?.scores.find((each) => each.scorer === scorer);
  if (found === undefined) return [];
  if (!found.ok) return [scoreFailureWords(found.code)];
  return found.reason.trim() === '' ? [] : [found.reason];
}

function outputPieces({ base, head }: { base?: Answer; head?: Answer }, style: Style): Piece[] {
  if (base === undefined || head === undefined) return [{ text: 'no output on a side', paint: style.dim }];
  const diff = diffOutputs(base.output, head.output, OUTPUT_SHOWN);
  if (diff.kind === 'equal') return [{ text: terminalText(diff.text), paint: same }];
  const segments: readonly Segment[] =
    diff.kind === 'words'
      ? diff.segments
      : [
          { kind: 'removed', text: diff.base },
          { kind: 'same', text: '\n' },
          { kind: 'added', text: diff.head },
        ];
  const paints = { same, removed: style.removed, added: style.added, skipped: style.dim };
  return segments.map(({ kind, text }) => ({ text: terminalText(text), paint: paints[kind] }));
}

function metricLines(suite: MeasuredSuite, { style }: Screen): string[] {
  if (suite.metrics.head === undefined) return [];
  const [head, ...lines] = columnsOf(
    [
      { title: 'a trial' },
      { title: 'base', numeric: true },
      { title: 'head', numeric: true },
      { title: 'change' },
    ],
    metricRows(suite).map((row) => [row.title.toLowerCase(), row.base, row.head, row.change]),
  );
  return ['', `  ${style.dim(head ?? '')}`, ...lines.map((line) => `  ${line}`)];
}

function gapLines(suite: MeasuredSuite, { style, voice, width }: Screen): string[] {
  const open = suite.comparisons.filter(({ verdict }) => verdict === 'inconclusive');
  const unpaired = suite.cases.filter(({ outcome }) => outcome === 'unpaired');
  const identical = suite.cases.filter(
    ({ identical: alike, outcome }) => alike && outcome === 'not-run',
  ).length;
  const lines = [
    ...suite.baseProblems.slice(0, 3).map(({ message }) => `base could not be used: ${voice.prose(message)}`),
    ...open
      .slice(0, 12)
      .map(
        (comparison) => `${voice.name(comparison.scorer)} is not decided: ${inconclusiveWords(comparison)}`,
      ),
    ...unpaired.slice(0, 6).map((row) => {
      const [failure] = [...failuresOf(row.base), ...failuresOf(row.head)];
      return `${voice.name(row.id)}: ${failure ? `${failure.words} (${voice.prose(failure.message)})` : 'a score is missing'}`;
    }),
    unpaired.length > 6 ? `and ${plural(unpaired.length - 6, 'more case')}` : '',
    identical > 0 ? `${plural(identical, 'case')} not run: the same requests at base and head` : '',
  ].filter(Boolean);
  if (lines.length === 0) return [];
  return [
    '',
    `  ${style.dim('not measured, and why')}`,
    ...lines.flatMap((text) => hang(`  ${style.yellow('?')} `, 4, [{ text, paint: same }], width)),
  ];
}
