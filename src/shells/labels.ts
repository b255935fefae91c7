import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { repositoryRoot } from '../adapters/git/root.ts';
import { appendLabels, readLabelText } from '../adapters/label-files.ts';
import { criteriaIn } from '../core/criterion.ts';
import { messageOf, RatchetError } from '../core/errors.ts';
import type { MeasuredSuite, Report } from '../core/report.ts';
import { bindRatings } from '../human/import/bind.ts';
import type { Skipped } from '../human/import/rating.ts';
import {
  formatOf,
  IMPORT_FORMATS,
  type ImportFormat,
  newLabels,
  readOwnLabels,
  readRatings,
} from '../human/import/read.ts';
import type { Item } from '../human/item.ts';
import type { Label } from '../human/label.ts';
import { readLabels } from '../human/label-file.ts';
import { labelPathOf } from '../human/label-path.ts';
import { itemsOf } from '../human/report-items.ts';
import { terminalName } from '../render/escape.ts';
import { parseFlags } from './flags.ts';
import type { Io } from './io.ts';
import { readReport } from './report-file.ts';

const DEFAULT_REPORT = '.prompt-ratchet/report.json';
const HELP =
  'prompt-ratchet labels import FILE [--suite NAME] [--report FILE] [--format FORMAT] [--criterion NAME] [--question NAME] [--rater LOGIN] [--scale MIN..MAX] [--traces FILE] [--dry-run]';
/** Skipped ones that are named one by one. */
const MOST_NAMED = 50;

/**
 * `prompt-ratchet labels import FILE`: people's ratings from elsewhere, appended to the label file of a suite. Gives exit
 * code 0, or 2 when not one rating of the file could be used.
 */
export async function labelsCommand(argv: readonly string[], io: Io): Promise<number> {
  const [verb, file, ...rest] = argv;
  if (verb !== 'import' || file === undefined || file.startsWith('-')) {
    throw usage(
      verb === 'import' ? 'The file to import is missing.' : `"${verb ?? ''}" is not understood here.`,
    );
  }
  const { values, switches } = parseFlags(rest, {
    values: ['suite', 'report', 'format', 'criterion', 'question', 'rater', 'scale', 'traces'],
    switches: ['dry-run'],
  });
  const scale = scaleOf(values['scale']);
  const report = await readReport(resolve(io.cwd, values['report'] ?? DEFAULT_REPORT));
  const suite = suiteOf(report, values['suite']);
  const text = await textOf(resolve(io.cwd, file));
  const traces = values['traces'] === undefined ? undefined : await textOf(resolve(io.cwd, values['traces']));
  const now = new Date().toISOString();
  const { criterion, question, rater } = values;
  const { labels, items, skipped } = read(chosenFormat(values['format']) ?? formatOf(file, text), {
    file,
    text,
    traces,
    bind: { suite, criterion, question, rater, scale, now },
  });

  const root = await repositoryRoot(io.cwd);
  const path = labelPathOf(suite);
  const present = readLabels({ path, text: await readLabelText(root, path) }).labels;
  const added = newLabels(labels, present, now);
  const dry = switches.has('dry-run');
  if (!dry) await appendLabels(root, { labels: added, about: labels, file: path, items });
  io.stdout.write(
    `${added.length} labels ${dry ? 'to be added' : 'added'} to ${terminalName(path, 500)}, ${labels.length - added.length} were there, ${skipped.length} skipped.\n`,
  );
  io.stderr.write(skippedText(skipped));
  return labels.length === 0 ? 2 : 0;
}

interface Source {
  file: string;
  text: string;
  traces: string | undefined;
  bind: Parameters<typeof bindRatings>[1];
}

function read(
  format: ImportFormat,
  { file, text, traces, bind }: Source,
): { labels: Label[]; items: ReadonlyMap<string, Item>; skipped: Skipped[] } {
  if (format === 'labels') {
    const own = readOwnLabels(file, text, new Set(criteriaIn(bind.suite).map(({ name }) => name)));
    return { ...own, items: itemsOf(bind.suite) };
  }
  const { ratings, skipped } = readRatings(format, text, traces);
  const bound = bindRatings(ratings, bind);
  return { ...bound, skipped: [...skipped, ...bound.skipped] };
}

function skippedText(skipped: readonly Skipped[]): string {
  const named = skipped
    .slice(0, MOST_NAMED)
    .map(({ place, why }) => `Skipped ${terminalName(place, 100)}: ${terminalName(why, 300)}\n`);
  const more = skipped.length - named.length;
  return `${named.join('')}${more > 0 ? `… and ${more} more.\n` : ''}`;
}

function suiteOf({ suites }: Report, name: string | undefined): MeasuredSuite {
  const measured = suites.filter(
    (suite): suite is MeasuredSuite => suite.state === 'touched' || suite.state === 'new',
  );
  const [first] = measured;
  if (name === undefined && first && measured.length === 1) return first;
  const found = measured.find((suite) => suite.name === name);
  if (found) return found;
  const names = measured.map((suite) => suite.name).join(', ') || 'none';
  throw usage(
    name === undefined
      ? `The report has several suites or none: ${names}.`
      : `The report has no measured suite "${name}": ${names}.`,
    'Name one of the report with --suite.',
  );
}

function chosenFormat(text: string | undefined): ImportFormat | undefined {
  if (text === undefined) return undefined;
  const format = IMPORT_FORMATS.find((one) => one === text);
  if (format) return format;
  throw usage(`--format: "${text.slice(0, 50)}" is none of ${IMPORT_FORMATS.join(', ')}.`);
}

function scaleOf(text: string | undefined): readonly [number, number] | undefined {
  if (text === undefined) return undefined;
  const [, low = '', high = ''] = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (low === '' || Number(low) >= Number(high)) {
    throw usage(
      `--scale: expected two numbers, the worse first, got "${text.slice(0, 50)}".`,
      '--scale 1..5',
    );
  }
  return [Number(low), Number(high)];
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new RatchetError(
      { code: 'E_LABEL_IMPORT', message: `${path} cannot be read: ${messageOf(error)}`, help: HELP },
      error,
    );
  }
}

function usage(message: string, help = HELP): RatchetError {
  return new RatchetError({ code: 'E_USAGE', message, help });
}
