import type { MeasuredSuite } from '../../core/report.ts';
import { gapWords } from '../../render/gap-words.ts';
import { plural } from '../../render/numbers.ts';
import { listed } from '../../render/terms.ts';
import { peopleWords, trustWords } from '../../render/trust-words.ts';
import { el } from '../kit/dom.ts';
import { pageVoice } from '../kit/voice.ts';

/** Cases that a line names. */
const NAMES = 20;
/** Lines of a kind. */
const GAPS = 8;

/** What people say of the change, where there are labels of it: it may be what decided. */
export function peopleNotes({ comparisons }: MeasuredSuite): HTMLElement {
  return el(
    'div',
    {},
    comparisons.flatMap(({ scorer, people }) =>
      people ? [el('p', {}, peopleWords(scorer, people, pageVoice))] : [],
    ),
  );
}

/** What a reader has to know to weigh the scores: whether judges can be trusted, which cases differ, what is missing. */
export function suiteNotes(suite: MeasuredSuite): HTMLElement[] {
  return [
    notes(
      'Judge trust',
      (suite.judges ?? []).map((judge) => trustWords(judge, pageVoice)),
    ),
    notes('Cases that differ between base and head', driftWords(suite)),
    notes('What was not measured', gapWords(suite, pageVoice, GAPS)),
  ];
}

function driftWords({ drift, state }: MeasuredSuite): string[] {
  if (state === 'new') return [];
  const renamed = (drift.renamed ?? []).map(
    ({ from, to }) => `${pageVoice.name(from)} → ${pageVoice.name(to)}`,
  );
  const named = (['added', 'edited', 'removed'] as const).map((kind) => ({
    kind,
    names: drift[kind].map(pageVoice.name),
  }));
  return [...named, { kind: 'renamed', names: renamed }].flatMap(({ kind, names }) =>
    names.length === 0 ? [] : [`${plural(names.length, 'case')} ${kind}: ${listed(names, NAMES)}`],
  );
}

function notes(title: string, lines: readonly string[]): HTMLElement {
  if (lines.length === 0) return el('div');
  return el(
    'div',
    {},
    el('h4', {}, title),
    el(
      'ul',
      {},
      lines.map((line) => el('li', {}, line)),
    ),
  );
}
