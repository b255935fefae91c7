import { diffWordsWithSpace } from 'diff';
import type { TrialReport } from '../../core/report.ts';
import { duration, money, plural, tokens } from '../../render/numbers.ts';
import { finishWords, trialFailureWords } from '../../render/terms.ts';
import { type Child, el } from '../kit/dom.ts';
import { pageVoice } from '../kit/voice.ts';

/** Edits beyond which two outputs are shown without marks. It bounds the time, which grows with its square. */
const MAX_EDITS = 600;

/** Two outputs side by side, with the words marked that only one has. */
export function outputsSideBySide(
  base: TrialReport | undefined,
  head: TrialReport | undefined,
): readonly [Child, Child] {
  const [before, after] = markedTexts(textOf(base), textOf(head));
  return [shown(base, before), shown(head, after)];
}

/** Two texts in which the words are marked that only one has. */
export function markedTexts(base: string | undefined, head: string | undefined): readonly [Child, Child] {
  if (base === undefined || head === undefined || base === head) return [base, head];
  const changes = diffWordsWithSpace(base, head, { maxEditLength: MAX_EDITS, timeout: 1500 });
  if (changes === undefined) return [base, head];
  const side = (tag: 'del' | 'ins', own: 'removed' | 'added', other: 'added' | 'removed') =>
    changes
      .filter((change) => !change[other])
      .map((change) => (change[own] ? el(tag, {}, change.value) : change.value));
  return [side('del', 'removed', 'added'), side('ins', 'added', 'removed')];
}

function textOf(trial: TrialReport | undefined): string | undefined {
  return trial?.ok ? trial.output : undefined;
}

function shown(trial: TrialReport | undefined, text: Child): Child {
  if (trial === undefined) return el('p', { class: 'note' }, 'Not run on this side.');
  if (!trial.ok) {
    return el(
      'p',
      { class: 'failure' },
      `No output: ${trialFailureWords(trial.code)}. ${pageVoice.prose(trial.message)}`,
    );
  }
  const empty = trial.output === '';
  return [
    empty
      ? el('p', { class: 'note' }, 'The output is empty.')
      : el('pre', { class: 'output', tabindex: 0, role: 'group', 'aria-label': 'Output' }, text),
    trial.cutFrom !== undefined &&
      el('p', { class: 'note' }, `Cut: the whole output has ${plural(trial.cutFrom, 'character')}.`),
    (trial.toolCalls ?? []).map((call) =>
      el(
        'div',
        { class: 'tool' },
        el('p', {}, 'Calls ', el('code', {}, pageVoice.name(call.name))),
        el('pre', { class: 'output', tabindex: 0, role: 'group', 'aria-label': 'Arguments' }, call.arguments),
      ),
    ),
    el('p', { class: 'note' }, usageWords(trial)),
  ];
}

function usageWords(trial: Extract<TrialReport, { ok: true }>): string {
  return [
    finishWords(trial.finish),
    trial.usage && `${tokens(trial.usage.inputTokens)} tokens in, ${tokens(trial.usage.outputTokens)} out`,
    trial.costUsd !== undefined && money(trial.costUsd),
    duration(trial.latencyMs),
    trial.replayed && 'replayed',
  ]
    .filter(Boolean)
    .join(' · ');
}
