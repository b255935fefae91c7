import type { Report } from '../core/report.ts';
import { type Block, type Lost, shorten } from './ladder.ts';
import { plural } from './numbers.ts';
import { footBlocks } from './sections/foot.ts';
import { labelBlocks, labelDataBlock } from './sections/labels.ts';
import { leadBlocks } from './sections/lead.ts';
import { problemBlocks } from './sections/problems.ts';
import { suiteBlocks } from './sections/suite.ts';
import { suitesByWeight } from './select.ts';

/** What a surface of markdown can bear. */
export interface Surface {
  limit: number;
  size: (text: string) => number;
  /** Cases shown with details, over all suites. */
  cases: number;
  /** Whether people can be asked for labels here: where they can answer. */
  labels?: true;
  /** Where what does not fit can be read. */
  elsewhere: string;
}

/** A report as markdown within a surface's limit. */
export function renderDocument(report: Report, surface: Surface): string {
  const suites = suitesByWeight(report);
  // The suites share the room for details, so that a single one cannot take it all.
  const cases = Math.max(1, Math.floor(surface.cases / Math.max(1, suites.length)));
  const blocks: Block[] = [
    ...(surface.labels ? labelDataBlock(report) : []),
    ...leadBlocks(report),
    ...problemBlocks(report.problems),
    ...suites.flatMap((suite) => suiteBlocks(suite, { cases })),
    ...(surface.labels ? labelBlocks(report) : []),
    ...footBlocks(report),
  ];
  return shorten(blocks, { ...surface, note: (lost) => noteWords(lost, surface.elsewhere) });
}

function noteWords(lost: ReadonlyMap<Lost, number>, elsewhere: string): string {
  const of = (kind: Lost) => lost.get(kind) ?? 0;
  // A case whose details went had its texts shortened before.
  const shortened = of('text') - of('case');
  const parts = [
    of('case') > 0 ? `details of ${plural(of('case'), 'case')}` : '',
    shortened > 0 ? `long texts of ${plural(shortened, 'case')}` : '',
    of('difference') > 0 ? `word differences of what changed in ${plural(of('difference'), 'suite')}` : '',
    of('table') > 0 ? plural(of('table'), 'table') : '',
    of('list') > 0 ? plural(of('list'), 'list') : '',
  ].filter(Boolean);
  const what = parts.length > 0 ? `Left out here: ${parts.join(', ')}. ` : '';
  return `**Shortened to fit.** ${what}Everything is in ${elsewhere}.`;
}
