import type { CaseReport, MeasuredSuite, Report } from '../core/report.ts';
import { points } from './numbers.ts';
import { reasonWords, sentence } from './reason-words.ts';
import { isMeasured, movedScorers, tellingTrials } from './select.ts';
import type { Voice } from './terms.ts';
import { cut, oneLine } from './visible.ts';

/** A mark at lines of a file, in plain text. */
export interface Annotation {
  path: string;
  from: number;
  to: number;
  level: 'failure' | 'warning';
  title: string;
  message: string;
}

/** Marks that a run makes at most. */
const MOST = 200;

const voice: Voice = {
  name: (text) => cut(oneLine(cut(text, 80)), 80),
  prose: (text) => cut(oneLine(cut(text, 400)), 400),
};

/** What is said at the lines of the prompts and rows that a decision is about. */
export function renderAnnotations(report: Report): Annotation[] {
  return report.suites
    .filter(isMeasured)
    .flatMap((suite) => [...promptMark(suite, report), ...caseMarks(suite, report)])
    .slice(0, MOST);
}

/** At the changed lines of the prompt: why its suite does not pass. */
function promptMark(suite: MeasuredSuite, report: Report): Annotation[] {
  const place = suite.places?.prompt;
  const reasons = report.decision.reasons.filter(
    (reason) => reason.suite === suite.name && reason.severity !== 'info' && reason.kind === 'quality',
  );
  if (!place || reasons.length === 0) return [];
  const level = reasons.some(({ severity }) => severity === 'fail') ? 'failure' : 'warning';
  return [
    {
      ...place,
      level,
      title: `Prompt Ratchet: ${voice.name(suite.name)}`,
      message: reasons
        .slice(0, 10)
        .map((reason) => sentence(reasonWords(reason, report, voice)))
        .join('\n'),
    },
  ];
}

/** At the row of each case that broke: by how much, and what the scorer says about the worst output. */
function caseMarks(suite: MeasuredSuite, { decision }: Report): Annotation[] {
  const fatal = new Set(
    decision.reasons.flatMap(({ suite: name, severity, cases = [] }) =>
      name === suite.name && severity === 'fail' ? cases : [],
    ),
  );
  const rows = new Map(suite.cases.map((row) => [row.id, row]));
  return (suite.places?.cases ?? []).flatMap(({ id, path, line }) => {
    const row = rows.get(id);
    if (row === undefined) return [];
    const moved = row.delta === undefined ? '' : ` (${points(row.delta)})`;
    return [
      {
        path,
        from: line,
        to: line,
        level: fatal.has(id) ? ('failure' as const) : ('warning' as const),
        title: `Prompt Ratchet: ${voice.name(suite.name)}, case ${voice.name(id)} broke`,
        message: [`It passes at base and not at head${moved}.`, ...reasonsOf(row, suite)].join('\n'),
      },
    ];
  });
}

function reasonsOf(row: CaseReport, suite: MeasuredSuite): string[] {
  const scorers = movedScorers(
    row,
    suite.comparisons.map(({ scorer }) => scorer),
  );
  const scores = tellingTrials(row).head?.scores ?? [];
  return scores
    .filter(({ scorer }) => scorers.includes(scorer))
    .slice(0, 5)
    .map((score) => `${voice.name(score.scorer)}: ${voice.prose(score.ok ? score.reason : score.message)}`);
}
