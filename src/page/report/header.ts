import type { GateReason, Outcome, Report } from '../../core/report.ts';
import { recordCommand } from '../../render/command.ts';
import { plural } from '../../render/numbers.ts';
import { reasonWords } from '../../render/reason-words.ts';
import { decisionSentence, leadingReason, totalsWords } from '../../render/words.ts';
import { type Child, el } from '../kit/dom.ts';
import { pageVoice } from '../kit/voice.ts';

/** Plain characters, because not every system has pictures for them. */
const SIGNS: Readonly<Record<Outcome, string>> = { pass: '✓', warn: '!', fail: '✕' };

/** Reasons that stand open; the others are one click away. */
const REASONS_SHOWN = 6;

/** What was decided and why, about what, and what it took. */
export function header(report: Report): HTMLElement {
  const { decision, source, base, head } = report;
  const said = leadingReason(decision);
  return el(
    'header',
    { class: `decision ${decision.outcome}` },
    el(
      'p',
      { class: 'about' },
      'Prompt Ratchet',
      source.repository !== undefined && [' · ', pageVoice.name(source.repository)],
      source.pullRequest !== undefined && ` #${source.pullRequest}`,
      source.scope !== undefined && [' · ', pageVoice.name(source.scope)],
      ' · ',
      ref(base),
      ' → ',
      ref(head),
    ),
    el(
      'h1',
      {},
      el('span', { class: 'sign', 'aria-hidden': 'true' }, SIGNS[decision.outcome]),
      ' ',
      decisionSentence(report, pageVoice),
    ),
    reasons(
      report,
      decision.reasons.filter((reason) => reason !== said),
    ),
    missing(report),
    problems(report),
    uncovered(report),
    decision.headGate &&
      el(
        'details',
        {},
        el('summary', {}, `Under head's own rules: ${decision.headGate.outcome}`),
        reasons(report, decision.headGate.reasons),
      ),
    el(
      'p',
      { class: 'facts' },
      totalsWords(report).join(' · '),
      ' · ',
      el('time', { datetime: report.createdAt }, report.createdAt.slice(0, 16).replace('T', ' '), ' UTC'),
      ` · version ${report.tool.version}`,
      runLink(source.runUrl),
    ),
  );
}

function ref({ label, sha }: Report['base']): Child {
  return [
    el('code', {}, pageVoice.name(label)),
    sha !== undefined && sha !== label && [' ', el('code', { class: 'sha' }, sha.slice(0, 7))],
  ];
}

function reasons(report: Report, all: readonly GateReason[]): Child {
  const items = all.map((reason) =>
    el(
      'li',
      { class: reason.severity },
      el('span', { class: 'severity' }, SEVERITIES[reason.severity]),
      ' ',
      reasonWords(reason, report, pageVoice),
    ),
  );
  const more = items.slice(REASONS_SHOWN);
  if (items.length === 0) return undefined;
  return [
    el('ul', { class: 'reasons' }, items.slice(0, REASONS_SHOWN)),
    more.length > 0 &&
      el('details', {}, el('summary', {}, `${more.length} more`), el('ul', { class: 'reasons' }, more)),
  ];
}

/** How the answers that a recording lacks get into it. */
function missing(report: Report): Child {
  const command = recordCommand(report);
  return (
    command !== undefined &&
    el('p', { class: 'problem' }, 'Record what is missing: ', el('code', {}, command))
  );
}

/** What kept the whole run from being done, where, and how to mend it. */
function problems({ problems: all }: Report): Child {
  return all.map(({ code, message, help, place }) =>
    el(
      'p',
      { class: 'problem' },
      el('code', {}, code),
      place && [
        ' ',
        el('code', {}, pageVoice.name(`${place.path}${place.line === undefined ? '' : `:${place.line}`}`)),
      ],
      ' ',
      pageVoice.prose(message),
      help !== '' && [' ', el('span', { class: 'note' }, pageVoice.prose(help))],
    ),
  );
}

/** Changed files that look like prompts and that no suite reads. */
function uncovered({ uncovered: files = [] }: Report): Child {
  if (files.length === 0) return undefined;
  return el(
    'details',
    {},
    el(
      'summary',
      {},
      `${plural(files.length, 'changed prompt is', 'changed prompts are')} tested by no suite`,
    ),
    el(
      'ul',
      {},
      files.map(({ path, status }) => el('li', {}, el('code', {}, pageVoice.name(path)), ` ${status}`)),
    ),
  );
}

const SEVERITIES: Readonly<Record<GateReason['severity'], string>> = {
  fail: 'blocks',
  warn: 'warns',
  info: 'note',
};

/** Only the address of a workflow run is a link: nothing in a report may lead elsewhere. */
function runLink(url: string | undefined): Child {
  if (
    url === undefined ||
    !/^https:\/\/[\w.-]+(?::\d+)?\/[\w.-]+\/[\w.-]+\/actions\/runs\/\d+(?:\/attempts\/\d+)?$/.test(url)
  ) {
    return undefined;
  }
  return [' · ', el('a', { href: url, rel: 'noopener noreferrer' }, 'workflow run')];
}
