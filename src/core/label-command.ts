import { spokenLines } from './comment-lines.ts';

/** What a person says of two outputs. */
export type PairVerdict = 'a' | 'b' | 'tie' | 'both-bad';

/** What is wrong with a command that was meant as a label. */
export type LabelProblem =
  | 'no-code'
  | 'not-a-code'
  | 'no-verdict'
  | 'not-a-verdict'
  | 'long-note'
  | 'too-many';

export type LabelCommand =
  | { ok: true; code: string; verdict: PairVerdict; note?: string | undefined }
  | { ok: false; problem: LabelProblem };

const VERDICTS: Readonly<Record<string, PairVerdict>> = { a: 'a', b: 'b', tie: 'tie', bad: 'both-bad' };
const NOTE_MAX = 500;
const MOST_COMMANDS = 20;

/**
 * The commands `/ratchet label <code> a|b|tie|bad [note]` of a comment, as its author's own words: none in quotes, code
 * or HTML comments. Nothing is known yet of who wrote them.
 */
export function parseLabels(body: string): LabelCommand[] {
  const commands = spokenLines(body).flatMap(parseLine);
  return commands.length > MOST_COMMANDS ? [{ ok: false, problem: 'too-many' }] : commands;
}

function parseLine(line: string): LabelCommand[] {
  const start = /^ {0,3}\/ratchet[ \t]+label(?![^ \t])/i.exec(line);
  if (!start) return [];
  const [, code = '', verdict = '', rest = ''] =
    /^[ \t]*([^ \t]*)[ \t]*([^ \t]*)(.*)$/s.exec(line.slice(start[0].length)) ?? [];
  const fail = (problem: LabelProblem): LabelCommand[] => [{ ok: false, problem }];
  if (code === '') return fail('no-code');
  if (!/^[0-9a-f]{8}$/i.test(code)) return fail('not-a-code');
  if (verdict === '') return fail('no-verdict');
  const meant = Object.hasOwn(VERDICTS, verdict.toLowerCase()) ? VERDICTS[verdict.toLowerCase()] : undefined;
  if (meant === undefined) return fail('not-a-verdict');
  const note = rest
    .replace(/[^\S\uFEFF]+/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu, '')
    .trim();
  if (note.length > NOTE_MAX) return fail('long-note');
  return [{ ok: true, code: code.toLowerCase(), verdict: meant, ...(note ? { note } : {}) }];
}
