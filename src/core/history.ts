import { contentHash } from './hash.ts';
import { GENESIS, type HistoryDraft, type HistoryEntry, historyEntry } from './history-entry.ts';
import type { Json } from './json.ts';

/** The name of the part of a ledger that entries of a month go to, such as `2026-11.jsonl`. */
const PART = /^\d{4}-\d{2}\.jsonl$/;

/** A part of a ledger: its name, and its text as JSON lines. */
export interface LedgerPart {
  name: string;
  text: string;
}

/** What is wrong with a line of a ledger. */
export interface LedgerFault {
  part: string;
  /** From 1. */
  line: number;
  kind: 'unreadable' | 'altered' | 'unchained';
}

export interface ReadLedger {
  /** Every entry that can be read, oldest first, whether its place in the chain is right or not. */
  entries: readonly HistoryEntry[];
  /** Empty: no entry was changed, taken out, put in or moved. What was taken off the end does not show. */
  faults: readonly LedgerFault[];
}

export function isPart(name: string): boolean {
  return PART.test(name);
}

/** The part that the next entry goes to: its month's, or the newest there is where a clock is behind. */
export function partFor(at: string, names: readonly string[]): string {
  const newest = names.filter(isPart).sort().at(-1);
  const wanted = `${at.slice(0, 7)}.jsonl`;
  return newest !== undefined && newest > wanted ? newest : wanted;
}

/** An entry in its place after the one with the hash `previous`. */
export function chain(draft: HistoryDraft, previous: string): HistoryEntry {
  // By way of JSON: members that are undefined are no members, here and when it is read again.
  const body = JSON.parse(JSON.stringify({ ...draft, previous })) as Record<string, Json>;
  return historyEntry.parse({ ...body, hash: contentHash(body) });
}

/** An entry as a line of a ledger. */
export function lineOf(entry: HistoryEntry): string {
  return `${JSON.stringify(entry)}\n`;
}

/** A part with one more line, also where its last line was left without an end. */
export function withLine(text: string, line: string): string {
  return text === '' || text.endsWith('\n') ? text + line : `${text}\n${line}`;
}

/** The hash that the next entry has to name; that of the last line that can be read. */
export function lastHash(parts: readonly LedgerPart[]): string {
  for (const { text } of sorted(parts).reverse()) {
    for (const line of linesOf(text).reverse()) {
      const entry = parseLine(line.text);
      if (entry) return entry.hash;
    }
  }
  return GENESIS;
}

/** Reads a ledger and verifies its chain. `after`: the parts are only the newest, so the first line follows any. */
export function readLedger(parts: readonly LedgerPart[], { after = false } = {}): ReadLedger {
  const entries: HistoryEntry[] = [];
  const faults: LedgerFault[] = [];
  let previous = after ? undefined : GENESIS;
  for (const { name, text } of sorted(parts)) {
    for (const { text: line, number } of linesOf(text)) {
      const entry = parseLine(line);
      const place = { part: name, line: number };
      if (entry === undefined) {
        faults.push({ ...place, kind: 'unreadable' });
        continue;
      }
      if (previous !== undefined && entry.previous !== previous) faults.push({ ...place, kind: 'unchained' });
      if (hashOf(line) !== entry.hash) faults.push({ ...place, kind: 'altered' });
      previous = entry.hash;
      entries.push(entry);
    }
  }
  return { entries, faults };
}

/** Of the line itself, not of what the schema made of it: members unknown to this version count, too. */
function hashOf(line: string): string {
  const { hash: _hash, ...body } = JSON.parse(line) as Record<string, Json>;
  return contentHash(body);
}

function parseLine(line: string): HistoryEntry | undefined {
  try {
    return historyEntry.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function linesOf(text: string): { text: string; number: number }[] {
  return text
    .split('\n')
    .map((line, at) => ({ text: line, number: at + 1 }))
    .filter((line) => line.text.trim() !== '');
}

function sorted(parts: readonly LedgerPart[]): LedgerPart[] {
  return parts.toSorted((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
}
