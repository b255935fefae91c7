import type { LedgerFault, ReadLedger } from '../core/history.ts';
import type { HistoryEntry } from '../core/history-entry.ts';
import { type Trend, type TrendPoint, trendsOf } from '../core/history-trend.ts';
import { guardCommands, terminalName } from './escape.ts';
import { columnsOf } from './layout.ts';
import { count, money, plural, points, score } from './numbers.ts';
import { hang, type Screen, same } from './screen.ts';
import { styleOf } from './style.ts';
import { VERDICTS } from './terms.ts';

export interface HistoryView {
  width: number;
  color: boolean;
  /** Show this suite alone. */
  suite?: string | undefined;
  /** Decisions listed, the newest. */
  limit: number;
}

const voice: Screen['voice'] = {
  name: (text) => terminalName(text, 60),
  prose: (text) => terminalName(text, 400),
};

/** A ledger for a terminal: the course of each suite, the newest decisions, and whether the chain holds. */
export function renderHistory({ entries, faults }: ReadLedger, view: HistoryView): string {
  const screen: Screen = { ...view, width: Math.max(60, view.width), style: styleOf(view.color), voice };
  const wanted = entries.filter(
    ({ suites }) => view.suite === undefined || suites.some(({ name }) => name === view.suite),
  );
  const sections = [
    trendLines(trendsOf(wanted, view.suite), screen),
    decisionLines(wanted, view.limit, screen),
    chainLines({ entries, faults }, screen),
  ];
  const text = sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n');
  return `${guardCommands(text)}\n`;
}

/** Whether the chain of a ledger holds, and where it does not. */
export function renderChain(ledger: ReadLedger, options: { width: number; color: boolean }): string {
  const screen: Screen = { ...options, style: styleOf(options.color), voice };
  return `${guardCommands(chainLines(ledger, screen).join('\n'))}\n`;
}

/** Points of a course that a line has room for. */
const COURSE = 24;

function trendLines(trends: readonly Trend[], { style, voice }: Screen): string[] {
  const suites = [...new Set(trends.map(({ suite }) => suite))];
  return suites.flatMap((suite, at) => {
    const own = trends.filter((trend) => trend.suite === suite);
    const most = Math.max(...own.map((trend) => trend.points.length));
    const [titles, ...rows] = columnsOf(
      [
        { title: 'scorer' },
        { title: 'course' },
        { title: 'first', numeric: true },
        { title: 'latest', numeric: true },
        { title: 'latest change', numeric: true },
        { title: 'verdict' },
      ],
      own.map((trend) => {
        const [first, last] = [trend.points[0], trend.points.at(-1)];
        return [
          voice.name(trend.scorer),
          course(trend.points.slice(-COURSE)),
          score(first?.head),
          score(last?.head),
          last?.delta === undefined ? '–' : points(last.delta),
          last?.verdict === undefined ? 'no base' : VERDICTS[last.verdict],
        ];
      }),
    );
    return [
      ...(at > 0 ? [''] : []),
      `${style.bold(voice.name(suite))}  ${style.dim(plural(most, 'measurement'))}`,
      `  ${style.dim(titles ?? '')}`,
      ...rows.map((row) => `  ${row}`),
    ];
  });
}

const BARS = '▁▂▃▄▅▆▇█';

/** Head's scores as bars from the lowest to the highest of the line. A stroke stands where another judge took over. */
function course(line: readonly TrendPoint[]): string {
  const values = line.map(({ head }) => head);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return line
    .map(({ head, newJudge }, at) => {
      const share = high === low ? 0.5 : (head - low) / (high - low);
      return `${newJudge && at > 0 ? '|' : ''}${BARS[Math.round(share * (BARS.length - 1))]}`;
    })
    .join('');
}

const SIGNS = { pass: '✔', warn: '⚠', fail: '✖' } as const;

function decisionLines(entries: readonly HistoryEntry[], limit: number, screen: Screen): string[] {
  if (entries.length === 0) return ['No decision is recorded.'];
  const { style, width } = screen;
  const shown = entries.slice(-limit).reverse();
  const paint = { pass: style.green, warn: style.yellow, fail: style.red };
  const lines = shown.flatMap((entry) => {
    const { outcome } = entry.decision;
    const label = `${paint[outcome](SIGNS[outcome])} ${entry.at.slice(0, 16).replace('T', ' ')}  `;
    return [
      ...hang(label, 20, [{ text: factsOf(entry, screen), paint: same }], width),
      ...overrideLines(entry, screen),
    ];
  });
  const more = entries.length - shown.length;
  return [...lines, ...(more > 0 ? [style.dim(`and ${plural(more, 'older decision')}`)] : [])];
}

function factsOf(
  { decision, pullRequest, base, head, scope, suites, totals, look }: HistoryEntry,
  { voice }: Screen,
): string {
  const reasons = decision.reasons
    .filter(({ severity }) => severity !== 'info')
    .slice(0, 3)
    .map(({ code, suite, scorer }) => {
      const names = [scorer, suite].flatMap((name) => (name === undefined ? [] : [voice.name(name)]));
      return [code.replaceAll('-', ' '), names.join(' of ')].filter(Boolean).join(': ');
    });
  const end = ({ label, sha }: HistoryEntry['base']) => voice.name(sha?.slice(0, 7) ?? label);
  return [
    decision.outcome,
    look === undefined ? '' : `a search of ${voice.name(look.suite)} looked at its test cases`,
    pullRequest === undefined ? '' : `pull request ${count(pullRequest)}`,
    `${end(base)} → ${end(head)}`,
    scope === undefined ? '' : voice.name(scope),
    reasons.length > 0 ? reasons.join(', ') : plural(suites.length, 'suite'),
    money(totals.costUsd),
  ]
    .filter(Boolean)
    .join(' · ');
}

function overrideLines({ decision: { override } }: HistoryEntry, { width, voice, style }: Screen): string[] {
  if (!override) return [];
  const text = `accepted by ${voice.name(override.by)}: ${voice.prose(override.reason)}`;
  return hang(' '.repeat(20), 20, [{ text, paint: style.bold }], width);
}

const FAULTS: Readonly<Record<LedgerFault['kind'], string>> = {
  unreadable: 'is no entry that this version can read',
  altered: 'was changed after it was written',
  unchained: 'does not follow the entry before: something was taken out, put in or moved',
};

/** Faults that a screen is given. */
const FAULTS_SHOWN = 20;

function chainLines({ entries, faults }: ReadLedger, { style, voice, width }: Screen): string[] {
  if (entries.length + faults.length === 0) return [];
  if (faults.length === 0) {
    return [
      style.dim(`The chain of ${plural(entries.length, 'entry', 'entries')} holds. It ends in`),
      style.dim(`  ${entries.at(-1)?.hash ?? ''}`),
    ];
  }
  const more = faults.length - FAULTS_SHOWN;
  return [
    style.red(style.bold('The chain is broken.')),
    ...faults
      .slice(0, FAULTS_SHOWN)
      .flatMap(({ part, line, kind }) =>
        hang(
          '  ',
          2,
          [{ text: `${voice.name(part)} line ${count(line)} ${FAULTS[kind]}`, paint: same }],
          width,
        ),
      ),
    ...(more > 0 ? [`  and ${plural(more, 'more fault')}`] : []),
  ];
}
