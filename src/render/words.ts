import type { Change, Decision, GateReason, Report } from '../core/report.ts';
import { count, duration, money, plural, score, share, tokens, width } from './numbers.ts';
import { listed, type Voice } from './terms.ts';
import { cut, oneLine } from './visible.ts';

/** Case names that a sentence can bear. */
const CASES_NAMED = 3;

/** The decision and why, in one sentence. */
export function decisionSentence(report: Report, voice: Voice): string {
  const { outcome, reasons } = report.decision;
  if (outcome === 'pass') return `${decisionWord(report.decision)}: ${passWords(reasons, voice)}`;
  const weighing = reasons.filter((reason) => reason.severity === outcome);
  // A measured loss says more than a missing measurement.
  const first = weighing.find(({ kind }) => kind === 'quality') ?? weighing[0] ?? reasons[0];
  if (first === undefined) return decisionWord(report.decision);
  const others = weighing.length - 1;
  const more = others > 0 ? `, and ${plural(others, 'more reason')}` : '';
  return `${decisionWord(report.decision)}: ${reasonWords(first, report, voice)}${more}`;
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
      ? `${plural(undecided, 'score')} undecided`
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

/** A gate's reason as a clause that begins in lower case. */
export function reasonWords(reason: GateReason, report: Report, voice: Voice): string {
  const of = reason.suite === undefined ? '' : ` of ${voice.name(reason.suite)}`;
  const suite = reason.suite === undefined ? 'a suite' : voice.name(reason.suite);
  const scorer = scorerWords(reason, voice);
  const { actual, limit, base } = reason;
  const cases = reason.cases ?? [];
  const named = listed(
    cases.map((id) => voice.name(id)),
    CASES_NAMED,
  );
  const some = (noun: string) => (cases.length === 0 ? `${noun}s` : plural(cases.length, noun));
  const from = base === undefined ? '' : ` (base: ${score(base)})`;
  switch (reason.code) {
    case 'run-failed':
      return 'the run could not be done';
    case 'regressed':
      return `${scorer} regressed${actual === undefined ? '' : ` by ${width(actual)}`}${limit === undefined ? '' : ` (${width(limit)} tolerated)`}`;
    case 'below-min-score':
      return `${scorer} is at ${score(actual)}${from}, below the required ${score(limit)}`;
    case 'must-pass':
      return `${cases.length > 1 ? `${cases.length} must-pass cases` : 'a must-pass case'} ${brokenIn(report, reason) ? 'broke' : cases.length > 1 ? 'do not pass' : 'does not pass'}${named ? ` (${named})` : ''}`;
    case 'cost-increase':
      return `a trial${of} costs ${increase(actual)} more${tolerated(limit)}`;
    case 'latency-increase':
      return `the latency${of} rose by ${increase(actual)}${tolerated(limit)}`;
    case 'inconclusive':
      return `it could not be decided whether ${scorer} got worse`;
    case 'unmeasured':
      return unmeasuredWords(reason, voice);
    case 'cost-unknown':
      return `the cost${of} is unknown, so its limit could not be checked`;
    case 'latency-unknown':
      return `the latency${of} is unknown, so its limit could not be checked`;
    case 'suite-broken':
      return `the suite ${suite} cannot be read at head`;
    case 'suite-removed':
      return `this change removes the suite ${suite}`;
    case 'cases-removed':
      return `this change removes or edits ${some('case')}${of}${named ? ` (${named})` : ''}`;
    case 'gate-changed':
      return `this change edits what decides for ${suite}, and base's rules decided`;
    case 'new-suite':
      return `${suite} is new, so there is no base to compare with`;
    case 'replayed':
      return 'answers come from a recording that this change brings along';
    case 'improved':
      return `${scorer} improved${actual === undefined ? '' : ` by ${width(actual)}`}`;
    case 'unchanged':
      return `${scorer} did not get worse`;
    case 'nothing-touched':
      return 'this change touches no suite';
  }
}

function scorerWords({ suite, scorer }: Pick<GateReason, 'suite' | 'scorer'>, voice: Voice): string {
  const of = suite === undefined ? '' : ` of ${voice.name(suite)}`;
  return `${scorer === undefined ? 'the score' : voice.name(scorer)}${of}`;
}

function unmeasuredWords({ suite, scorer, cases = [], actual, limit }: GateReason, voice: Voice): string {
  const of = suite === undefined ? '' : ` of ${voice.name(suite)}`;
  if (cases.length > 0) {
    const named = listed(
      cases.map((id) => voice.name(id)),
      CASES_NAMED,
    );
    return `${plural(cases.length, 'must-pass case')}${of} could not be measured (${named})`;
  }
  const what = scorerWords({ suite, scorer }, voice);
  if (actual === undefined || limit === undefined || limit === 0) return `${what} could not be measured`;
  return `${what} could not be measured in ${actual} of ${plural(limit, 'case')}`;
}

/** Whether all cases of a must-pass reason passed at base. */
function brokenIn(report: Report, { suite: name, cases = [] }: GateReason): boolean {
  const suite = report.suites.find((candidate) => candidate.name === name);
  if (suite === undefined || !('cases' in suite) || cases.length === 0) return false;
  const broken = new Set(suite.cases.filter(({ outcome }) => outcome === 'broke').map(({ id }) => id));
  return cases.every((id) => broken.has(id));
}

function increase(value: number | undefined): string {
  return value === undefined ? 'much' : share(value);
}

function tolerated(limit: number | undefined): string {
  return limit === undefined ? '' : ` (${share(limit)} tolerated)`;
}

/** One difference between base and head. */
export function changeWords({ kind, what, from, to }: Change, voice: Voice): string {
  const subject = kind === 'parameter' || kind === 'policy' ? voice.name(what) : SUBJECTS[kind];
  if (kind === 'scorer') return `scorer ${voice.name(what)} ${to === undefined ? 'edited' : voice.prose(to)}`;
  if (from !== undefined && to !== undefined) return `${subject} ${voice.name(from)} → ${voice.name(to)}`;
  if (to !== undefined) return `${subject} is now ${voice.name(to)}`;
  if (from !== undefined) return `${subject} no longer ${voice.name(from)}`;
  return kind === 'prompt' || kind === 'dataset'
    ? `${subject} ${voice.name(what)} edited`
    : `${subject} edited`;
}

const SUBJECTS: Readonly<Record<Exclude<Change['kind'], 'parameter' | 'policy'>, string>> = {
  prompt: 'prompt',
  model: 'model',
  provider: 'provider',
  dataset: 'dataset',
  scorer: 'scorer',
  trials: 'trials',
  'suite-path': 'suite file',
};

/** What a run used: calls, tokens, money and time. */
export function totalsWords({ totals }: Report): string[] {
  const calls = totals.targetCalls + totals.judgeCalls;
  const detail = [
    totals.judgeCalls > 0 ? `${count(totals.judgeCalls)} to judges` : '',
    totals.replayed > 0 ? `${count(totals.replayed)} replayed` : '',
    totals.failedCalls > 0 ? `${count(totals.failedCalls)} failed` : '',
  ].filter(Boolean);
  return [
    `${plural(calls, 'call')}${detail.length > 0 ? ` (${detail.join(', ')})` : ''}`,
    `${money(totals.costUsd)}${totals.unpriced > 0 ? ` and ${plural(totals.unpriced, 'call')} of unknown cost` : ''}`,
    `${tokens(totals.inputTokens)} tokens in, ${tokens(totals.outputTokens)} out`,
    duration(totals.durationMs),
  ];
}
