/** Results as markdown: a table for each group. */
import { markdownTable } from 'markdown-table';
import type { Event } from './events.ts';
import { type Result, shareOf, standardError } from './run.ts';
import { GROUPS, type Group, trialsWord } from './scenario.ts';

interface Column {
  title: string;
  cell(result: Result): string;
}

const percent = (event: Event, title: string): Column => ({
  title,
  cell: (result) => points(shareOf(result, event)),
});

const withError = (event: Event, title: string): Column => ({
  title,
  cell: (result) => measured(result, event),
});

const SCENARIO: readonly Column[] = [
  { title: 'scenario', cell: ({ scenario }) => scenario.kind },
  { title: 'n', cell: ({ scenario }) => String(scenario.cases) },
  { title: 'K', cell: ({ scenario: { trials } }) => trialsWord(trials) },
  withError('block', 'block %'),
  percent('pass', 'pass %'),
  percent('warn', 'warn %'),
];
const TRIALS: Column = { title: 'trials run %', cell: ({ effort }) => points(effort) };
const PER_CASE: Column = { title: 'trials a case', cell: ({ perCase }) => perCase.toFixed(2) };
const SAVED: Column = { title: 'saved by ending early', cell: ({ saved }) => saved.toFixed(2) };
const REGRESSED = percent('regressed', 'regressed %');
const CASE_BROKEN = percent('caseBroken', 'case broken %');
const FRESH: Column = { title: 'cases retried', cell: ({ suspects }) => suspects.toFixed(1) };
const REFERENCE: Column = {
  title: 'reference',
  cell: ({ scenario }) => {
    const bound = scenario.bounds.find(({ event }) => event === 'regressed');
    return bound ? points(bound.value) : '';
  },
};
const FOUND: Column = {
  title: 'found %',
  cell: (result) => (result.scenario.broken === undefined ? '' : measured(result, 'found')),
};
const NAIVE: readonly Column[] = [
  percent('dropped', 'naive: dropped %'),
  percent('fivePoints', 'naive: −5 points %'),
  percent('floor', 'naive: < .8 %'),
];

const EXTRA: Readonly<Record<Group, readonly Column[]>> = {
  'no-op': [REGRESSED, CASE_BROKEN, FRESH, TRIALS],
  power: [withError('regressed', 'regressed %'), REFERENCE, CASE_BROKEN, TRIALS],
  'fail-fast': [percent('stopped', 'stopped %'), REGRESSED, CASE_BROKEN, TRIALS],
  adaptive: [
    withError('regressed', 'regressed %'),
    withError('unchanged', 'unchanged %'),
    percent('curtailed', 'cut short %'),
    CASE_BROKEN,
    PER_CASE,
    SAVED,
  ],
  'broken-case': [
    REGRESSED,
    CASE_BROKEN,
    FOUND,
    withError('falselyBroke', 'falsely broke %'),
    withError('falselyConfirmed', 'falsely broke or fixed %'),
    FRESH,
  ],
  'must-pass': [REGRESSED, CASE_BROKEN, percent('mustPass', 'must-pass %'), FRESH],
  lost: [percent('unmeasured', 'unmeasured %'), REGRESSED, CASE_BROKEN],
  missing: [
    percent('unmeasured', 'unmeasured %'),
    withError('lossProven', 'loss proven %'),
    percent('scoresLost', 'blocked for it %'),
    percent('greenByLoss', 'green by loss %'),
    REGRESSED,
    CASE_BROKEN,
  ],
  floor: [
    withError('atFloor', 'at floor %'),
    percent('floorUnchanged', 'and unchanged %'),
    REGRESSED,
    CASE_BROKEN,
  ],
  churn: [REGRESSED, CASE_BROKEN, FRESH],
};

const TITLES: Readonly<Record<Group, string>> = {
  'no-op': 'Nothing changes: every block is false',
  power: 'The whole suite gets worse',
  'fail-fast': 'Large suites that may stop early',
  adaptive: 'Trials by need, and second looks that end early',
  'broken-case': 'Single cases break',
  'must-pass': 'Must-pass cases that are not quite reliable',
  lost: 'Trials fail',
  missing: 'Scores are missing at head as at base, more often, or where it fails',
  floor: 'Base scores next to nothing',
  churn: 'Single cases turn for good, at temperature 0',
};

export function tablesOf(results: readonly Result[]): string {
  return GROUPS.flatMap((group) => {
    const rows = results.filter(({ scenario }) => scenario.group === group);
    if (rows.length === 0) return [];
    const columns = [...SCENARIO, ...EXTRA[group], ...NAIVE];
    const table = [
      columns.map(({ title }) => title),
      ...rows.map((row) => columns.map(({ cell }) => cell(row))),
    ];
    const align = columns.map((_, index) => (index === 0 ? 'l' : 'r'));
    return [`## ${TITLES[group]}\n\n${markdownTable(table, { align })}\n`];
  }).join('\n');
}

/** A share as a percentage with its simulation standard error. */
export function measured(result: Result, event: Event): string {
  const share = shareOf(result, event);
  return `${points(share)} ± ${points(standardError(share, result.replications))}`;
}

export function points(share: number): string {
  return (share * 100).toFixed(1);
}
