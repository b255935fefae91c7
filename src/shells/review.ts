import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openInBrowser } from '../adapters/browser.ts';
import { repositoryRoot } from '../adapters/git/root.ts';
import { appendLabels, readLabelText } from '../adapters/label-files.ts';
import { type PageApi, servePage } from '../adapters/page-server.ts';
import { RatchetError } from '../core/errors.ts';
import type { Report } from '../core/report.ts';
import type { Item } from '../human/item.ts';
import { type Label, raterSchema } from '../human/label.ts';
import { readLabels } from '../human/label-file.ts';
import { itemsOf } from '../human/report-items.ts';
import { type ReviewData, type ReviewSet, reviewData } from '../human/review-data.ts';
import { fillPage } from '../render/page.ts';
import { parseFlags } from './flags.ts';
import { type Io, stopSignal } from './io.ts';
import { readReport } from './report-file.ts';

const DEFAULT_REPORT = '.prompt-ratchet/report.json';

/**
 * `prompt-ratchet review [FILE]`: the review page of a report on this machine alone, saving each label to its file.
 * Runs until it is interrupted; gives exit code 0.
 */
export async function reviewCommand(argv: readonly string[], io: Io): Promise<number> {
  const [first, ...rest] = argv;
  const named = first !== undefined && !first.startsWith('-');
  const { values, switches } = parseFlags(named ? rest : argv, {
    values: ['rater', 'size'],
    switches: ['no-open'],
  });
  const path = resolve(io.cwd, named ? first : DEFAULT_REPORT);
  const report = await readReport(path);
  const data = reviewData(report, { size: sizeOf(values['size']) });
  if (!data) throw nothingToLabel(path);
  const rater = values['rater'];
  if (rater !== undefined && !raterSchema.safeParse(rater).success) throw badRater(rater);
  const root = await repositoryRoot(io.cwd);
  const html = await readFile(join(io.pagesFolder, 'review.html'), 'utf8');
  const stop = stopSignal(io);
  await using server = await servePage({
    page: (save) => served(fillPage(html, { ...data, rater, save } satisfies ReviewData)),
    api: labelApi(root, data, report),
  });
  io.stdout.write(`${server.url}\n`);
  io.stderr.write('Labels are saved as you go. Ctrl-C ends.\n');
  if (!switches.has('no-open')) openInBrowser(server.url);
  await new Promise<void>((done) => {
    if (stop.aborted) done();
    stop.addEventListener('abort', () => done(), { once: true });
  });
  return 0;
}

/** A served page may speak to where it came from, and to nothing else. */
function served(html: string): string {
  return html.replace("default-src 'none';", "default-src 'none'; connect-src 'self';");
}

/** Reads and appends labels of a page's sets. Only what the page shows can be labelled, only in its file. */
export function labelApi(root: string, { sets }: Pick<ReviewData, 'sets'>, { suites }: Report): PageApi {
  const setOf = (query: URLSearchParams): ReviewSet => {
    const set = sets[Number(query.get('set') ?? Number.NaN)];
    if (!set) throw malformed('There is no such set.');
    return set;
  };
  const itemsFor = ({ suite }: ReviewSet): ReadonlyMap<string, Item> => {
    const found = suites.find(({ name }) => name === suite);
    return found && 'cases' in found ? itemsOf(found) : new Map();
  };
  // One after the other: a file is never appended to twice at a time.
  let last: Promise<unknown> = Promise.resolve();
  return {
    async get(query) {
      const set = setOf(query);
      const rater = query.get('rater');
      const { labels } = readLabels({ path: set.file, text: await readLabelText(root, set.file) });
      // Nobody is shown what others said before they have said it themselves.
      return labels.filter((label) => label.rater === rater && belongs(label, set));
    },
    async post(query, body) {
      const set = setOf(query);
      const { labels, problems } = readLabels({ path: set.file, text: body });
      const [problem] = problems;
      if (problem) throw malformed(problem.message);
      if (labels.length === 0) throw malformed('There is no label in it.');
      if (!labels.every((label) => belongs(label, set))) throw malformed('A label is of something else.');
      const append = last.then(() => appendLabels(root, { labels, file: set.file, items: itemsFor(set) }));
      last = append.catch(() => undefined);
      await append;
    },
  };
}

/** Whether a label answers this set's question about outputs of this set, with the chance that they were drawn with. */
function belongs(label: Label, { criterion, items, mode }: ReviewSet): boolean {
  if (label.criterion !== criterion.name || label.criterionVersion !== criterion.version) return false;
  const outputs =
    label.kind === 'output' ? [label.output] : label.kind === 'pair' ? [label.a, label.b] : label.outputs;
  if (label.kind !== 'withdrawn' && label.kind !== mode) return false;
  const target = outputs.toSorted().join(' ');
  const item = items.find(
    (one) =>
      one.outputs
        .map(({ key }) => key)
        .toSorted()
        .join(' ') === target,
  );
  if (!item) return false;
  return (
    label.kind === 'withdrawn' || label.probability === undefined || label.probability === item.probability
  );
}

function malformed(message: string): RatchetError {
  return new RatchetError({ code: 'E_LABEL_INVALID', message, help: 'Reload the page and judge again.' });
}

function sizeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new RatchetError({
    code: 'E_USAGE',
    message: `--size: expected a whole number from 1 to 99999, got "${text.slice(0, 50)}".`,
    help: 'prompt-ratchet review --size 30',
  });
}

function badRater(rater: string): RatchetError {
  return new RatchetError({
    code: 'E_USAGE',
    message: `--rater: "${rater.slice(0, 100)}" is no login: letters, digits and _ . @ + - are.`,
    help: 'prompt-ratchet review --rater octocat',
  });
}

function nothingToLabel(path: string): RatchetError {
  return new RatchetError({
    code: 'E_NOTHING_TO_LABEL',
    message: `${path} has no output that a person could judge.`,
    help: 'A report has some when a prompt or a model changed and the two ends put out different texts that the report holds whole.',
  });
}
