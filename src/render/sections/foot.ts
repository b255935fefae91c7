import { isAcceptable } from '../../core/override.ts';
import type { Report } from '../../core/report.ts';
import { fence } from '../escape.ts';
import { type Block, fixed, optional } from '../ladder.ts';
import { markdownVoice } from '../markdown.ts';
import { plural } from '../numbers.ts';
import { listed } from '../terms.ts';
import { totalsWords } from '../words.ts';

/** What closes a document: the suites left alone, how to repeat the run, where it ran. */
export function footBlocks(report: Report): Block[] {
  const command = reproduceCommand(report);
  return [
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

/** The command that repeats the comparison; `undefined` when base has no name that is safe to paste. */
function reproduceCommand({ base, head }: Report): string | undefined {
  const from = pasteable(base);
  if (from === undefined) return undefined;
  const to = pasteable(head);
  return `npx prompt-ratchet compare --base ${from}${to === undefined ? '' : ` --head ${to}`}`;
}

/** People paste this into a shell: only what no shell reads as more than a word. */
function pasteable({ label, sha }: Report['base']): string | undefined {
  const name = sha ?? label;
  return /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/.test(name) ? name : undefined;
}

function footWords(report: Report): string[] {
  const { tool, source, totals } = report;
  const version = /^[\w.+-]{1,40}$/.test(tool.version) ? ` ${tool.version}` : '';
  const used = totals.targetCalls + totals.judgeCalls + (totals.reused ?? 0) > 0 ? totalsWords(report) : [];
  return [...used, `Prompt Ratchet${version}`, runLink(source.runUrl)].filter(Boolean);
}

/** A link only to what has the shape of a workflow run: a report can come from an untrusted job. */
function runLink(url: string | undefined): string {
  const run =
    /^https:\/\/[A-Za-z0-9.-]{1,100}(?::\d{1,5})?\/[\w.-]{1,100}\/[\w.-]{1,100}\/actions\/runs\/\d{1,20}(?:\/attempts\/\d{1,6})?$/;
  return url !== undefined && run.test(url) ? `[workflow run](${url})` : '';
}
