import { spokenLines } from './comment-lines.ts';
import type { Override } from './override-schema.ts';
import type { Decision, GateReason } from './report.ts';

/** Digits of a commit that a command has to name: all of them. Another commit with the same first few can be made at will. */
const COMMIT_MIN = 40;
/** Characters of a reason. */
export const REASON_MIN = 10;
export const REASON_MAX = 500;

/** What is wrong with a command that was meant as one. */
export type CommandProblem =
  | 'unknown-command'
  | 'no-commit'
  | 'short-commit'
  | 'not-a-commit'
  | 'no-reason'
  | 'short-reason'
  | 'long-reason';

/** A command as a comment gives it: nothing is known yet of who wrote it and which commit is meant. */
export type OverrideCommand =
  | { ok: true; commit: string; reason: string }
  | { ok: false; problem: CommandProblem };

/**
 * The command `/ratchet accept <commit> <reason>` of a comment; `undefined` when it has none. Of several the last
 * well-formed one counts, and only without any the last malformed one.
 */
export function parseOverride(body: string): OverrideCommand | undefined {
  const commands = spokenLines(body).flatMap(parseLine);
  return commands.findLast((command) => command.ok) ?? commands.at(-1);
}

/** Whether a commit as a command names it is this head. */
export function matchesCommit(commit: string, headSha: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i.test(headSha) && headSha.toLowerCase() === commit.toLowerCase();
}

/**
 * Whether a maintainer can accept this decision: it fails, and for nothing but what was measured. What nobody
 * measured is no known regression, so there is nothing that a person could knowingly accept.
 */
export function isAcceptable({ reasons }: Decision): boolean {
  const fatal = reasons.filter(({ severity }) => severity === 'fail');
  return fatal.length > 0 && fatal.every(({ kind }) => kind === 'quality');
}

/** The decision after a maintainer accepted it; the same decision where that is not possible. */
export function applyOverride(decision: Decision, override: Override): Decision {
  if (!isAcceptable(decision)) return decision;
  const reasons = decision.reasons.map(
    (reason): GateReason => (reason.severity === 'fail' ? { ...reason, severity: 'warn' } : reason),
  );
  return { ...decision, outcome: 'warn', reasons: [OVERRIDDEN, ...reasons], override };
}

const OVERRIDDEN: GateReason = { code: 'overridden', severity: 'warn', kind: 'notice' };

function parseLine(line: string): OverrideCommand[] {
  // Four spaces or a tab would make the line code.
  const start = /^ {0,3}\/ratchet(?![^ \t])/i.exec(line);
  if (!start) return [];
  // Another command, with its own answer.
  if (/^[ \t]+label(?![^ \t])/i.test(line.slice(start[0].length))) return [];
  const [, verb = '', commit = '', rest = ''] =
    /^[ \t]*([^ \t]*)[ \t]*([^ \t]*)(.*)$/s.exec(line.slice(start[0].length)) ?? [];
  const reason = cleaned(rest);
  const problem = problemOf(verb, commit, reason);
  return [problem ? { ok: false, problem } : { ok: true, commit: commit.toLowerCase(), reason }];
}

function problemOf(verb: string, commit: string, reason: string): CommandProblem | undefined {
  if (verb.toLowerCase() !== 'accept') return 'unknown-command';
  if (commit === '') return 'no-commit';
  if (!/^[0-9a-f]{1,64}$/i.test(commit)) return 'not-a-commit';
  if (commit.length < COMMIT_MIN) return 'short-commit';
  if (reason === '') return 'no-reason';
  if (reason.length < REASON_MIN) return 'short-reason';
  return reason.length > REASON_MAX ? 'long-reason' : undefined;
}

/** What cannot be seen, or makes its neighbours read otherwise: a record has to say what its reader sees. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** A reason on one line without unseen characters. Emoji that are joined fall apart, and nothing else is lost. */
function cleaned(text: string): string {
  return text
    .replace(/[^\S\uFEFF]+/g, ' ')
    .replace(UNSEEN, '')
    .replace(/ +/g, ' ')
    .trim();
}
