import { RatchetError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import { optionsSchema } from '../options.ts';
import { OPTIMIZE_FLAGS, OPTIMIZE_SWITCHES } from './optimize-flags.ts';

const COMMANDS = {
  compare: 'Compare base and head of this repository and decide.',
  init: 'Write a first suite for prompts that have none: init [PROMPT …].',
  optimize: 'Search for a better prompt, examples, model or parameters, and prove it: optimize SUITE.',
  discover: 'List the prompts that no suite tests.',
  explain: 'Print the arithmetic behind a report: explain [FILE].',
  review: 'Judge outputs of a report blind, in a browser on this machine: review [FILE].',
  labels: 'Import ratings from elsewhere: labels import FILE.',
  calibrate: 'Say what the judges are worth by people’s labels: calibrate [SUITE].',
  history: 'Print the decisions that were kept and how each suite did: history [SUITE].',
  judge: 'Say how far judges agree with people, by labelled cases: judge test.',
  demo: 'Run the comparison on a small built-in repository: offline, no key.',
} as const;

/** Flags of the command line that an action input has no use for. */
export const CLI_FLAGS = {
  markdown: 'Also write the pull-request comment to this file.',
  html: 'Where the report is written as a page. Default: beside the report.',
  junit: 'Where the report is written as JUnit XML. Default: beside the report.',
  review: 'Where the page to label on is written. Default: `review.html` beside the report.',
  record: 'Also write every answer to this recording. With --replay, only what is not recorded yet is asked.',
  history:
    'Also append the decision to a ledger: `branch` (a branch of its own in this clone), `branch:NAME` or `file:PATH`. Default: not kept.',
} as const;

/** Flags of history. */
const HISTORY_FLAGS = {
  branch:
    'Branch that the ledger is on. Default: `prompt-ratchet-history`, of this clone or as fetched from origin.',
  file: 'Read the ledger from this file instead.',
  limit: 'Decisions to list, the newest. Default: 20.',
  verify: 'Only say whether the chain of entries holds. Exit code 1 where it does not.',
  json: 'Write JSON: every entry, the course of every suite, and what is wrong with the chain.',
  'working-directory': 'Folder of the repository. Default: the current one.',
} as const;

/** Flags of `compare --models`. */
export const MODELS_FLAGS = {
  models: 'Compare models under the prompt as it is, instead of base and head: names separated by commas.',
  suite:
    'With --models: the suite whose cases are run. At most 600 calls and $5, or --max-calls and --max-cost.',
} as const;

/** The budget's settings, each as a flag of its own: `--max-cost 5` is `--budget max-cost=5`. */
export const BUDGET_FLAGS = {
  'max-cost': 'US dollars that the run may cost at most: short for --budget max-cost=…',
  'max-calls': "Calls of models and of targets' commands that it may make at most.",
  'max-minutes': 'Minutes after which it makes no more calls, ends those under way, and stops commands.',
} as const;

/** Flags of compare that take no value. In a workflow the action is told the same by an environment variable. */
export const CLI_SWITCHES = {
  'allow-untrusted-commands':
    'Run command targets and command scorers even in a workflow whose event does not vouch for their code, such as on pull requests from forks: their authors can then run what they like with the secrets of this job. So does PROMPT_RATCHET_ALLOW_UNTRUSTED_COMMANDS=true.',
} as const;

/** Flags of discover. */
const DISCOVER_FLAGS = {
  config: 'Globs of suite files. Default: `evals/*.yml, evals/judges/*.yml`.',
  'working-directory': 'Folder inside the repository to look in. Default: the current one.',
  json: 'Write JSON, with the prompts that are tested, too.',
} as const;

/** Flags of init. */
const INIT_FLAGS = {
  config: 'Globs of the suite files that are there. Default: `evals/*.yml`.',
  'dry-run': 'Only print what would be written.',
  'working-directory': 'Folder inside the repository that the suites are for. Default: the current one.',
} as const;

/** Flags of review. */
const REVIEW_FLAGS = {
  rater: 'Your login. Default: the page asks.',
  size: 'How many cases are drawn for each question. Default: 20.',
  'no-open': 'Only print the address.',
} as const;

/** Flags of labels import. */
const LABELS_FLAGS = {
  suite: 'The suite that was rated. Default: the only one of the report.',
  report: 'The report that has its cases and criteria. Default: `.prompt-ratchet/report.json`.',
  format:
    '`labels` (of the review page), `csv`, `promptfoo`, `langfuse` or `argilla`. Default: what it looks like.',
  criterion: 'The criterion that the ratings answer. Default: the one of that name, or the only one.',
  question: 'Their name of the criterion, where it is another.',
  rater: 'Who rated, where the file does not say.',
  scale: 'The ends of their scale, such as 1..5. Default: 0..1.',
  traces: 'The traces that Langfuse scores are about.',
  'dry-run': 'Only say what would be added.',
} as const;

/** Flags of calibrate, beside `config`, `working-directory`, `replay` and `concurrency`. */
const CALIBRATE_FLAGS = {
  json: 'Write JSON.',
  'no-write': 'Do not add what the judges say to the file beside the labels.',
  improve: 'Look for a better wording on the dev labels, and write it to a proposal. Edits nothing.',
} as const;

/** Flags of `judge test`. */
export const JUDGE_FLAGS = {
  files: 'Globs of files with labelled cases. Default: `evals/judges/*.yml`.',
  model: 'The model that judges, in place of the one that a file names.',
  provider: 'Who is asked, in place of the one that a file names.',
  repeats: 'How often each case is asked about, 1 to 20. Default: 2.',
  'min-agreement': 'Exit with 1 when a judge agrees with less than this share of its labels, 0 to 1.',
  concurrency: 'Calls under way at once.',
  'working-directory': 'Folder inside the repository to look in. Default: the current one.',
  json: 'Write JSON.',
} as const;

/** Flags of the demo. */
export const DEMO_FLAGS = {
  out: 'Folder for the report and the comment. Default: `prompt-ratchet-demo`.',
  live: 'Ask the model at OPENAI_BASE_URL instead of replaying the recorded answers.',
  record: 'Ask that model, and write its answers to this file.',
} as const;

/** Flags of the action's inputs and their descriptions, from the one schema. */
export function optionFlags(): { name: string; description: string }[] {
  return Object.entries(optionsSchema.shape).map(([name, member]) => ({
    name,
    description: member.description ?? '',
  }));
}

export function usage(): string {
  const flags = [
    ...optionFlags().filter(({ name }) => name !== 'mode'),
    ...Object.entries({ ...BUDGET_FLAGS, ...CLI_FLAGS, ...MODELS_FLAGS, ...CLI_SWITCHES }).map(
      ([name, description]) => ({
        name,
        description,
      }),
    ),
  ];
  return `prompt-ratchet: runs your evals at both ends of a change and says whether it made things worse.

Usage
  prompt-ratchet <command> [options]

Commands
${table(Object.entries(COMMANDS))}

Options of compare
${table(flags.map(({ name, description }) => [`--${name}`, description]))}

Options of optimize
${table(Object.entries({ ...OPTIMIZE_FLAGS, ...OPTIMIZE_SWITCHES }).map(([name, description]) => [`--${name}`, description]))}

Options of discover
${table(Object.entries(DISCOVER_FLAGS).map(([name, description]) => [`--${name}`, description]))}

Options of init
${table(Object.entries(INIT_FLAGS).map(([name, description]) => [`--${name}`, description]))}

Options of review
${table(Object.entries(REVIEW_FLAGS).map(([name, description]) => [`--${name}`, description]))}

Options of labels import
${table(Object.entries(LABELS_FLAGS).map(([name, description]) => [`--${name}`, description]))}

Options of calibrate
${table(Object.entries(CALIBRATE_FLAGS).map(([name, description]) => [`--${name}`, description]))}

Options of history
${table(Object.entries(HISTORY_FLAGS).map(([name, description]) => [`--${name}`, description]))}

Options of judge test
${table(Object.entries(JUDGE_FLAGS).map(([name, description]) => [`--${name}`, description]))}

Options of demo
${table(Object.entries(DEMO_FLAGS).map(([name, description]) => [`--${name}`, description]))}

Environment
  OPENAI_API_KEY, OPENAI_BASE_URL    for the provider \`openai\`; for another one the same with its name

Exit codes
  0  the gate passed    1  the gate failed    2  it could not be evaluated
`;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  const indent = ' '.repeat(width + 4);
  return rows
    .map(
      ([name, text]) =>
        `  ${name.padEnd(width)}  ${wrap(text.replaceAll('`', ''), 100 - width - 4).join(`\n${indent}`)}`,
    )
    .join('\n');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** @throws RatchetError E_USAGE, always */
export function unknownCommand(command: string): never {
  const meant = didYouMean(command, Object.keys(COMMANDS));
  throw new RatchetError({
    code: 'E_USAGE',
    message: `"${command}" is not a command.${meant ? ` Did you mean "${meant}"?` : ''}`,
    help: 'prompt-ratchet --help lists the commands.',
  });
}
