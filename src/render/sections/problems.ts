import type { Report } from '../../core/report.ts';
import { fence } from '../escape.ts';
import { type Block, optional } from '../ladder.ts';
import { bullets, markdownVoice } from '../markdown.ts';
import { plural } from '../numbers.ts';

type Problems = Report['problems'];

const PROBLEMS_SHOWN = 20;

/** Problems with their place and what mends them. */
export function problemBlocks(problems: Problems): Block[] {
  const shown = problems.slice(0, PROBLEMS_SHOWN).map(problemBlock);
  const more = problems.length - shown.length;
  return more > 0 ? [...shown, optional(`and ${plural(more, 'more problem')}`, 30)] : shown;
}

function problemBlock({ code, message, help, place }: Problems[number]): Block {
  const at =
    place === undefined
      ? ''
      : ` ${markdownVoice.name([place.path, place.line, place.column].filter((part) => part !== undefined).join(':'))}`;
  const line = bullets([`**${code}**${at}: ${markdownVoice.prose(message)}`]);
  return help.trim() === ''
    ? [{ text: line, rung: 24, lost: 'list' }]
    : [
        { text: `${line}\n\n${fence(help.slice(0, 3000), 'yaml')}`, rung: 58, lost: 'list' },
        { text: line, rung: 24, lost: 'list' },
      ];
}
