import { resolve } from 'node:path';
import { writeResult } from '../adapters/files.ts';
import { createConsoleLog } from '../adapters/log/console.ts';
import { createRecorder, type Recorder } from '../adapters/model/recording.ts';
import { type Ends, runCompare } from '../compose.ts';
import { exitCodeOf } from '../core/gate.ts';
import { secretsOf } from '../core/redact.ts';
import type { Report } from '../core/report.ts';
import { type Options, optionsSchema, parseOptions, scopeOf } from '../options.ts';
import { renderComment } from '../render/comment.ts';
import { escapeLog } from '../render/escape.ts';
import { renderProgress } from '../render/progress.ts';
import { renderTerminal } from '../render/terminal.ts';
import { parseFlags } from './flags.ts';
import { type Io, stopSignal, wantsColor, widthOf } from './io.ts';
import { CLI_FLAGS, MODELS_FLAGS } from './usage.ts';

/** `prompt-ratchet compare`: the pipeline on a terminal. Gives the exit code. */
export async function compareCommand(argv: readonly string[], io: Io): Promise<number> {
  const names = Object.keys(optionsSchema.shape).filter((name) => name !== 'mode');
  const { values } = parseFlags(argv, {
    values: [...names, ...Object.keys(CLI_FLAGS), ...Object.keys(MODELS_FLAGS)],
  });
  if (values['models'] !== undefined) return (await import('./optimize.ts')).modelsCommand(values, io);
  const options = parseOptions(Object.fromEntries(names.map((name) => [name, values[name]])));
  const { markdown, record } = values;
  const report = await compareOnTerminal({ options, ends: options, markdown, record }, io);
  return exitCodeOf(report.decision);
}

export interface TerminalRun {
  options: Options;
  ends: Ends;
  markdown?: string | undefined;
  record?: string | undefined;
}

/** Runs a comparison, shows it on the terminal and writes its files. */
export async function compareOnTerminal(
  { options, ends, markdown, record }: TerminalRun,
  io: Io,
): Promise<Report> {
  const directory = resolve(io.cwd, options['working-directory']);
  const at = (path: string) => resolve(directory, path);
  let recorder: Recorder | undefined;
  const report = await runCompare({
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
    source: { scope: scopeOf(options) },
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
  const written = [at(options['report-path'])];
  await writeResult(at(options['report-path']), `${JSON.stringify(report, null, 2)}\n`);
  if (markdown !== undefined) {
    await writeResult(at(markdown), `${renderComment(report)}\n`);
    written.push(at(markdown));
  }
  if (record !== undefined && recorder) {
    await writeResult(at(record), recorder.text());
    written.push(at(record));
  }
  io.stdout.write(
    renderTerminal(report, { width: widthOf(io.stdout), color: wantsColor(io.stdout, io.env) }),
  );
  io.stderr.write(`${written.map((path) => `Wrote ${path}`).join('\n')}\n`);
  return report;
}
