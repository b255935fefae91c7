import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getInput } from '@actions/core';
import { createClient } from '../adapters/github/client.ts';
import { historyWarning } from '../adapters/github/refusal.ts';
import { fileLedger } from '../adapters/ledger/file.ts';
import { githubLedger } from '../adapters/ledger/github.ts';
import { createHistoryStore, HISTORY_BRANCH, type LedgerPlace } from '../adapters/ledger/store.ts';
import type { Settings } from '../core/config/settings.ts';
import { messageOf } from '../core/errors.ts';
import { readLedger } from '../core/history.ts';
import { draftOf, isHistoric } from '../core/history-draft.ts';
import type { OptimizeReport } from '../core/optimize-report.ts';
import type { Report } from '../core/report.ts';
import type { HistoryStore } from '../ports.ts';
import { VERSION } from '../version.ts';
import { configuredPlace, lookBack, openHistory } from './history.ts';

interface Place {
  apiUrl: string;
  fork: boolean;
  /** Folder that a ledger's file is named from. */
  directory: string;
}

/** Appends the decision to the ledger that base wants. Never throws: gives what to warn of. */
export async function keepDecision(report: Report, place: Place): Promise<string[]> {
  const wanted = report.settings?.history ?? 'off';
  if (wanted === 'off' || !isHistoric(report)) return [];
  try {
    await storeOf(wanted, report, place).append(draftOf(report));
    return [];
  } catch (error) {
    return [historyWarning(error, place)];
  }
}

/** The report with the course of its suites, where base wants a ledger. Never throws: gives what to note in the log. */
export async function withCourse(
  report: Report,
  { secrets, ...place }: Omit<Place, 'fork'> & { secrets: readonly string[] },
): Promise<{ report: Report; note?: string }> {
  const wanted = report.settings?.history ?? 'off';
  if (wanted === 'off') return { report };
  try {
    // A job that measures may have no token: there the clone's branch has to do, as it was fetched.
    const isLocal = !getInput('github-token') && configuredPlace(report);
    const store = isLocal ? await openHistory(isLocal, place.directory) : storeOf(wanted, report, place);
    return { report: await lookBack(report, store, secrets) };
  } catch (error) {
    return { report, note: `The report shows no earlier decisions: ${messageOf(error)}` };
  }
}

/**
 * Appends one look at a test split to the ledger that the suite's branch wants, and gives how many there were, this one
 * included. `undefined`: no ledger is kept, or it cannot be written, which is warned of.
 */
export async function keepLook(
  { test, testSplit: split, suite }: OptimizeReport,
  place: Place & { repository: string },
): Promise<{ looks?: number; warnings: string[] }> {
  const wanted = test?.settings?.history ?? 'off';
  if (wanted === 'off' || !test || split === undefined) return { warnings: [] };
  try {
    const source = { ...test.source, repository: place.repository };
    const store = storeOf(wanted, { ...test, source }, place);
    const { entries } = readLedger(await store.read());
    const before = entries.filter(({ look }) => look?.split === split).length;
    await store.append({ ...draftOf(test), look: { suite, split } });
    return { looks: before + 1, warnings: [] };
  } catch (error) {
    return { warnings: [historyWarning(error, place)] };
  }
}

function storeOf(...[wanted, report, place]: Parameters<typeof ledgerOf>): HistoryStore {
  return createHistoryStore(ledgerOf(wanted, report, place), { sleep: delay, random: Math.random });
}

function ledgerOf(
  wanted: Exclude<Settings['history'], 'off'>,
  { source }: Report,
  { apiUrl, directory }: Omit<Place, 'fork'>,
): LedgerPlace {
  if (typeof wanted === 'object' && 'file' in wanted) return fileLedger(resolve(directory, wanted.file));
  const token = getInput('github-token');
  if (!token || source.repository === undefined) throw new Error('there is no github-token');
  return githubLedger({
    client: createClient({ token, apiUrl, userAgent: `prompt-ratchet/${VERSION}` }),
    repository: source.repository,
    branch: wanted === 'branch' ? HISTORY_BRANCH : wanted.branch,
  });
}
