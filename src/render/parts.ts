import type { Outcome } from '../core/report.ts';
import { codeSpan } from './escape.ts';
import { plural } from './numbers.ts';
import { DECISION_SIGNS } from './terms.ts';

/** What one of several runs says in the comment that they share. */
export interface CommentPart {
  scope: string;
  /** Absent: it is still running. */
  outcome: Outcome | undefined;
  /** Markdown whose first line says the decision. */
  text: string;
}

/** Room for a part as long as there are few: four of them fit whole. */
export const PART_LIMIT = 16_000;
const WEIGHT: Readonly<Record<Outcome | 'running', number>> = { fail: 0, warn: 1, running: 2, pass: 3 };
const NOTE = '**Shortened to fit.** The rest is in the job summary of its run.';
/** Room for the line above the parts and the one below. */
const OWN_ROOM = 300;

/**
 * Parts in the order in which they are read, the worst first, within a limit. What passed is shortened to its first
 * line first, the longest before others. `overhead` is what each part takes beside its text.
 */
export function fitParts(
  parts: readonly CommentPart[],
  { limit, overhead }: { limit: number; overhead: number },
): { heading: string; parts: readonly CommentPart[] } {
  const room = limit - OWN_ROOM;
  const kept = parts.toSorted(
    (left, right) => weight(left) - weight(right) || (left.scope < right.scope ? -1 : 1),
  );
  const total = () => kept.reduce((sum, { text }) => sum + text.length + overhead, 0);
  const longest = kept.toSorted(
    (left, right) => weight(right) - weight(left) || right.text.length - left.text.length,
  );
  for (const part of longest) {
    if (total() <= room) break;
    const at = kept.indexOf(part);
    kept[at] = { ...part, text: shortened(part) };
  }
  while (kept.length > 1 && total() > room) kept.pop();
  const left = parts.length - kept.length;
  return { heading: headingOf(parts) + (left > 0 ? `, ${plural(left, 'part')} not shown` : ''), parts: kept };
}

function weight({ outcome }: CommentPart): number {
  return WEIGHT[outcome ?? 'running'];
}

/** The first line is whole by itself, a heading or a sentence. Whose it is may stand further down. */
function shortened({ scope, text }: CommentPart): string {
  const [line = ''] = text.split('\n', 1);
  return line === text || text.endsWith(NOTE) ? text : `${line}\n\n**${codeSpan(scope)}** · ${NOTE}`;
}

function headingOf(parts: readonly CommentPart[]): string {
  const of = (outcome: Outcome | undefined) => parts.filter((part) => part.outcome === outcome).length;
  const counts = (['fail', 'warn', 'pass'] as const)
    .filter((outcome) => of(outcome) > 0)
    .map((outcome) => `${DECISION_SIGNS[outcome]} ${of(outcome)}`);
  const running = of(undefined);
  return [`**${plural(parts.length, 'part')}**`, ...counts, ...(running > 0 ? [`⏳ ${running}`] : [])].join(
    ' · ',
  );
}
