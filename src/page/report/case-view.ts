import type { CaseReport, SideReport, TrialReport } from '../../core/report.ts';
import { points, score } from '../../render/numbers.ts';
import { meanOf, tellingTrials } from '../../render/select.ts';
import { CASE_OUTCOMES, confirmationWords, scoreFailureWords } from '../../render/terms.ts';
import { type Child, el } from '../kit/dom.ts';
import { pageVoice } from '../kit/voice.ts';
import { outputsSideBySide } from './outputs.ts';
import { requestView } from './request-view.ts';
import type { Row } from './rows.ts';

/** Everything that the report holds about a case. */
export function caseView({ case: each, suite }: Row): HTMLElement[] {
  const request = requestView(each, suite);
  return [
    el('p', { class: 'note' }, facts(each, suite.name)),
    ...(each.confirmation ? [el('p', {}, `Tried again: ${confirmationWords(each.confirmation)}.`)] : []),
    input(each),
    outputs(each),
    scores(each),
    ...(request ? [request] : []),
    raw(each),
  ];
}

function facts(
  { outcome, origin, mustPass, tags, cluster, delta, identical, ...rest }: CaseReport,
  suite: string,
): string {
  return [
    CASE_OUTCOMES[outcome],
    delta !== undefined && points(delta),
    pageVoice.name(suite),
    mustPass && 'must pass',
    origin !== 'kept' && `${origin}${rest.protected ? ', protected' : ''}`,
    identical && 'both sides send the same requests',
    cluster !== undefined && `cluster ${pageVoice.name(cluster)}`,
    ...tags.map(pageVoice.name),
  ]
    .filter(Boolean)
    .join(' · ');
}

function input({ vars, expected }: CaseReport): HTMLElement {
  const entries = [
    ...Object.entries(vars),
    ...(expected === undefined ? [] : [['expected', expected] as const]),
  ];
  return el(
    'section',
    {},
    el('h3', {}, 'Input'),
    entries.length === 0
      ? el('p', { class: 'note' }, 'The case has no variables.')
      : el(
          'dl',
          { class: 'vars' },
          entries.map(([name, value]) => [
            el('dt', {}, pageVoice.name(name)),
            el(
              'dd',
              {},
              el(
                'div',
                { class: 'value', tabindex: 0, role: 'group', 'aria-label': pageVoice.name(name) },
                typeof value === 'string' ? value : JSON.stringify(value, null, 2),
              ),
            ),
          ]),
        ),
  );
}

/** Both outputs, with a choice of the trial on each side. The ones that tell most stand first. */
function outputs(each: CaseReport): HTMLElement {
  const telling = tellingTrials(each);
  const chosen = {
    base: telling.base ?? each.base?.trials[0],
    head: telling.head ?? each.head?.trials[0],
  };
  const holders = { base: el('div'), head: el('div') };
  const draw = () => {
    const [base, head] = outputsSideBySide(chosen.base, chosen.head);
    holders.base.replaceChildren(el('div', {}, base));
    holders.head.replaceChildren(el('div', {}, head));
  };
  draw();
  const column = (side: 'base' | 'head', title: string) =>
    el(
      'div',
      { class: 'side' },
      el('h4', {}, title),
      trialChoice(each[side], chosen[side], `Trial at ${side}`, (trial) => {
        chosen[side] = trial;
        draw();
      }),
      holders[side],
    );
  return el(
    'section',
    {},
    el('h3', {}, 'Outputs'),
    el('div', { class: 'sides' }, column('base', 'Base'), column('head', 'Head')),
  );
}

function trialChoice(
  side: SideReport | undefined,
  chosen: TrialReport | undefined,
  label: string,
  choose: (trial: TrialReport | undefined) => void,
): Child {
  const trials = side?.trials ?? [];
  if (trials.length < 2) return undefined;
  const select = el(
    'select',
    { 'aria-label': label },
    trials.map((trial, at) =>
      el(
        'option',
        { value: at, selected: trial === chosen },
        `Trial ${at + 1} of ${trials.length}: ${trialWords(trial)}`,
      ),
    ),
  );
  select.addEventListener('change', () => choose(trials[Number(select.value)]));
  return select;
}

function trialWords(trial: TrialReport): string {
  if (!trial.ok) return 'failed';
  const values = trial.scores.flatMap((each) => (each.ok ? [each.value] : []));
  if (values.length < trial.scores.length || values.length === 0) return 'not scored';
  return score(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** Each scorer's means, and what it said about every trial. */
function scores({ base, head }: CaseReport): HTMLElement {
  const names = [...new Set([base, head].flatMap((side) => (side?.trials ?? []).flatMap(scorersOf)))];
  return el(
    'section',
    {},
    el('h3', {}, 'Scores and reasons'),
    names.length === 0 && el('p', { class: 'note' }, 'Nothing was scored.'),
    names.map((name) =>
      el(
        'div',
        { class: 'scored' },
        el(
          'h4',
          {},
          pageVoice.name(name),
          el('span', { class: 'note' }, ` ${mean(base, name)} → ${mean(head, name)}`),
        ),
        el('div', { class: 'sides' }, reasonList(base, name, 'Base'), reasonList(head, name, 'Head')),
      ),
    ),
  );
}

function scorersOf(trial: TrialReport): string[] {
  return trial.ok ? trial.scores.map(({ scorer }) => scorer) : [];
}

function mean(side: SideReport | undefined, scorer: string): string {
  const value = meanOf(side, scorer);
  return value === undefined ? '–' : score(value);
}

function reasonList(side: SideReport | undefined, scorer: string, title: string): HTMLElement {
  const items = (side?.trials ?? []).flatMap((trial, at) =>
    (trial.ok ? trial.scores : [])
      .filter((each) => each.scorer === scorer)
      .map((each) =>
        el(
          'li',
          {},
          el('b', {}, each.ok ? score(each.value) : 'no score'),
          (side?.trials.length ?? 0) > 1 && ` (trial ${at + 1})`,
          each.ok
            ? each.reason && `: ${each.reason}`
            : `: ${scoreFailureWords(each.code)}. ${pageVoice.prose(each.message)}`,
        ),
      ),
  );
  return el(
    'ul',
    { class: 'reasons-of', 'aria-label': `${title}: ${pageVoice.name(scorer)}` },
    items.length > 0 ? items : el('li', { class: 'note' }, 'No score.'),
  );
}

/** The case's record, made when somebody asks for it. */
function raw(each: CaseReport): HTMLElement {
  const body = el('div');
  const details = el('details', { class: 'raw' }, el('summary', {}, 'Record of this case (JSON)'), body);
  details.addEventListener('toggle', () => {
    if (!details.open || body.childNodes.length > 0) return;
    body.append(
      el(
        'pre',
        { class: 'output', tabindex: 0, role: 'group', 'aria-label': 'Record' },
        JSON.stringify(each, null, 2),
      ),
    );
  });
  return details;
}
