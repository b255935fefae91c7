import type { CaseReport, MeasuredSuite } from '../../core/report.ts';
import type { SentRequest } from '../../core/report-requests.ts';
import { plural } from '../../render/numbers.ts';
import { trialFailureWords } from '../../render/terms.ts';
import { type Child, el } from '../kit/dom.ts';
import { pageVoice } from '../kit/voice.ts';
import { markedTexts } from './outputs.ts';

type Side = 'base' | 'head';

/** One text of a request. */
interface Part {
  title: string;
  text: string;
  cutFrom?: number | undefined;
}

/** What each side of a case sent, side by side, made when somebody asks for it; nothing where no report says it. */
export function requestView(each: CaseReport, suite: MeasuredSuite): HTMLElement | undefined {
  if (!suite.requests && !suite.command) return undefined;
  const body = el('div', { class: 'sides' });
  const details = el('details', { class: 'request' }, el('summary', {}, 'What was sent to the model'), body);
  details.addEventListener('toggle', () => {
    if (details.open && body.childNodes.length === 0) body.append(...sides(each, suite));
  });
  return details;
}

function sides(each: CaseReport, suite: MeasuredSuite): HTMLElement[] {
  const parts = { base: partsOf(each, suite, 'base'), head: partsOf(each, suite, 'head') };
  const rows = { base: [] as Child[], head: [] as Child[] };
  const longest = Math.max(parts.base?.length ?? 0, parts.head?.length ?? 0);
  for (let at = 0; at < longest; at += 1) {
    const [base, head] = [parts.base?.[at], parts.head?.[at]];
    const [before, after] = markedTexts(base?.text, head?.text);
    if (base) rows.base.push(shown(base, before));
    if (head) rows.head.push(shown(head, after));
  }
  return (['base', 'head'] as const).map((side) =>
    el(
      'div',
      { class: 'side' },
      el('h4', {}, side === 'base' ? 'Base' : 'Head'),
      parts[side] ? rows[side] : el('p', { class: 'note' }, absence(each, suite, side)),
    ),
  );
}

function shown({ title, text, cutFrom }: Part, marked: Child): Child {
  return [
    el('h5', {}, title),
    text === ''
      ? el('p', { class: 'note' }, 'Empty.')
      : el('pre', { class: 'output', tabindex: 0, role: 'group', 'aria-label': title }, marked),
    cutFrom !== undefined &&
      el('p', { class: 'note' }, `Cut: the whole text has ${plural(cutFrom, 'character')}.`),
  ];
}

/** The texts of a side's request: what it asks and with which settings, then each message. */
function partsOf(each: CaseReport, suite: MeasuredSuite, side: Side): Part[] | undefined {
  const request: SentRequest | undefined = each[side]?.request;
  const settings = request && suite.requests?.settings[request.settings];
  if (!request || !settings) return undefined;
  const { provider, model, api, parameters } = settings;
  return [
    { title: 'Model', text: `${model}\nprovider ${provider}${api === undefined ? '' : `, ${api} API`}` },
    {
      title: 'Parameters',
      text: parameters === undefined ? 'too long for this report' : JSON.stringify(parameters, null, 2),
    },
    ...request.messages.map(({ role, text: at }) => {
      const text = suite.requests?.texts[at];
      return {
        title: `${role.charAt(0).toUpperCase()}${role.slice(1)} message`,
        text: text?.text ?? 'not in this report',
        cutFrom: text?.cutFrom,
      };
    }),
  ];
}

/** Why a side shows no request. */
function absence(each: CaseReport, { command, requests }: MeasuredSuite, side: Side): string {
  const trials = each[side]?.trials;
  if (trials === undefined) return 'Nothing was sent on this side.';
  const [first] = trials;
  if (first && !first.ok && /^(undefined-variable|render-failed)$/.test(first.code)) {
    return `Nothing was sent: ${trialFailureWords(first.code)}.`;
  }
  const line = command?.[side];
  if (line !== undefined) return `The command ${pageVoice.name(line)} got the variables above.`;
  return requests ? 'There was no room for it in this report.' : 'This report does not hold it.';
}
