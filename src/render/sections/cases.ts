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

/** What only head has: added cases, and every case of a new suite. Those that do not pass are shown. */
export function headOnlyBlocks(suite: MeasuredSuite, extent: Extent): Block[] {
  const rows = suite.cases.filter(({ outcome }) => outcome === 'head-only');
  if (rows.length === 0) return [];
  const failing = rows.filter(({ head }) => head?.passes === false);
  const passing = rows.filter(({ head }) => head?.passes === true).length;
  const what = suite.state === 'new' ? 'cases' : 'cases that only head has';
  const scorers = suite.comparisons.map(({ scorer }) => scorer);
  return [
    optional(
      `**${passing} of ${rows.length} ${what} pass.**${suite.state === 'new' ? '' : ' They do not decide.'}`,
      29,
    ),
    ...failing.slice(0, extent.cases).map((row) => caseBlock(row, scorers)),
    ...namesBlock(
      'Further cases that do not pass',
      failing.slice(extent.cases).map(({ id }) => ({ id, word: '' })),
    ),
  ];
}

const NAMES_SHOWN = 100;

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
