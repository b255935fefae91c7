import type { MeasuredSuite, SuiteReport } from '../../core/report.ts';
import { allocationWords, sizeWords } from '../advice-words.ts';
import { changeWords } from '../change-words.ts';
import type { Block } from '../ladder.ts';
import { markdownVoice } from '../markdown.ts';
import { listed } from '../terms.ts';
import { type Extent, flakyBlocks, headOnlyBlocks, movedBlocks } from './cases.ts';
import { changeBlocks } from './changes.ts';
import { driftBlocks } from './drift.ts';
import { gapBlocks } from './gaps.ts';
import { metricsBlock } from './metrics.ts';
import { problemBlocks } from './problems.ts';
import { sliceBlocks } from './slices.ts';
import { tableBlock } from './table.ts';
import { peopleBlocks, trustBlocks } from './trust.ts';

/** A suite with something to say. */
export function suiteBlocks(suite: SuiteReport, extent: Extent): Block[] {
  if (suite.state === 'broken') return brokenBlocks(suite);
  if (suite.state === 'untouched' || suite.state === 'removed') return [];
  // Where scores are missing, why they are is what a reader wants to know first.
  const isGappy = suite.comparisons.some(({ reason }) => reason === 'lost-pairs' || reason === 'no-pairs');
  return [
    headingBlock(suite),
    ...changeBlocks(suite.changes),
    tableBlock(suite),
    ...(isGappy ? gapBlocks(suite) : []),
    ...peopleBlocks(suite),
    ...movedBlocks(suite, extent),
    ...flakyBlocks(suite),
    ...driftBlocks(suite),
    ...headOnlyBlocks(suite, extent),
    ...sliceBlocks(suite),
    metricsBlock(suite),
    ...trustBlocks(suite),
    ...(isGappy ? [] : gapBlocks(suite)),
  ];
}

function targetWords({ model, promptPath, command }: MeasuredSuite): string {
  const name = (text: string) => markdownVoice.name(text);
  if (command) return `The command ${name(command.head)}`;
  return [model?.head, promptPath].flatMap((part) => (part === undefined ? [] : [name(part)])).join(' with ');
}

function headingBlock(suite: MeasuredSuite): Block {
  const heading = `#### ${markdownVoice.name(suite.name)}`;
  const changes = suite.changes.map((change) => changeWords(change, markdownVoice));
  const words =
    suite.state === 'new'
      ? `New: there is no base to compare with. ${targetWords(suite)}.`
      : changes.length === 0
        ? 'The target is the same at base and head.'
        : undefined;
  const size = sizeWords(suite);
  const { allocation } = suite;
  const why = allocation ? ` ${allocationWords(allocation, (text) => markdownVoice.name(text))}` : '';
  const long = words ?? `Changed: ${listed(changes, 20, ' · ')}.`;
  const short = words ?? `Changed: ${listed(changes, 3, ' · ')}.`;
  return [
    { text: `${heading}\n\n${long} ${size}.${why}`, rung: 55 },
    { text: `${heading}\n\n${short} ${size}.`, rung: 15 },
    { text: heading, rung: 10 },
  ];
}

function brokenBlocks(suite: Extract<SuiteReport, { state: 'broken' }>): Block[] {
  const heading = `#### ${markdownVoice.name(suite.name)}`;
  const words = !suite.alsoAtBase
    ? 'This suite cannot be read, so nothing was measured.'
    : suite.changed
      ? `This suite cannot be read, as before, and this pull request changes ${listed(suite.changed.map(markdownVoice.name), 5)}, which it is made of: nothing was measured.`
      : 'This suite cannot be read. It is the same at base, so this pull request did not break it.';
  return [[{ text: `${heading}\n\n${words}`, rung: 9 }], ...problemBlocks(suite.problems)];
}
