import type { Change } from '../core/report.ts';
import type { Voice } from './terms.ts';

/** One difference between base and head. */
export function changeWords(change: Change, voice: Voice): string {
  const { kind, what, from, to } = change;
  if (change.lines) return textWords(change, voice);
  if (kind === 'message') return `${voice.prose(what)} changed`;
  const subject =
    kind === 'parameter' ||
    kind === 'policy' ||
    kind === 'template' ||
    kind === 'judge' ||
    (kind === 'command' && what !== 'command')
      ? voice.name(what)
      : SUBJECTS[kind];
  if (kind === 'scorer') return `scorer ${voice.name(what)} ${to === undefined ? 'edited' : voice.prose(to)}`;
  if (from !== undefined && to !== undefined) return `${subject} ${voice.name(from)} → ${voice.name(to)}`;
  if (to !== undefined) return `${subject} is now ${voice.name(to)}`;
  if (from !== undefined) return `${subject} no longer ${voice.name(from)}`;
  return kind === 'prompt' || kind === 'dataset' || kind === 'code'
    ? `${subject} ${voice.name(what)} edited`
    : `${subject} edited`;
}

/** A message, a tool or the response format: added, removed, or how many lines of it differ. */
function textWords({ kind, what, lines, base, head }: Change, voice: Voice): string {
  const subject =
    kind === 'tool' || kind === 'include' ? `${SUBJECTS[kind]} ${voice.name(what)}` : voice.prose(what);
  if (base === undefined) return `${subject} added`;
  if (head === undefined) return `${subject} removed`;
  return `${subject} +${lines?.added ?? 0} −${lines?.removed ?? 0} lines`;
}

const SUBJECTS: Readonly<
  Record<Exclude<Change['kind'], 'parameter' | 'policy' | 'template' | 'judge'>, string>
> = {
  message: 'message',
  tool: 'tool',
  include: 'included file',
  'response-format': 'response format',
  target: 'target',
  prompt: 'prompt',
  command: 'command',
  code: 'code in',
  model: 'model',
  provider: 'provider',
  dataset: 'dataset',
  scorer: 'scorer',
  trials: 'trials',
  'suite-path': 'suite file',
};
