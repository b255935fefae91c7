import { join, resolve } from 'node:path';
import { createConsoleLog } from '../adapters/log/console.ts';
import { createRecorder, type Recorder } from '../adapters/model/recording.ts';
import { spoolBeside } from '../adapters/spool.ts';
import { type Ends, runCompare } from '../compose.ts';
import { exitCodeOf } from '../core/gate.ts';
import { secretsOf } from '../core/redact.ts';
import type { Report } from '../core/report.ts';
import { type Options, optionsSchema, parseOptions, repeatedOptions, scopeOf } from '../options.ts';
import { escapeLog } from '../render/escape.ts';
import { renderProgress } from '../render/progress.ts';
import { parseFlags } from './flags.ts';
import type { HistoryPlace } from './history.ts';
import { type Io, stopSignal, wantsColor, widthOf } from './io.ts';
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
  const place = history === undefined ? undefined : (await import('./history.ts')).historyPlace(history);
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
    ahead: importResults,
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
  const absolute = (path: string | undefined) => (path === undefined ? undefined : at(path));
  const { writeResults } = await importResults();
  return writeResults(
    measured,
    {
      report: at(options['report-path']),
      markdown: absolute(markdown),
      recording: record && recorder ? { path: at(record), text: recorder.text() } : undefined,
      html: absolute(html),
      junit: absolute(junit),
      review: absolute(review),
      history,
    },
    { directory, io },
  );
}

/** What shows results is not needed to send the first request. */
const importResults = () => import('./compare-results.ts');

/** Where a person's programs keep what can be made again; `undefined` when the environment names no such place. */
export function cacheFolder(env: Io['env']): string | undefined {
  const { XDG_CACHE_HOME: caches, LOCALAPPDATA: local, HOME: home } = env;
  const parent = caches || local || (home ? join(home, '.cache') : undefined);
  return parent === undefined ? undefined : join(parent, 'prompt-ratchet', 'answers');
}
