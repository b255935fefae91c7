import type { MeasuredSuite, SuiteReport } from '../../core/report.ts';
import type { ReportTrend } from '../../core/report-history.ts';
import { allocationWords, sizeWords } from '../../render/advice-words.ts';
import { changeWords } from '../../render/change-words.ts';
import { isMeasured } from '../../render/select.ts';
import { el } from '../kit/dom.ts';
import { pageVoice } from '../kit/voice.ts';
import { markedTexts } from './outputs.ts';
import type { Row } from './rows.ts';
import { peopleNotes, suiteNotes } from './suite-notes.ts';
import { type Pick, suitePlots } from './suite-plots.ts';
import { comparisonTable, metricTable, sliceTable } from './suite-tables.ts';

/** What belongs to a suite beside what the report holds under its name. */
export interface SuiteContext {
  rows: readonly Row[];
  trends: readonly ReportTrend[];
  pick: Pick;
}

/** A suite, folded; what is inside is made when it is opened, because a report may have hundreds. */
export function suiteSection(suite: SuiteReport, open: boolean, context: SuiteContext): HTMLElement {
  const body = el('div', { class: 'body' });
  const section = el(
    'details',
    { class: 'suite-box', open },
    el(
      'summary',
      {},
      el('h3', {}, pageVoice.name(suite.name)),
      ' ',
      el('span', { class: 'note' }, summaryWords(suite)),
    ),
    body,
  );
  const fill = () => {
    if (section.open && body.childNodes.length === 0) body.append(...contents(suite, context));
  };
  section.addEventListener('toggle', fill);
  fill();
  return section;
}

function summaryWords(suite: SuiteReport): string {
  if (suite.state === 'broken') return 'cannot be read at head';
  if (suite.state === 'removed') return 'removed by this change';
  if (suite.state === 'untouched') return 'not touched, not run';
  const state = suite.state === 'new' ? 'new, no base to compare with' : '';
  const models = [...new Set([suite.model?.base, suite.model?.head])].filter((name) => name !== undefined);
  const verdicts = suite.comparisons
    .filter(({ gating }) => gating)
    .map(({ verdict }) => verdict ?? 'no base');
  const counted = [...new Set(verdicts)].map(
    (verdict) => `${verdicts.filter((each) => each === verdict).length} ${verdict}`,
  );
  return [state, models.map(pageVoice.name).join(' → '), ...counted].filter(Boolean).join(' · ');
}

function contents(suite: SuiteReport, context: SuiteContext): HTMLElement[] {
  if (!isMeasured(suite)) {
    const problems = suite.state === 'broken' ? suite.problems : [];
    return [
      el('p', { class: 'note' }, pageVoice.name(suite.path)),
      ...problems.map(({ message, help }) =>
        el(
          'p',
          {},
          pageVoice.prose(message),
          help !== '' && [' ', el('span', { class: 'note' }, pageVoice.prose(help))],
        ),
      ),
    ];
  }
  const changes = [...suite.changes, ...suite.gateChanges].map((each) => changeWords(each, pageVoice));
  return [
    el(
      'p',
      { class: 'note' },
      el('code', {}, pageVoice.name(suite.promptPath ?? suite.command?.head ?? suite.path)),
      changes.length > 0 && ` · ${changes.join(' · ')}`,
      ` · ${sizeWords(suite)}`,
    ),
    ...(suite.allocation
      ? [
          el(
            'p',
            { class: 'note' },
            allocationWords(suite.allocation, (text) => pageVoice.name(text)),
          ),
        ]
      : []),
    changedTexts(suite),
    comparisonTable(suite),
    peopleNotes(suite),
    suitePlots(suite, context),
    metricTable(suite),
    sliceTable(suite),
    ...suiteNotes(suite),
  ];
}

/** The messages, tools and formats that the change edits, folded, with the words marked that differ. */
function changedTexts({ changes }: MeasuredSuite): HTMLElement {
  const edited = changes.filter(({ base, head }) => base !== undefined || head !== undefined);
  return el(
    'div',
    {},
    edited.map((change) => {
      const body = el('div', { class: 'sides' });
      const details = el('details', {}, el('summary', {}, changeWords(change, pageVoice)), body);
      details.addEventListener('toggle', () => {
        if (!details.open || body.childNodes.length > 0) return;
        const texts = markedTexts(change.base, change.head);
        body.append(
          ...(['Base', 'Head'] as const).map((title, at) =>
            el(
              'pre',
              { class: 'output', tabindex: 0, role: 'group', 'aria-label': title },
              texts[at] ?? el('span', { class: 'note' }, `Not there at ${title.toLowerCase()}.`),
            ),
          ),
        );
      });
      return details;
    }),
  );
}
