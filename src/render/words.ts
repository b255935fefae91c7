import type { Decision, GateReason, Report } from '../core/report.ts';
import { count, duration, money, plural, tokens, width } from './numbers.ts';
import { reasonWords, scorerWords } from './reason-words.ts';
import type { Voice } from './terms.ts';
import { cut, oneLine } from './visible.ts';

/** The decision and why, in one sentence. */
export function decisionSentence(report: Report, voice: Voice): string {
  const { outcome, reasons, override } = report.decision;
  if (outcome === 'pass') return `${decisionWord(report.decision)}: ${passWords(reasons, voice)}`;
  const word = override ? `Accepted by ${voice.name(override.by)}` : decisionWord(report.decision);
  const first = leadingReason(report.decision);
  if (first === undefined) return word;
  const weighing = reasons.filter(
    ({ severity, code }) => severity === outcome && (!override || code !== 'overridden'),
  );
  const others = weighing.filter((reason) => reason !== first).length;
  const more = others > 0 ? `, and ${plural(others, 'more reason')}` : '';
  return `${word}: ${reasonWords(first, report, voice)}${more}`;
}

/** The reason that the decision's sentence states: a measured loss says more than a missing measurement. */
export function leadingReason({ outcome, reasons }: Decision): GateReason | undefined {
  if (outcome === 'pass') return undefined;
  const weighing = reasons.filter(({ severity }) => severity === outcome);
  return weighing.find(({ kind }) => kind === 'quality') ?? weighing[0] ?? reasons[0];
}

/** What a pass rests on. An undecided score forbids to say that nothing got worse. */
function passWords(reasons: Decision['reasons'], voice: Voice): string {
  const [first, ...others] = reasons.filter(({ code }) => code === 'improved');
  const undecided = reasons.filter(({ code }) => code === 'inconclusive').length;
  if (first === undefined && undecided === 0 && reasons.some(({ code }) => code === 'nothing-touched')) {
    return 'this change touches no suite';
  }
  const better =
    first &&
    `${scorerWords(first, voice)} improved${first.actual === undefined ? '' : ` by ${width(first.actual)}`}`;
  const more = others.length > 0 ? ` and ${plural(others.length, 'more score')} too` : '';
  const rest =
    undecided > 0
      ? `no regression was found, ${plural(undecided, 'score')} undecided`
      : 'no score got worse by more than is tolerated';
  return better === undefined ? rest : `${better}${more}, ${rest}`;
}

/** {@link decisionSentence} as plain text, for a log or a title. */
export function headline(report: Report): string {
  return decisionSentence(report, plainVoice);
}

const plainVoice: Voice = {
  name: (text) => cut(oneLine(cut(text, 40)), 40),
  prose: (text) => cut(oneLine(cut(text, 200)), 200),
};

/** The decision alone. A gate that measured nothing to block on did not block: it could not evaluate. */
export function decisionWord({ outcome, reasons }: Decision): string {
  if (outcome === 'pass') return 'Passed';
  const weighing = reasons.filter(({ severity }) => severity === outcome);
  if (outcome === 'warn') return weighing.length > 1 ? 'Passed with warnings' : 'Passed with a warning';
  return weighing.some(({ kind }) => kind === 'quality') ? 'Blocked' : 'Not evaluated';
}

/** What a run used: calls, tokens, money and time. */
export function totalsWords(report: Report): string[] {
  const { totals } = report;
  const calls = totals.targetCalls + totals.judgeCalls;
  const detail = [
    totals.judgeCalls > 0 ? `${count(totals.judgeCalls)} to judges` : '',
    totals.replayed > 0 ? `${count(totals.replayed)} replayed` : '',
    totals.failedCalls > 0 ? `${count(totals.failedCalls)} failed` : '',
  ].filter(Boolean);
  return [
    `${plural(calls, 'call')}${detail.length > 0 ? ` (${detail.join(', ')})` : ''}`,
    ...(totals.reused ? [reusedWords(report, totals.reused)] : []),
    `${money(totals.costUsd)}${totals.unpriced > 0 ? ` and ${plural(totals.unpriced, 'call')} of unknown cost` : ''}`,
    `${tokens(totals.inputTokens)} tokens in, ${tokens(totals.outputTokens)} out`,
    duration(totals.durationMs),
  ];
}

/** What was not asked for anew: whose answers, and how old. */
function reusedWords(report: Report, reused: number): string {
  const { base = 0, head = 0, judges = 0 } = report.totals.reusedOf ?? {};
  const of = [
    base > 0 ? `${count(base)} of base` : '',
    head > 0 ? `${count(head)} of head` : '',
    judges > 0 ? `${count(judges)} of judges` : '',
  ].filter(Boolean);
  const whose = of.length > 0 ? ` (${of.join(', ')})` : '';
  return `${plural(reused, 'answer')} reused from ${ageWords(report)}${whose}`;
}

/** How long before this report the oldest reused answer was given. */
function ageWords({ createdAt, totals: { oldestReused } }: Report): string {
  const age = oldestReused === undefined ? 0 : Date.parse(createdAt) - Date.parse(oldestReused);
  return `up to ${duration(Math.max(0, age))} ago`;
}
