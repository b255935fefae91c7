import type { CaseReport, MeasuredSuite } from '../../core/report.ts';
import type { Block } from '../ladder.ts';
import { bullets, markdownVoice, unbroken } from '../markdown.ts';
import { plural, score } from '../numbers.ts';
import { isDeciding, meanOf } from '../select.ts';
import { CASE_OUTCOMES } from '../terms.ts';

/** Cases in the long and in the short form. */
const LONG = 40;
const SHORT = 5;

const GROUPS = [
  ['added', 'new'],
  ['edited', 'edited'],
  ['removed', 'removed'],
] as const;

/** Cases that the change adds, edits or removes, apart from those that stand on both sides: what each scored. */
export function driftBlocks(suite: MeasuredSuite): Block[] {
  if (suite.state === 'new') return [];
  return GROUPS.flatMap(([origin, word]): Block[] => {
    const rows = suite.cases.filter((row) => row.origin === origin);
    if (rows.length === 0) return [];
    const title = `**${plural(rows.length, `${word} case`)},** ${weightWords(rows)}:`;
    return [
      [
        { text: `${title}\n\n${lines(rows, suite, LONG)}`, rung: 62, lost: 'list' },
        { text: `${title}\n\n${lines(rows, suite, SHORT)}`, rung: 34, lost: 'list' },
        { text: title.replace(/:$/, '.'), rung: 14 },
      ],
    ];
  });
}

/** Whether cases of one kind weigh in the decision. */
function weightWords(rows: readonly CaseReport[]): string {
  const many = rows.length > 1;
  if (rows.some((row) => isDeciding(row) && !row.identical)) {
    return `which base’s policy protects: ${many ? 'they decide' : 'it decides'} all the same`;
  }
  if (rows[0]?.origin === 'edited') {
    return `in ${many ? 'their' : 'its'} new form, which does not decide`;
  }
  return many ? 'which do not decide' : 'which does not decide';
}

function lines(rows: readonly CaseReport[], { comparisons }: MeasuredSuite, limit: number): string {
  const scorers = comparisons.map(({ scorer }) => scorer).slice(0, 6);
  const more = rows.length - limit;
  const shown = rows.slice(0, limit).map((row) => {
    const known = scorers.filter((scorer) => meanOf(row.head ?? row.base, scorer) !== undefined);
    const words = known.map((scorer) => `${markdownVoice.name(scorer)} ${scores(row, scorer)}`);
    return [`${markdownVoice.name(row.id)} ${outcomeWords(row)}`, ...words].join(' · ');
  });
  return bullets(more > 0 ? [...shown, `and ${more} more`] : shown);
}

function outcomeWords({ outcome, head, identical }: CaseReport): string {
  if (outcome !== 'head-only') return CASE_OUTCOMES[outcome];
  const word = head?.passes === undefined ? '? no score' : head.passes ? '✓ passes' : '✗ does not pass';
  return identical ? `${word}, asked the same at base and head` : word;
}

function scores({ base, head }: CaseReport, scorer: string): string {
  const after = unbroken(score(meanOf(head, scorer)));
  return base === undefined || meanOf(base, scorer) === meanOf(head, scorer)
    ? after
    : `${unbroken(score(meanOf(base, scorer)))} → ${after}`;
}
