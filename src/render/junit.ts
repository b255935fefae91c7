import type { CaseReport, GateReason, MeasuredSuite, Report, SideReport } from '../core/report.ts';
import { xmlText } from './escape.ts';
import { confirmation, scoreLines } from './junit-words.ts';
import { reasonWords } from './reason-words.ts';
import { isMeasured } from './select.ts';
import { CASE_OUTCOMES, type Voice } from './terms.ts';
import { decisionSentence } from './words.ts';

/** Text of the report's own making and from outside alike is escaped where it enters the XML. */
const voice: Voice = { name: (text) => text, prose: (text) => text };

/**
 * The report as JUnit XML. A test fails only where the gate blocks for it, so that a tool that reads this file comes
 * to the gate's decision: there is a failure or an error exactly when the decision is `fail`.
 */
export function renderJunit(report: Report): string {
  return [...junitParts(report)].join('');
}

/** {@link renderJunit} in parts: a test each, so that those of very many cases never stand in memory together. */
export function* junitParts(report: Report): Generator<string> {
  const { outcome, reasons } = report.decision;
  const blocking = outcome === 'fail' ? reasons.filter(({ severity }) => severity === 'fail') : [];
  const suites = [
    decisionSuite(report, blocking),
    ...report.suites.filter(isMeasured).map((suite) => caseSuite(suite, blocking)),
  ];
  const counts = suites.map(countsOf);
  const sum = (of: (counts: Counts) => number) => counts.reduce((total, one) => total + of(one), 0);
  const counted = `tests="${sum(({ tests }) => tests)}" failures="${sum(({ failure }) => failure)}" errors="${sum(({ error }) => error)}" skipped="${sum(({ skipped }) => skipped)}"`;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="prompt-ratchet" ${counted} time="${seconds(report.totals.durationMs)}">\n`;
  for (const [index, suite] of suites.entries()) {
    const own = counts[index];
    if (own) yield* suiteParts(suite, own, report);
  }
  yield '</testsuites>\n';
}

interface Test {
  name: string;
  milliseconds?: number;
  result?: { kind: 'failure' | 'error' | 'skipped'; type: string; message: string; text: () => string };
  /** What a reader may want to know of a test that did not fail. Texts are made when they are written, and only then. */
  out?: () => string;
}

interface TestSuite {
  name: string;
  file?: string;
  /** Made anew each time. */
  tests: () => Iterable<Test>;
}

interface Counts extends Record<NonNullable<Test['result']>['kind'], number> {
  tests: number;
  milliseconds: number;
}

function countsOf({ tests }: TestSuite): Counts {
  const counts = { tests: 0, milliseconds: 0, failure: 0, error: 0, skipped: 0 };
  for (const { milliseconds = 0, result } of tests()) {
    counts.tests += 1;
    counts.milliseconds += milliseconds;
    if (result) counts[result.kind] += 1;
  }
  return counts;
}

/** One test for each reason that blocks; without one, the decision is the one test. */
function decisionSuite(report: Report, blocking: readonly GateReason[]): TestSuite {
  const name = 'decision';
  const sentence = decisionSentence(report, voice);
  if (blocking.length === 0) {
    const unexplained = report.decision.outcome === 'fail';
    const result = unexplained ? { result: failure('error', 'fail', sentence) } : {};
    return { name, tests: () => [{ name: 'gate', out: () => sentence, ...result }] };
  }
  const tests = blocking.map((reason) => ({
    name: [reason.code, reason.suite, reason.scorer].filter(Boolean).join(' '),
    result: failure(kindOf(reason), reason.code, reasonWords(reason, report, voice)),
  }));
  return { name, tests: () => tests };
}

function caseSuite(suite: MeasuredSuite, blocking: readonly GateReason[]): TestSuite {
  const reasons = blocking.filter((reason) => reason.suite === suite.name);
  const concerned = new Map(
    reasons.flatMap((reason) => (reason.cases ?? []).map((id) => [id, reason] as const)),
  );
  return {
    name: suite.name,
    file: suite.path,
    *tests() {
      for (const row of suite.cases) yield testOf(row, concerned.get(row.id));
    },
  };
}

function testOf(row: CaseReport, reason: GateReason | undefined): Test {
  const text = () =>
    [CASE_OUTCOMES[row.outcome], confirmation(row), ...scoreLines(row)].filter(Boolean).join('\n');
  const test = { name: row.id, milliseconds: latency(row.head) };
  if (reason)
    return { ...test, result: failure(kindOf(reason), reason.code, CASE_OUTCOMES[row.outcome], text) };
  if (row.outcome !== 'not-run') return { ...test, out: text };
  const message = 'Both sides send the same requests.';
  return { ...test, result: { kind: 'skipped', type: 'not-run', message, text: () => '' } };
}

function failure(
  kind: 'failure' | 'error',
  type: string,
  message: string,
  text = () => message,
): NonNullable<Test['result']> {
  return { kind, type, message, text };
}

/** What was measured and is too bad fails; what could not be measured is an error. */
function kindOf({ kind }: GateReason): 'failure' | 'error' {
  return kind === 'unmeasured' ? 'error' : 'failure';
}

function latency(side: SideReport | undefined): number {
  return (side?.trials ?? []).reduce((sum, trial) => sum + (trial.ok ? trial.latencyMs : 0), 0);
}

function* suiteParts(
  { name, file, tests }: TestSuite,
  counts: Counts,
  { createdAt }: Report,
): Generator<string> {
  const { failure: failures, error: errors, skipped } = counts;
  const place = file === undefined ? '' : ` file="${xmlText(file)}"`;
  const counted = `tests="${counts.tests}" failures="${failures}" errors="${errors}" skipped="${skipped}"`;
  yield `  <testsuite name="${xmlText(name)}"${place} timestamp="${xmlText(createdAt)}" ${counted} time="${seconds(counts.milliseconds)}">\n`;
  for (const test of tests()) yield `${testXml(test, name)}\n`;
  yield '  </testsuite>\n';
}

function testXml({ name, milliseconds = 0, result, out }: Test, suite: string): string {
  const open = `    <testcase name="${xmlText(name)}" classname="${xmlText(suite)}" time="${seconds(milliseconds)}"`;
  const inside = [
    result?.kind === 'skipped'
      ? `<skipped message="${xmlText(result.message)}"/>`
      : result &&
        `<${result.kind} type="${result.type}" message="${xmlText(result.message)}">${xmlText(result.text())}</${result.kind}>`,
    out && `<system-out>${xmlText(out())}</system-out>`,
  ].filter(Boolean);
  return inside.length === 0 ? `${open}/>` : `${open}>${inside.join('')}</testcase>`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
