import { join, resolve } from 'node:path';
import { writeResult } from '../adapters/files.ts';
import { createConsoleLog } from '../adapters/log/console.ts';
import { createRecorder, type Recorder } from '../adapters/model/recording.ts';
import { spoolBeside } from '../adapters/spool.ts';
import { type Ends, runCompare } from '../compose.ts';
import { messageOf } from '../core/errors.ts';
import { exitCodeOf } from '../core/gate.ts';
import { reportParts } from '../core/print-report.ts';
import { secretsOf } from '../core/redact.ts';
import type { Report } from '../core/report.ts';
import { type Options, optionsSchema, parseOptions, repeatedOptions, scopeOf } from '../options.ts';
import { renderComment } from '../render/comment.ts';
import { escapeLog } from '../render/escape.ts';
import { renderProgress } from '../render/progress.ts';
import { renderTerminal } from '../render/terminal.ts';
import { parseFlags } from './flags.ts';
import { configuredPlace, type HistoryPlace, historyPlace, lookBack, openHistory } from './history.ts';
import { type Io, stopSignal, wantsColor, widthOf } from './io.ts';
import { reviewPathFor, writeReview } from './pages.ts';
import { trustOnTerminal } from './trust.ts';
import { BUDGET_FLAGS, CLI_FLAGS, CLI_SWITCHES, MODELS_FLAGS } from './usage.ts';

/** `prompt-ratchet compare`: the pipeline on a terminal. Gives the exit code. */
export async function compareCommand(argv: readonly string[], io: Io): Promise<number> {
  const names = Object.keys(optionsSchema.shape).filter((name) => name !== 'mode');
  const { values, switches } = parseFlags(argv, {
    values: [...names, ...Object.keys({ ...BUDGET_FLAGS, ...CLI_FLAGS, ...MODELS_FLAGS })],
    switches: Object.keys(CLI_SWITCHES),
  });
  if (values['models'] !== undefined) return (await import('./optimize.ts')).modelsCommand(values, io);
  const options = parseOptions({
    ...Object.fromEntries(names.map((name) => [name, values[name]])),
    budget: budgetText(values),
  });
  const { markdown, record, html, junit, review, history } = values;
  const allowsCommands = switches.has('allow-untrusted-commands');
  // Understood before anything is spent.
  const place = history === undefined ? undefined : historyPlace(history);
  const files = { markdown, record, html, junit, review, history: place };
  const report = await compareOnTerminal({ options, ends: options, ...files, allowsCommands }, io);
  return exitCodeOf(report.decision);
}

/** The budget with what its own flags say: what is given both ways is given twice. */
function budgetText(values: Readonly<Record<string, string>>): string {
  const words = Object.keys(BUDGET_FLAGS).flatMap((name) =>
    values[name] === undefined ? [] : [`${name}=${values[name]}`],
  );
  return [...(values['budget'] ? [values['budget']] : []), ...words].join(', ');
}

export interface TerminalRun {
  options: Options;
  ends: Ends;
  markdown?: string | undefined;
  record?: string | undefined;
  history?: HistoryPlace | undefined;
  /** Whether commands are run whatever the event of a workflow is. */
  allowsCommands?: boolean;
  html?: string | undefined;
  junit?: string | undefined;
  review?: string | undefined;
}

/** Runs a comparison, shows it on the terminal and writes its files. */
export async function compareOnTerminal(
  { options, ends, markdown, record, html, junit, review, history, allowsCommands = false }: TerminalRun,
  io: Io,
): Promise<Report> {
  const directory = resolve(io.cwd, options['working-directory']);
  const at = (path: string) => resolve(directory, path);
  let recorder: Recorder | undefined;
  const spool = await spoolBeside(at(options['report-path']));
  const measured = await runCompare({
    options,
    ends,
    env: io.env,
    directory,
    log: createConsoleLog({
      stream: io.stderr,
      isTty: io.stderr.isTTY === true,
      columns: widthOf(io.stderr),
      color: wantsColor(io.stderr, io.env),
      renderProgress: (progress, width) => renderProgress(progress, { width }),
      escapeLog,
    }),
    signal: stopSignal(io),
    cacheFolder: cacheFolder(io.env),
    spool,
    trust: allowsCommands ? { trusted: true } : await trustOnTerminal(io.env, ends.head),
    source: { scope: scopeOf(options), options: repeatedOptions(options) },
    secrets: secretsOf(io.env),
    ...(record === undefined
      ? {}
      : {
          wrapModel: (model) => {
            recorder = createRecorder(model, { secrets: secretsOf(io.env) });
            return recorder;
          },
        }),
  });
  spool?.close();
  const report = await withCourse(measured, history, { directory, io });
  const written = [at(options['report-path'])];
  await writeResult(at(options['report-path']), reportParts(report));
  if (markdown !== undefined) {
    await writeResult(at(markdown), `${renderComment(report)}\n`);
    written.push(at(markdown));
  }
  const page = review === undefined ? reviewPathFor(at(options['report-path'])) : at(review);
  if (page !== undefined && (await writeReview(report, { path: page, pagesFolder: io.pagesFolder }))) {
    written.push(page);
  }
  if (record !== undefined && recorder) {
    await writeResult(at(record), recorder.text());
    written.push(at(record));
  }
  const { writeViews } = await import('./views.ts');
  const views = await writeViews(
    report,
    at(options['report-path']),
    { html: html && at(html), junit: junit && at(junit) },
    io.pagesFolder,
  );
  for (const path of [views.html, views.junit]) if (path !== undefined) written.push(path);
  if (history !== undefined) await keep(report, history, { directory, io });
  io.stdout.write(
    renderTerminal(report, { width: widthOf(io.stdout), color: wantsColor(io.stdout, io.env) }),
  );
  const notes = [...written.map((path) => `Wrote ${path}`), ...views.warnings];
  io.stderr.write(`${notes.map(escapeLog).join('\n')}\n`);
  return report;
}

/** The report with the course of its suites, by the ledger that was named or that base names. */
async function withCourse(
  report: Report,
  named: HistoryPlace | undefined,
  { directory, io }: { directory: string; io: Io },
): Promise<Report> {
  const place = named ?? configuredPlace(report);
  if (!place) return report;
  try {
    return await lookBack(report, await openHistory(place, directory), secretsOf(io.env));
  } catch (error) {
    // A ledger that was named is appended to next: that says what is wrong with it.
    if (!named) io.stderr.write(`${escapeLog(`No earlier decisions are shown: ${messageOf(error)}`)}\n`);
    return report;
  }
}

/** Appends a decision to the ledger. What had nothing to decide is not kept. */
async function keep(
  report: Report,
  place: HistoryPlace,
  { directory, io }: { directory: string; io: Io },
): Promise<void> {
  const { draftOf, isHistoric } = await import('../core/history-draft.ts');
  if (!isHistoric(report)) return;
  const store = await openHistory(place, directory);
  const { hash } = await store.append(draftOf(report));
  io.stderr.write(`Appended to the history: ${hash}\n`);
}

/** Where a person's programs keep what can be made again; `undefined` when the environment names no such place. */
export function cacheFolder(env: Io['env']): string | undefined {
  const { XDG_CACHE_HOME: caches, LOCALAPPDATA: local, HOME: home } = env;
  const parent = caches || local || (home ? join(home, '.cache') : undefined);
  return parent === undefined ? undefined : join(parent, 'prompt-ratchet', 'answers');
}
