import type { Comparison, GateReason, Report } from '../core/report.ts';
import { count, decimal, plural, score, share, width } from './numbers.ts';
import { failuresOf, isMeasured } from './select.ts';
import { listed, type Voice } from './terms.ts';

/** Case names that a sentence can bear. */
const CASES_NAMED = 3;

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
      return runFailedWords(report, voice);
    case 'run-stopped':
      return stoppedWords(report, voice);
    case 'not-recorded':
      return notRecordedWords(report, voice);
    case 'overridden':
      return overriddenWords(report, voice);
    case 'regressed':
      if (tieBreaker(report, reason)) return tieWords(report, reason, voice);
      return `${scorer} regressed${actual === undefined ? '' : ` by ${width(actual)}`}${limit === undefined ? '' : ` (${width(limit)} tolerated)`}${provenAfter(report, reason)}`;
    case 'stopped':
      return `${suite} stopped after ${count(actual ?? 0)} of ${plural(limit ?? 0, 'case')}: regression already proven`;
    case 'below-min-score':
      return `${scorer} is at ${score(actual)}${from}, below the required ${score(limit)}`;
    case 'min-score-open':
      return `${scorer} is at the required ${score(limit)} by what was measured, and could be at ${score(actual)}: some of its scores are missing`;
    case 'must-pass':
      return `${cases.length > 1 ? `${cases.length} must-pass cases` : 'a must-pass case'} ${brokenIn(report, reason) ? 'broke' : cases.length > 1 ? 'do not pass' : 'does not pass'}${named ? ` (${named})` : ''}`;
    case 'failing-before':
      return `${cases.length > 1 ? `${cases.length} must-pass cases` : 'a must-pass case'} still ${cases.length > 1 ? 'fail' : 'fails'}, as before this change${named ? ` (${named})` : ''}`;
    case 'must-pass-unused': {
      const tags = (reason.tags ?? []).map((tag) => voice.name(tag));
      return `no case${of} has the must-pass ${tags.length > 1 ? 'tags' : 'tag'} ${listed(tags, CASES_NAMED)}`;
    }
    case 'case-broken':
      return `${cases.length > 1 ? plural(cases.length, 'case') : 'a case'}${of} broke, proven by fresh trials${named ? ` (${named})` : ''}`;
    case 'scores-lost':
      return `${scorer} lacks ${score(actual)} of its scores at head${from}, and this change is why`;
    case 'answers-unfinished':
      return `${score(actual)} of the answers${of} are empty, refused or cut off${from}, and this change is why${named ? ` (${named})` : ''}`;
    case 'error-rate':
      return `${score(actual)} of the trials${of} failed${from}${limit === undefined ? '' : `, above the tolerated ${share(limit)}`}`;
    case 'cost-increase':
      return `a trial${of} costs ${increase(actual)} more${tolerated(limit)}`;
    case 'latency-increase':
      return `the latency${of} rose by ${increase(actual)}${tolerated(limit)}`;
    case 'degraded':
      return `${scorer} got worse${actual === undefined ? '' : ` by ${width(actual)}`}, which is proven${limit === undefined ? '' : ` and within the ${width(limit)} tolerated`}`;
    case 'inconclusive':
      return `it could not be decided whether ${scorer} got worse`;
    case 'unmeasured':
      return `${unmeasuredWords(reason, voice)}${causeWords(report, reason)}`;
    case 'cost-unknown':
      return `the cost${of} is unknown, so its limit could not be checked`;
    case 'latency-unknown':
      return `the latency${of} is unknown, so its limit could not be checked`;
    case 'suite-broken':
      return `the suite ${suite} cannot be read at head`;
    case 'suite-removed':
      return `this change removes the suite ${suite}${removedWords(report, reason)}`;
    case 'cases-removed':
      return `this change removes or edits ${some('case')}${of}${named ? ` (${named})` : ''}`;
    case 'gate-changed':
      return `this change edits what decides for ${suite}, and base's rules decided`;
    case 'new-suite':
      return `${suite} is new, so there is no base to compare with`;
    case 'first-adoption':
      return 'this change brings the first suites, so there is no base to compare with and their own gate was applied';
    case 'judge-distrusted':
      return `${scorer} agrees too little with people to decide${actual === undefined || limit === undefined ? '' : ` (J ${decimal(actual)}, ${decimal(limit)} needed)`}, so it is shown only`;
    case 'judge-uncalibrated':
      return `${scorer} has too few labels to decide${actual === undefined || limit === undefined ? '' : ` (${count(actual)} of ${count(limit)})`}, so it is shown only`;
    case 'nothing-decides':
      return `nothing${of} decides: its judges are informational, and it has no other scorer`;
    case 'uncovered-prompts':
      return `${plural(actual ?? 1, 'changed prompt is', 'changed prompts are')} tested by no suite`;
    case 'replayed':
      return 'answers come from a recording that this change brings along';
    case 'unverified-run':
      return 'the report comes from a run of a fork, whose author could have changed it';
    case 'improved':
      if (tieBreaker(report, reason)) return tieWords(report, reason, voice);
      return `${scorer} improved${actual === undefined ? '' : ` by ${width(actual)}`}`;
    case 'unchanged':
      return `${scorer} did not get worse`;
    case 'nothing-touched':
      return 'this change touches no suite';
  }
}

/** The judge of pairs that decided in a scorer's place. */
function tieBreaker(report: Report, { suite: name, scorer }: GateReason): Comparison | undefined {
  const suite = report.suites.find((each) => each.name === name);
  const comparisons = suite && 'comparisons' in suite ? suite.comparisons : [];
  const { brokenBy } = comparisons.find((each) => each.scorer === scorer) ?? {};
  return brokenBy === undefined ? undefined : comparisons.find((each) => each.scorer === brokenBy);
}

function tieWords(report: Report, reason: GateReason, voice: Voice): string {
  const tie = tieBreaker(report, reason);
  const side = reason.code === 'regressed' ? 'base' : 'head';
  return `${scorerWords(reason, voice)} is undecided by itself, and ${voice.name(tie?.scorer ?? '')} prefers the outputs of ${side}${tie?.delta === undefined ? '' : ` by ${width(tie.delta)}`}`;
}

/** What makes the removal of a suite block: its prompt stays and is tested by nothing. */
function removedWords(report: Report, { suite: name, severity }: GateReason): string {
  const suite = report.suites.find((each) => each.name === name && each.state === 'removed');
  if (suite?.state !== 'removed' || severity !== 'fail') return '';
  return suite.promptRemains ? ', and its prompt stays' : ", which base's policy forbids";
}

function overriddenWords({ decision: { override } }: Report, voice: Voice): string {
  if (override === undefined) return 'a maintainer accepted this';
  return `${voice.name(override.by)} accepted this for ${voice.name(override.commit.slice(0, 7))}: ${voice.prose(override.reason)}`;
}

function runFailedWords({ problems: [first] }: Report, voice: Voice): string {
  if (first === undefined) return 'the run could not be done';
  return voice.prose(first.message.replace(/\.$/, ''));
}

/** A scorer with its suite. */
export function scorerWords({ suite, scorer }: Pick<GateReason, 'suite' | 'scorer'>, voice: Voice): string {
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
    return `${plural(cases.length, 'case')}${of} could not be measured (${named})`;
  }
  const what = scorerWords({ suite, scorer }, voice);
  if (actual === undefined || limit === undefined || limit === 0) return `${what} could not be measured`;
  return `${what} could not be measured in ${count(actual)} of ${plural(limit, 'case')}`;
}

/** Why scores are missing, where it is the same for all of them: what a reader has to mend, before anything else. */
function causeWords(report: Report, { suite: name, scorer }: GateReason): string {
  const suite = report.suites.find((candidate) => candidate.name === name);
  if (suite === undefined || !isMeasured(suite)) return '';
  const failures = suite.cases.flatMap(({ base, head }) => [...failuresOf(base), ...failuresOf(head)]);
  const causes = new Set(
    failures
      .filter((failure) => failure.scorer === undefined || scorer === undefined || failure.scorer === scorer)
      .map(({ words }) => words),
  );
  return causes.size === 1 ? `: ${[...causes].join()}` : '';
}

/** Whether all cases of a must-pass reason passed at base. */
function brokenIn(report: Report, { suite: name, cases = [] }: GateReason): boolean {
  const suite = report.suites.find((candidate) => candidate.name === name);
  if (suite === undefined || !('cases' in suite) || cases.length === 0) return false;
  const broken = new Set(suite.cases.filter(({ outcome }) => outcome === 'broke').map(({ id }) => id));
  return cases.every((id) => broken.has(id));
}

function stoppedWords({ totals: { stopped } }: Report, voice: Voice): string {
  if (stopped === undefined) return 'the run was stopped before its end';
  const left = stopped.calls > 0 ? ` with ${plural(stopped.calls, 'call')} not made` : '';
  return stopped.code === 'cancelled'
    ? `the run was cancelled${left}`
    : `the run stopped early${left} (${voice.prose(stopped.message)})`;
}

function notRecordedWords({ totals: { notRecorded } }: Report, voice: Voice): string {
  const [first] = notRecorded?.first ?? [];
  if (!notRecorded || !first) return 'the recording lacks answers';
  const { suite, case: id, variant, trial, scorer } = first;
  const which = notRecorded.calls > 1 ? 'the first of them for' : 'for';
  const judge = scorer === undefined ? '' : `, by ${voice.name(scorer)}`;
  return `the recording has no answer to ${plural(notRecorded.calls, 'call')}, ${which} case ${voice.name(id)} of ${voice.name(suite)} at ${variant}, trial ${trial}${judge}`;
}

function increase(value: number | undefined): string {
  return value === undefined ? 'much' : share(value);
}

function tolerated(limit: number | undefined): string {
  return limit === undefined ? '' : ` (${share(limit)} tolerated)`;
}

/** When it was proven, where the suite stopped for it. */
function provenAfter(report: Report, { suite: name }: GateReason): string {
  const suite = report.suites.find((candidate) => candidate.name === name);
  if (suite === undefined || !('stopped' in suite) || !suite.stopped) return '';
  return `, proven after ${count(suite.stopped.cases)} of ${plural(suite.stopped.of, 'case')}`;
}

/** Words as a sentence of their own. A name that begins them stays as it is. */
export function sentence(words: string): string {
  return words.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}
