import { textOf } from '../core/json.ts';
import type { MeasuredSuite, ScoreReport } from '../core/report.ts';
import { diffOutputs, type Segment } from './diff.ts';
import { terminalName, terminalText } from './escape.ts';
import { clip, type Piece, wrap } from './layout.ts';
import { plural, score } from './numbers.ts';
import { hang, type Screen, same } from './screen.ts';
import { type Answer, type MovedCase, meanOf, movedCases, movedScorers, tellingTrials } from './select.ts';
import { CASE_OUTCOMES, confirmationWords, listed, scoreFailureWords } from './terms.ts';

/** Cases of a suite that a screen is given. */
const CASES_SHOWN = 10;
/** UTF-16 units of an output that a screen is given. */
const OUTPUT_SHOWN = 600;

/** The cases that moved, worst first, each with its diff and the scorers' reasons. */
export function movedLines(suite: MeasuredSuite, screen: Screen): string[] {
  const moved = movedCases(suite);
  const scorers = suite.comparisons.map(({ scorer }) => scorer);
  const failing = suite.cases.filter(
    ({ outcome, origin, head }) => outcome === 'head-only' && origin !== 'removed' && head?.passes === false,
  );
  const more = moved.length - CASES_SHOWN;
  return [
    ...moved.slice(0, CASES_SHOWN).flatMap((row) => ['', ...caseLines(row, scorers, screen)]),
    ...(more > 0 ? ['', `  and ${plural(more, 'more case')} that moved`] : []),
    ...flakyLine(suite, screen),
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

function flakyLine({ cases }: MeasuredSuite, { voice, width }: Screen): string[] {
  const flaky = cases.filter(({ outcome }) => outcome === 'flaky').map(({ id }) => voice.name(id));
  if (flaky.length === 0) return [];
  return [
    '',
    ...hang(
      '  ',
      2,
      [{ text: `~ flaky, not borne out by fresh trials: ${listed(flaky, 12)}`, paint: same }],
      width,
    ),
  ];
}

function caseLines(row: MovedCase, scorers: readonly string[], screen: Screen): string[] {
  const { style, voice, width } = screen;
  const paint = row.outcome === 'broke' || row.outcome === 'worse' ? style.red : style.green;
  const changed = movedScorers(row, scorers);
  const scores = changed.map(
    (name) => `${voice.name(name)} ${score(meanOf(row.base, name))} → ${score(meanOf(row.head, name))}`,
  );
  const trials = tellingTrials(row);
  const reasons = changed.flatMap((name) => reasonOf(trials.head, name)).slice(0, 3);
  const input = clip(terminalName(inputText(row), width), width - 4);
  return [
    ...wrap(
      [
        { text: CASE_OUTCOMES[row.outcome], paint },
        { text: ' ', paint: same },
        { text: voice.name(row.id), paint: style.bold },
        ...(row.mustPass ? [{ text: ' must pass', paint: style.yellow }] : []),
        { text: '  ', paint: same },
        { text: listed(scores, 4, ' · '), paint: style.dim },
      ],
      width - 4,
    ).map((line, at) => `${at === 0 ? '  ' : '    '}${line}`),
    ...(row.confirmation
      ? hang('    ', 4, [{ text: confirmationWords(row.confirmation), paint: same }], width)
      : []),
    `    ${style.dim(input)}`,
    ...hang('    ', 4, outputPieces(trials, screen), width),
    ...reasons.flatMap((reason) =>
      hang(`    ${style.dim('why:')} `, 9, [{ text: voice.prose(reason), paint: style.dim }], width),
    ),
  ];
}

function reasonOf(answer: Answer | undefined, scorer: string): string[] {
  const found: ScoreReport | undefined = answer?.scores.find((each) => each.scorer === scorer);
  if (found === undefined) return [];
  if (!found.ok) return [scoreFailureWords(found.code)];
  return found.reason.trim() === '' ? [] : [found.reason];
}

function outputPieces({ base, head }: { base?: Answer; head?: Answer }, { style, color }: Screen): Piece[] {
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
  return segments.map(({ kind, text }) => ({
    text: color ? terminalText(text) : bracketed(kind, terminalText(text)),
    paint: paints[kind],
  }));
}

/** Without colour, brackets say what colour would. */
function bracketed(kind: Segment['kind'], text: string): string {
  const [open, close] = kind === 'removed' ? ['[-', '-]'] : kind === 'added' ? ['{+', '+}'] : ['', ''];
  // The line ends around a change stay outside of its brackets.
  const inner = text.replace(/^\n+|\n+$/g, '');
  if (inner === '') return text;
  const at = text.indexOf(inner);
  return `${text.slice(0, at)}${open}${inner}${close}${text.slice(at + inner.length)}`;
}

/** What was asked, so that the outputs can be read without opening the dataset. */
function inputText({ vars }: MovedCase): string {
  return Object.values(vars).map(textOf).join(' · ');
}
