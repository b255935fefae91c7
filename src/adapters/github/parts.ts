import { sha256 } from '../../core/hash.ts';
import type { Outcome } from '../../core/report.ts';
import { compareRuns, markerOf, type Run, readMarker } from './marker.ts';

/** What one scope's newest run says in the comment that the scopes share. */
export interface Part {
  scope: string;
  run: Run;
  /** Absent: the run is under way. */
  outcome: Outcome | undefined;
  text: string;
}

/** Puts parts into the order in which they are read, and within a limit. */
export type ArrangeParts = (
  parts: readonly Part[],
  room: { limit: number; overhead: number },
) => { heading: string; parts: readonly Pick<Part, 'scope' | 'text'>[] };

/** Between two parts. No part ends in one. */
const RULE = '\n\n---\n\n';

/** The comment that parts make up. */
export function bodyOf(parts: readonly Part[], arrange: ArrangeParts, limit: number): string {
  const newest = parts.map(({ run }) => run).toSorted((left, right) => compareRuns(right, left))[0];
  const overhead = Math.max(0, ...parts.map((part) => lineOf(part, '0'.repeat(16)).length)) + RULE.length + 1;
  const fitted = arrange(parts, { limit: limit - 100, overhead });
  // No text of a part can hold this word: it is the hash of all of them.
  const word = sha256(JSON.stringify(fitted)).slice(0, 16);
  const shown = fitted.parts.flatMap(({ scope, text }) => {
    const part = parts.find((each) => each.scope === scope);
    return part ? [`${lineOf(part, word)}\n${text.trim()}`] : [];
  });
  const marker = markerOf({ ...(newest ?? { id: 0, attempt: 0 }), parts: word });
  return `${marker}\n${fitted.heading}${shown.map((text) => RULE + text).join('')}`;
}

/** The parts of a shared comment. What cannot be read is no part. */
export function partsOf(body: string): Part[] {
  const text = body.replaceAll('\r\n', '\n');
  const word = readMarker(text)?.parts;
  if (word === undefined) return [];
  const [, ...pieces] = text.split(`\n<!-- part ${word} `);
  return pieces.flatMap((piece) => {
    const [, scope = '', id, attempt, outcome] =
      /^scope=([\w.!~*'()%-]{1,1200}) run=(\d{1,16})\.(\d{1,16}) (pass|warn|fail|running) -->\n/.exec(
        piece,
      ) ?? [];
    if (outcome === undefined) return [];
    return [
      {
        scope: decoded(scope),
        run: { id: Number(id), attempt: Number(attempt) },
        outcome: outcome === 'running' ? undefined : (outcome as Outcome),
        text: piece
          .slice(piece.indexOf('\n') + 1)
          .trim()
          .replace(/\n\n---$/, ''),
      },
    ];
  });
}

/** The newest part of each scope among those of several comments. */
export function merged(parts: readonly Part[]): Part[] {
  const newest = new Map<string, Part>();
  for (const part of parts) {
    const known = newest.get(part.scope);
    if (known === undefined || compareRuns(part.run, known.run) >= 0) newest.set(part.scope, part);
  }
  return [...newest.values()];
}

function lineOf({ scope, run, outcome }: Part, word: string): string {
  const name = encodeURIComponent(scope.toWellFormed());
  return `<!-- part ${word} scope=${name} run=${run.id}.${run.attempt} ${outcome ?? 'running'} -->`;
}

function decoded(scope: string): string {
  try {
    return decodeURIComponent(scope);
  } catch {
    return '';
  }
}
