import { boxesOf } from '../../core/label-boxes.ts';
import { labelDataOf, outputOf, printLabelData, rowOf } from '../../core/label-data.ts';
import type { Report } from '../../core/report.ts';
import { fence } from '../escape.ts';
import { type Block, optional } from '../ladder.ts';
import { details, markdownVoice, quote } from '../markdown.ts';
import { plural } from '../numbers.ts';

/** Both give way together: a case that is shown without its data could not be labelled. */
const RUNG = 30;

/** What commands are read with. It stands before everything that models and pull requests wrote. */
export function labelDataBlock(report: Report): Block[] {
  const data = labelDataOf(report);
  return data && data.offers.length > 0 ? [optional(printLabelData(data), RUNG)] : [];
}

/** The cases whose label is worth most, blind: which answer is base's is not said. */
export function labelBlocks(report: Report): Block[] {
  const { offers = [] } = report;
  const parts = offers.flatMap((offer) => {
    const row = rowOf(report, offer)?.row;
    const [a, b] = [row && outputOf(row, offer.a), row && outputOf(row, offer.b)];
    if (!row || a === undefined || b === undefined) return [];
    return [
      [
        `${markdownVoice.name(offer.code)} · ${markdownVoice.name(offer.suite)} · ${markdownVoice.prose(offer.question)}`,
        `Input\n\n${quote(JSON.stringify(row.vars))}`,
        `**A**\n\n${quote(a)}`,
        `**B**\n\n${quote(b)}`,
        boxesOf(offer.code),
        fence(`/ratchet label ${offer.code} a`, 'text'),
      ].join('\n\n'),
    ];
  });
  if (parts.length === 0) return [];
  const how =
    'Which answer is better? Tick a box; it empties again once your vote is recorded. Or comment the line of a case with `a`, `b`, `tie` or `bad` (both are) and, if you like, a note. It takes write permission and the workflow for labels, and holds for the answers shown here. Labels count when the check runs again.';
  return [
    optional(
      details(`Label ${plural(parts.length, 'case')}: which answer is better?`, [how, ...parts].join('\n\n')),
      RUNG,
    ),
  ];
}
