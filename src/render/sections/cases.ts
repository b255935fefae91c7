import type { MeasuredSuite } from '../../core/report.ts';
import { type Block, optional } from '../ladder.ts';
import { markdownVoice } from '../markdown.ts';
import { plural } from '../numbers.ts';
import { movedCases } from '../select.ts';
import { listed } from '../terms.ts';
import { caseBlock } from './case.ts';

/** How much of a suite a surface shows. */
export interface Extent {
  /** Cases with details; those beyond are named. */
  cases: number;
}

/** Names that a line can bear. */
const NAMES_SHOWN = 100;

/** The cases that moved, worst first. */
export function movedBlocks(suite: MeasuredSuite, extent: Extent): Block[] {
  const moved = movedCases(suite);
  if (moved.length === 0) return [];
  const scorers = suite.comparisons.map(({ scorer }) => scorer);
  const counts = (['broke', 'worse', 'fixed', 'better'] as const)
    .map((outcome) => ({ outcome, cases: moved.filter((row) => row.outcome === outcome).length }))
    .filter(({ cases }) => cases > 0)
    .map(({ outcome, cases }) => `${cases} ${outcome}`);
  return [
    optional(`**${plural(moved.length, 'case')} moved:** ${counts.join(', ')}`, 28),
    ...moved.slice(0, extent.cases).map((row) => caseBlock(row, scorers)),
    ...namesBlock(
      'Further cases that moved',
      moved.slice(extent.cases).map(({ id, outcome }) => ({ id, word: outcome })),
    ),
  ];
}

/** Cases that the first trials made suspicious and fresh ones cleared: a reader should know, and need not look. */
export function flakyBlocks(suite: MeasuredSuite): Block[] {
  const flaky = suite.cases.filter(({ outcome }) => outcome === 'flaky');
  if (flaky.length === 0) return [];
  const count = `**${plural(flaky.length, 'case')} flaky:** moved in the first trials, not borne out by fresh ones`;
  const names = flaky.map(({ id }) => markdownVoice.name(id));
  return [
    [
      { text: `${count}: ${listed(names, NAMES_SHOWN)}.`, rung: 77, lost: 'list' },
      { text: `${count}.`, rung: 27 },
    ],
  ];
}

/** What only head has: every case of a new suite, and cases that the change brings. Those that do not pass are shown. */
export function headOnlyBlocks(suite: MeasuredSuite, extent: Extent): Block[] {
  const rows = suite.cases.filter(
    ({ outcome, origin }) =>
      outcome === 'head-only' && (suite.state === 'new' || origin === 'added' || origin === 'edited'),
  );
  if (rows.length === 0) return [];
  const failing = rows.filter(({ head }) => head?.passes === false);
  const passing = rows.filter(({ head }) => head?.passes === true).length;
  const share = `${passing} of ${rows.length} pass.`;
  const scorers = suite.comparisons.map(({ scorer }) => scorer);
  return [
    ...(suite.state === 'new' ? [optional(`**Cases:** ${share}`, 29)] : []),
    ...failing.slice(0, extent.cases).map((row) => caseBlock(row, scorers)),
    ...namesBlock(
      'Further cases that do not pass',
      failing.slice(extent.cases).map(({ id }) => ({ id, word: '' })),
    ),
  ];
}

function namesBlock(title: string, rows: readonly { id: string; word: string }[]): Block[] {
  if (rows.length === 0) return [];
  const names = rows.map(({ id, word }) => `${markdownVoice.name(id)}${word ? ` ${word}` : ''}`);
  return [
    [
      { text: `${title}: ${listed(names, NAMES_SHOWN)}.`, rung: 78, lost: 'list' },
      { text: `${title}: ${rows.length}.`, rung: 31 },
    ],
  ];
}
