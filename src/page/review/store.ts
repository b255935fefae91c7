import type { Label } from '../../human/label.ts';
import { labelLine } from '../../human/label-line.ts';
import type { SessionState } from '../../human/session.ts';

/** What a browser keeps of a session. */
export interface Kept {
  state: SessionState;
  /** Items whose judge's verdict the rater has seen: a vote after that is not blind. */
  seen: string[];
}

/** Keeps a session in the browser; `false`: the browser does not let it. */
export function keep(key: string, kept: Kept): boolean {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

/** A kept session; `undefined` when there is none, or none that has its shape. */
export function kept(key: string): Kept | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isKept(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isKept(value: unknown): value is Kept {
  if (typeof value !== 'object' || value === null) return false;
  const { state, seen } = value as Partial<Kept>;
  return (
    Array.isArray(seen) &&
    typeof state === 'object' &&
    Array.isArray(state.acts) &&
    Array.isArray(state.lines) &&
    Number.isInteger(state.written)
  );
}

/** A word that was given once, such as who judges here. */
export function remember(key: string, word: string): void {
  try {
    localStorage.setItem(key, word);
  } catch {
    // Asked again next time.
  }
}

export function remembered(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Asks the server for what a rater has written about a set. */
export async function written(save: string, set: number, rater: string): Promise<Label[]> {
  const response = await fetch(`${save}?set=${set}&rater=${encodeURIComponent(rater)}`);
  if (!response.ok) throw new Error(await response.text());
  return (await response.json()) as Label[];
}

/** Has the server append lines to the file of a set's labels. */
export async function append(save: string, set: number, lines: readonly Label[]): Promise<void> {
  const response = await fetch(`${save}?set=${set}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: linesText(lines),
  });
  if (!response.ok) throw new Error(await response.text());
}

export function linesText(lines: readonly Label[]): string {
  return lines.map((line) => `${labelLine(line)}\n`).join('');
}
