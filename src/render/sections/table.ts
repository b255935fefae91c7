import type { Comparison, MeasuredSuite } from '../../core/report.ts';
import type { Block } from '../ladder.ts';
import { markdownVoice, table } from '../markdown.ts';
import { interval, plural, points, score } from '../numbers.ts';
import { verdictWords } from '../terms.ts';

/** Scorers shown in the short form of a table. */
const FEW_SCORERS = 10;

/** A suite's scores at base and head with verdicts. */
export function tableBlock(suite: MeasuredSuite): Block {
  const { comparisons } = suite;
  const still = comparisons.every(({ verdict }) => verdict === 'unchanged');
  const rung = still ? 70 : 20;
  const few = comparisons.slice(0, FEW_SCORERS);
  const more = comparisons.length - few.length;
  return more > 0
    ? [
        { text: comparisonTable(suite, comparisons), rung: rung + 4, lost: 'table' },
        { text: `${comparisonTable(suite, few)}\n\nand ${plural(more, 'more scorer')}`, rung, lost: 'table' },
      ]
    : [{ text: comparisonTable(suite, comparisons), rung, lost: 'table' }];
}

function comparisonTable(suite: MeasuredSuite, comparisons: readonly Comparison[]): string {
  if (suite.state === 'new') {
    return table(
      [{ title: 'Scorer' }, { title: 'Head', numeric: true }],
      comparisons.map((comparison) => [scorerName(comparison), score(comparison.head)]),
    );
  }
  return table(
    [
      { title: 'Scorer' },
      // Beside the name, where a narrow screen still shows it.
      { title: 'Verdict' },
      { title: 'Base', numeric: true },
      { title: 'Head', numeric: true },
      { title: 'Change (90 % interval)', numeric: true },
    ],
    comparisons.map((comparison) => [
      scorerName(comparison),
      comparison.verdict === 'regressed'
        ? `**${signed(verdictWords(comparison))}**`
        : signed(verdictWords(comparison)),
      comparison.base === undefined ? '–' : score(comparison.base),
      comparison.head === undefined ? '–' : score(comparison.head),
      deltaWords(comparison),
    ]),
  );
}

/** A sign and its word stay on one line. */
function signed(words: string): string {
  return words.replace(' ', '\u00A0');
}

function scorerName({ scorer, kind }: Comparison): string {
  return `${markdownVoice.name(scorer)}${kind === 'judge' ? ' (judge)' : ''}`;
}

function deltaWords({ delta, interval: ends }: Comparison): string {
  if (delta === undefined) return '–';
  return ends === undefined ? points(delta) : `${points(delta)} (${interval(ends)})`;
}
