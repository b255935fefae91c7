import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openRepo } from '../adapters/git/repo.ts';
import { fileLedger } from '../adapters/ledger/file.ts';
import { gitLedger } from '../adapters/ledger/git.ts';
import { createHistoryStore, HISTORY_BRANCH } from '../adapters/ledger/store.ts';
import { RatchetError } from '../core/errors.ts';
import { readLedger } from '../core/history.ts';
import { trendsOf } from '../core/history-trend.ts';
import type { Report } from '../core/report.ts';
import { withHistory } from '../core/with-history.ts';
import type { HistoryStore } from '../ports.ts';
import { renderChain, renderHistory } from '../render/history.ts';
import { parseFlags } from './flags.ts';
import { type Io, wantsColor, widthOf } from './io.ts';

/** Decisions listed unless `--limit` says otherwise. */
const LISTED = 20;

/**
 * `prompt-ratchet history [SUITE]`: the decisions that were kept, and how each suite did. Gives exit code 0; with
 * `--verify`, 1 where the chain is broken.
 */
export async function historyCommand(argv: readonly string[], io: Io): Promise<number> {
  const [first, ...others] = argv;
  const suite = first !== undefined && !first.startsWith('-') ? first : undefined;
  const { values, switches } = parseFlags(suite === undefined ? argv : others, {
    values: ['branch', 'file', 'limit', 'working-directory'],
    switches: ['verify', 'json'],
  });
  const folder = resolve(io.cwd, values['working-directory'] ?? '.');
  const store = await openHistory(placeOf(values), folder);
  const ledger = readLedger(await store.read());
  const screen = { width: widthOf(io.stdout), color: wantsColor(io.stdout, io.env) };
  if (switches.has('json')) {
    const entries = ledger.entries.filter(
      (entry) => !suite || entry.suites.some(({ name }) => name === suite),
    );
    const all = { version: 1, faults: ledger.faults, trends: trendsOf(entries, suite), entries };
    io.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  } else if (switches.has('verify')) {
    io.stdout.write(
      ledger.entries.length + ledger.faults.length === 0
        ? 'No decision is recorded.\n'
        : renderChain(ledger, screen),
    );
  } else {
    io.stdout.write(renderHistory(ledger, { ...screen, suite, limit: limitOf(values['limit']) }));
  }
  return switches.has('verify') && ledger.faults.length > 0 ? 1 : 0;
}

/** Where a ledger is kept. */
export type HistoryPlace = { branch: string } | { file: string };

/**
 * Opens a ledger of this machine: on a branch of the repository around a folder, or in a file.
 * @throws RatchetError E_NOT_A_REPOSITORY
 */
export async function openHistory(place: HistoryPlace, folder: string): Promise<HistoryStore> {
  const timing = { sleep: delay, random: Math.random };
  if ('file' in place) return createHistoryStore(fileLedger(resolve(folder, place.file)), timing);
  await using repo = await openRepo(folder);
  return createHistoryStore(gitLedger(repo.root, place.branch), timing);
}

/** Months of a ledger that a report looks back on. */
const MONTHS = 6;

/** A report with the course of its suites by a ledger. */
export async function lookBack(
  report: Report,
  store: Pick<HistoryStore, 'read'>,
  secrets: readonly string[],
): Promise<Report> {
  return withHistory(report, readLedger(await store.read(MONTHS), { after: true }), secrets);
}

/** Where base wants decisions to be kept; `undefined`: nowhere. */
export function configuredPlace({ settings }: Report): HistoryPlace | undefined {
  const wanted = settings?.history ?? 'off';
  if (wanted === 'off') return undefined;
  return wanted === 'branch' ? { branch: HISTORY_BRANCH } : wanted;
}

/** What `compare --history` says: `branch`, `branch:NAME` or `file:PATH`. */
export function historyPlace(text: string): HistoryPlace {
  if (text === 'branch') return { branch: HISTORY_BRANCH };
  const [, kind, name = ''] = /^(branch|file):(.+)$/s.exec(text) ?? [];
  if (kind === 'branch') return { branch: branchName(name) };
  if (kind === 'file') return { file: name };
  throw usageError(`--history: "${text}" is not understood.`, '--history branch, branch:NAME or file:PATH');
}

function placeOf(values: Readonly<Record<string, string>>): HistoryPlace {
  const { branch, file } = values;
  if (branch !== undefined && file !== undefined)
    throw usageError('--branch and --file exclude each other.', 'Give one.');
  return file === undefined ? { branch: branchName(branch ?? HISTORY_BRANCH) } : { file };
}

/** No name that Git would take for an option, a revision or a path. */
function branchName(name: string): string {
  if (/^(?!-)(?!.*(?:\.\.|\/\/|@\{))[\w./-]{1,200}(?<![./])$/.test(name)) return name;
  throw usageError(`"${name}" is no name for a ledger's branch.`, `Default: ${HISTORY_BRANCH}`);
}

function limitOf(text: string | undefined): number {
  if (text === undefined) return LISTED;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw usageError(`--limit: "${text}" is no number of decisions.`, 'prompt-ratchet history --limit 50');
}

function usageError(message: string, help: string): RatchetError {
  return new RatchetError({ code: 'E_USAGE', message, help });
}
