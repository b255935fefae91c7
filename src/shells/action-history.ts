import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { getInput } from '@actions/core';
import { createClient } from '../adapters/github/client.ts';
import { historyWarning } from '../adapters/github/refusal.ts';
import { fileLedger } from '../adapters/ledger/file.ts';
import { githubLedger } from '../adapters/ledger/github.ts';
import { createHistoryStore, HISTORY_BRANCH, type LedgerPlace } from '../adapters/ledger/store.ts';
import type { Settings } from '../core/config/settings.ts';
import { draftOf, isHistoric } from '../core/history-draft.ts';
import type { Report } from '../core/report.ts';
import { VERSION } from '../version.ts';

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
    const ledger = ledgerOf(wanted, report, place);
    const store = createHistoryStore(ledger, { sleep: delay, random: Math.random });
    await store.append(draftOf(report));
    return [];
  } catch (error) {
    return [historyWarning(error, place)];
  }
}

function ledgerOf(
  wanted: Exclude<Settings['history'], 'off'>,
  { source }: Report,
  { apiUrl, directory }: Place,
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
