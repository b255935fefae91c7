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
import { draftOf, isHistoric } from '../core/history-draft.ts';
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
