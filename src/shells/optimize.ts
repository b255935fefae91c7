import { resolve } from 'node:path';
import { writeResult } from '../adapters/files.ts';
import { createConsoleLog } from '../adapters/log/console.ts';
import { runModels, runOptimize } from '../compose-optimize.ts';
import { RatchetError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import { isProven, optimizeReportSchema } from '../core/optimize-report.ts';
import { secretsOf } from '../core/redact.ts';
import { parseOptions } from '../options.ts';
import { escapeLog } from '../render/escape.ts';
import {
  frontierMarkdown,
  frontierTerminal,
  optimizeMarkdown,
  optimizeTerminal,
} from '../render/optimize.ts';
import { renderProgress } from '../render/progress.ts';
import { parseFlags } from './flags.ts';
import { type Io, stopSignal, wantsColor, widthOf } from './io.ts';
import { OPTIMIZE_FLAGS, OPTIMIZE_SWITCHES, wantedOf } from './optimize-flags.ts';
import { writeModelsPage } from './views.ts';

/** Options of every run that a search has a use for. */
const SHARED = ['config', 'working-directory', 'head', 'concurrency'] as const;
const DEFAULT_REPORT = '.prompt-ratchet/optimize.json';

/** `prompt-ratchet optimize SUITE`. Gives the exit code: 0 proven, 1 no improvement proven, 2 could not be evaluated. */
export async function optimizeCommand(argv: readonly string[], io: Io): Promise<number> {
  const [suite, ...rest] = argv;
  if (suite === undefined || suite.startsWith('-')) {
    throw new RatchetError({
      code: 'E_USAGE',
      message: 'optimize needs the name of a suite.',
      help: 'prompt-ratchet optimize SUITE [--models a,b] [--max-calls 600]',
    });
  }
  const { values, switches } = parseFlags(rest, {
    values: [...SHARED, 'report-path', 'markdown', ...Object.keys(OPTIMIZE_FLAGS)],
    switches: Object.keys(OPTIMIZE_SWITCHES),
  });
  const { session, at } = sessionOf(values, io);
  const wanted = wantedOf(suite, values, !switches.has('no-demos'));
  const state = at(values['state'] ?? `.prompt-ratchet/optimize/${fileNameOf(suite)}`);
  const report = optimizeReportSchema.parse(
    await runOptimize(session, wanted, { state, write: switches.has('write') }),
  );
  const path = at(values['report-path'] ?? DEFAULT_REPORT);
  const written = [path];
  await writeResult(path, `${JSON.stringify(report, null, 2)}\n`);
  const { markdown } = values;
  if (markdown !== undefined) {
    await writeResult(at(markdown), `${optimizeMarkdown(report)}\n`);
    written.push(at(markdown));
  }
  if (switches.has('write') && isProven(report)) written.push(...report.files.map((file) => file.path));
  io.stdout.write(optimizeTerminal(report));
  io.stderr.write(`${written.map((one) => `Wrote ${one}`).join('\n')}\n`);
  return report.outcome === 'unmeasured' ? 2 : isProven(report) ? 0 : 1;
}

/** `prompt-ratchet compare --models a,b,c --suite NAME`: the frontier for today's prompt. */
export async function modelsCommand(values: Readonly<Record<string, string>>, io: Io): Promise<number> {
  const suite = values['suite'];
  if (suite === undefined) {
    throw new RatchetError({
      code: 'E_USAGE',
      message: '--models needs --suite.',
      help: 'prompt-ratchet compare --models gpt-a,gpt-b --suite triage',
    });
  }
  const { session, at } = sessionOf(values, io);
  const { asked } = wantedOf(suite, pick(values, ['models', 'max-calls', 'max-cost']), false);
  const frontier = await runModels(session, {
    suite,
    models: asked.models ?? [],
    cap: { calls: asked['max-calls'] ?? 600, costUsd: asked['max-cost'] ?? 5 },
  });
  const path = at(values['report-path'] ?? '.prompt-ratchet/models.json');
  await writeResult(path, `${JSON.stringify(frontier, null, 2)}\n`);
  if (values['markdown'] !== undefined)
    await writeResult(at(values['markdown']), `${frontierMarkdown(frontier)}\n`);
  const html = values['html'];
  const page = await writeModelsPage(
    frontier,
    path,
    html === undefined ? undefined : at(html),
    io.pagesFolder,
  );
  const notes = [path, page.html].flatMap((each) => (each === undefined ? [] : [`Wrote ${each}`]));
  io.stdout.write(frontierTerminal(frontier));
  io.stderr.write(`${[...notes, ...page.warnings].map(escapeLog).join('\n')}\n`);
  return frontier.problems.length > 0 ? 2 : 0;
}

function sessionOf(values: Readonly<Record<string, string>>, io: Io) {
  const options = parseOptions(pick(values, SHARED));
  const directory = resolve(io.cwd, options['working-directory']);
  const session = {
    options,
    ends: options,
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
  };
  return { session, at: (path: string) => resolve(directory, path) };
}

function pick(values: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}

/** A name that every file system takes, and no two suites share. */
export function fileNameOf(suite: string): string {
  const plain = suite
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return plain === suite ? plain : `${plain}-${sha256(suite).slice(0, 8)}`;
}
