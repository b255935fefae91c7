import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeResult } from '../adapters/files.ts';
import { createConsoleLog } from '../adapters/log/console.ts';
import { createRecorder, type Recorder } from '../adapters/model/recording.ts';
import { type Ends, runCompare } from '../compose.ts';
import { RatchetError, RatchetErrors } from '../core/errors.ts';
import { exitCodeOf } from '../core/gate.ts';
import { secretsOf } from '../core/redact.ts';
import type { Report } from '../core/report.ts';
import { type Options, optionsSchema, parseOptions, unknownOption } from '../options.ts';
import { renderComment } from '../render/comment.ts';
import { escapeLog } from '../render/escape.ts';
import { renderProgress } from '../render/progress.ts';
import { renderTerminal } from '../render/terminal.ts';
import { type Io, stopSignal, wantsColor, widthOf } from './io.ts';
import { CLI_FLAGS } from './usage.ts';

/** `prompt-ratchet compare`: the pipeline on a terminal. Gives the exit code. */
export async function compareCommand(argv: readonly string[], io: Io): Promise<number> {
  const flags = parseFlags(argv);
  const options = parseOptions(pick(flags, Object.keys(optionsSchema.shape)));
  return exitCodeOf((await compareOnTerminal({ options, ends: options, ...pickFiles(flags) }, io)).decision);
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
    source: {},
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

type Flags = Readonly<Record<string, string | undefined>>;

/** @throws RatchetError E_USAGE */
function parseFlags(argv: readonly string[]): Flags {
  const names = [...Object.keys(optionsSchema.shape), ...Object.keys(CLI_FLAGS)];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const flags: Record<string, string> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') throw usageError(`"${token.value}" is not understood here.`);
    if (token.kind !== 'option') continue;
    if (!names.includes(token.name)) throw new RatchetErrors([unknownOption(token.rawName)]);
    if (token.value === undefined || token.value === '') throw usageError(`${token.rawName} needs a value.`);
    if (Object.hasOwn(flags, token.name)) throw usageError(`${token.rawName} is given twice.`);
    flags[token.name] = token.value;
  }
  return flags;
}

function usageError(message: string): RatchetError {
  return new RatchetError({ code: 'E_USAGE', message, help: 'prompt-ratchet --help lists the options.' });
}

function pick(flags: Flags, names: readonly string[]): Flags {
  return Object.fromEntries(
    names.flatMap((name) => (Object.hasOwn(flags, name) ? [[name, flags[name]]] : [])),
  );
}

function pickFiles(flags: Flags): { markdown?: string; record?: string } {
  const { markdown, record } = flags;
  return { ...(markdown ? { markdown } : {}), ...(record ? { record } : {}) };
}
