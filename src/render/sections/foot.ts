import { isAcceptable } from '../../core/override.ts';
import type { Report } from '../../core/report.ts';
import { recordCommand, reproduceCommand } from '../command.ts';
import { fence } from '../escape.ts';
import { type Block, fixed, optional } from '../ladder.ts';
import { markdownVoice } from '../markdown.ts';
import { plural } from '../numbers.ts';
import { runLink } from '../run-link.ts';
import { listed } from '../terms.ts';
import { totalsWords } from '../words.ts';

/** What closes a document: the suites left alone, how to repeat the run, where it ran. */
export function footBlocks(report: Report): Block[] {
  const command = reproduceCommand(report);
  const record = recordCommand(report);
  return [
    ...(record ? [fixed(`**Record what is missing:**\n\n${fence(record, 'sh')}`)] : []),
    ...uncoveredBlock(report),
    ...untouchedBlock(report),
    ...acceptBlock(report),
    ...(command
      ? [
          optional(
            `<details><summary>Repeat this on your machine</summary>\n\n${fence(command, 'sh')}\n\n</details>`,
            12,
          ),
        ]
      : []),
    fixed(`<sub>${footWords(report).join(' · ')}</sub>`),
  ];
}

/** Changed prompts that nothing tests: a green check says nothing about them. */
function uncoveredBlock({ uncovered = [] }: Report): Block[] {
  if (uncovered.length === 0) return [];
  const words = `**${plural(uncovered.length, 'changed prompt is', 'changed prompts are')} tested by no suite:**`;
  const names = uncovered.map(
    ({ path, status }) => `${markdownVoice.name(path)}${status === 'modified' ? '' : ` (${status})`}`,
  );
  return [
    [
      { text: `${words} ${listed(names, 30)}.`, rung: 33, lost: 'list' },
      { text: `${words} ${listed(names, 3)}.`, rung: 7 },
    ],
  ];
}

function untouchedBlock({ suites }: Report): Block[] {
  const names = suites
    .filter(({ state }) => state === 'untouched')
    .map(({ name }) => markdownVoice.name(name));
  if (names.length === 0) return [];
  const count = `${plural(names.length, 'suite')} untouched`;
  return [
    [
      { text: `${count}, not run: ${listed(names, 20)}.`, rung: 25 },
      { text: `${count}, not run.`, rung: 8 },
    ],
  ];
}

/** How a maintainer accepts what was measured, with the commit filled in: another push makes it void. */
function acceptBlock({ decision, head, source }: Report): Block[] {
  if (!isAcceptable(decision) || source.pullRequest === undefined || !head.sha) return [];
  const command = `/ratchet accept ${head.sha} <reason>`;
  return [
    optional(
      `<details><summary>Accept this as a maintainer</summary>\n\nComment this line, with a reason of at least ten characters, and run the check again. It holds for this commit only.\n\n${fence(command, 'text')}\n\n</details>`,
      12,
    ),
  ];
}

function footWords(report: Report): string[] {
  const { tool, source, totals } = report;
  const version = /^[\w.+-]{1,40}$/.test(tool.version) ? ` ${tool.version}` : '';
  const used = totals.targetCalls + totals.judgeCalls + (totals.reused ?? 0) > 0 ? totalsWords(report) : [];
  return [...used, `Prompt Ratchet${version}`, runLink(source.runUrl)].filter(Boolean);
}
