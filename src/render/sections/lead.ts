import type { GateReason, Report, SuiteReport } from '../../core/report.ts';
import { changeWords } from '../change-words.ts';
import { type Block, fixed, optional } from '../ladder.ts';
import { alert, bullets, markdownVoice } from '../markdown.ts';
import { plural } from '../numbers.ts';
import { reasonWords, sentence } from '../reason-words.ts';
import { isMeasured } from '../select.ts';
import { DECISION_SIGNS, listed } from '../terms.ts';
import { decisionSentence, leadingReason } from '../words.ts';

/** Reasons that are always shown: so many that a reader has seen enough, so few that they fit anywhere. */
const REASONS_SHOWN = 20;

/** What a reader sees first: the decision and why, what was compared, and whether the test itself was changed. */
export function leadBlocks(report: Report): Block[] {
  const { decision } = report;
  return [
    fixed(`### ${DECISION_SIGNS[decision.outcome]} ${decisionSentence(report, markdownVoice)}`),
    fixed(gateWords(report)),
    fixed(overview(report)),
    reasonBlock(report),
    ...testChanges(report.suites),
  ].filter(([form]) => form?.text !== '');
}

/** Whose gate decided, where the pull request brings another one. */
function gateWords({ decision }: Report): string {
  const { headGate, outcome, override } = decision;
  if (!headGate) return '';
  const decided = override ? 'fail' : outcome;
  const same = headGate.outcome === decided ? ' as well' : '';
  return `Base’s gate decides: **${decided}**. With this pull request’s own gate it would be **${headGate.outcome}**${same}.`;
}

function overview(report: Report): string {
  const measured = report.suites.filter(isMeasured);
  const cases = measured.reduce((sum, suite) => sum + suite.cases.length, 0);
  const size = `${plural(cases, 'case')} in ${plural(measured.length, 'suite')}`;
  const { scope } = report.source;
  return [
    ...(scope === undefined ? [] : [`**${markdownVoice.name(scope)}**`]),
    `${refWords(report.base)} → ${refWords(report.head)}`,
    ...(measured.length > 0 ? [size] : []),
  ].join(' · ');
}

function refWords({ label, sha }: Report['base']): string {
  const short = sha?.slice(0, 7);
  if (short === undefined || sha?.startsWith(label)) return markdownVoice.name(short ?? label);
  return `${markdownVoice.name(label)} (${markdownVoice.name(short)})`;
}

/** Reasons that the box about the pull request's own test says in full. */
const TOLD_IN_BOX: ReadonlySet<GateReason['code']> = new Set([
  'gate-changed',
  'cases-removed',
  'suite-removed',
]);

/** The reasons that the heading does not say. Those that block are never left out. */
function reasonBlock(report: Report): Block {
  const said = leadingReason(report.decision);
  const reasons = report.decision.reasons.filter((reason) => reason !== said);
  const fails = reasons.filter(({ severity }) => severity === 'fail');
  const warnings = reasons.filter(({ severity, code }) => severity === 'warn' && !TOLD_IN_BOX.has(code));
  const both = [...reasonLines(report, fails), ...reasonLines(report, warnings)];
  if (both.length === 0) return fixed('');
  if (fails.length === 0) return optional(bullets(both), 45, 'list');
  return [
    { text: bullets(both), rung: 45, lost: 'list' },
    { text: bullets(reasonLines(report, fails)), rung: 0 },
  ];
}

function reasonLines(report: Report, reasons: readonly GateReason[]): string[] {
  const more = reasons.length - REASONS_SHOWN;
  const lines = reasons
    .slice(0, REASONS_SHOWN)
    .map((reason) => `${sign(reason)} ${sentence(reasonWords(reason, report, markdownVoice))}`);
  return more > 0 ? [...lines, `and ${plural(more, 'more reason')}`] : lines;
}

function sign({ severity }: GateReason): string {
  return DECISION_SIGNS[severity === 'info' ? 'pass' : severity];
}

/** Loud when a pull request changes what it is measured by: policy, scorers, cases, whole suites. */
function testChanges(suites: readonly SuiteReport[]): Block[] {
  const short = suites.flatMap((suite) => testChange(suite, 3));
  if (short.length === 0) return [];
  const box = (lines: readonly string[]) =>
    alert('WARNING', `**This pull request changes its own test.**\n${bullets(lines)}`);
  const long = suites.flatMap((suite) => testChange(suite, 30));
  const few = short.slice(0, 10);
  return [
    [
      { text: box(long), rung: 50, lost: 'list' },
      {
        text: box(short.length > few.length ? [...few, `and ${short.length - few.length} more`] : few),
        rung: 5,
      },
      { text: alert('WARNING', '**This pull request changes its own test.**'), rung: 0 },
    ],
  ];
}

function testChange(suite: SuiteReport, limit: number): string[] {
  const name = markdownVoice.name(suite.name);
  if (suite.state === 'removed') {
    const candidates = listed(
      (suite.candidates ?? []).map((each) => markdownVoice.name(each)),
      limit,
    );
    return [
      `The suite ${name} is removed. It was not run.${suite.promptRemains ? ` Its prompt ${markdownVoice.name(suite.promptPath ?? '')} stays.` : ''}${candidates ? ` It could be continued by ${candidates}: one that keeps its \`name\` is compared with it.` : ''}`,
    ];
  }
  if (!isMeasured(suite) || suite.state === 'new') return [];
  const { gateChanges, drift } = suite;
  const names = (ids: readonly string[]) =>
    listed(
      ids.map((id) => markdownVoice.name(id)),
      limit,
    );
  const changed = listed(
    gateChanges.map((change) => changeWords(change, markdownVoice)),
    limit,
    '; ',
  );
  const stands = (origin: 'removed' | 'replaced') =>
    suite.cases.some((row) => row.origin === origin && row.protected && !row.identical);
  const renamed = drift.renamed ?? [];
  return [
    gateChanges.length > 0
      ? `${name}: ${changed}. Base’s rules decided here; the new ones count once this is merged.`
      : '',
    drift.removed.length > 0
      ? `${name}: ${plural(drift.removed.length, 'case')} removed: ${names(drift.removed)}.${stands('removed') ? ` ${drift.removed.length === 1 ? 'It was run all the same and decides' : 'They were run all the same and decide'}.` : ''}`
      : '',
    drift.edited.length > 0
      ? `${name}: ${plural(drift.edited.length, 'case')} edited: ${names(drift.edited)}. ${stands('replaced') ? 'What decides is how they stood at base, not their new form.' : 'Edited cases do not decide.'}`
      : '',
    renamed.length > 0
      ? `${name}: ${plural(renamed.length, 'case')} renamed, with the same content: ${listed(
          renamed.map(({ from, to }) => `${markdownVoice.name(from)} → ${markdownVoice.name(to)}`),
          limit,
        )}.`
      : '',
  ].filter(Boolean);
}
