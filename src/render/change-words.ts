import type { Change } from '../core/report.ts';
import type { Voice } from './terms.ts';

/** One difference between base and head. */
export function changeWords({ kind, what, from, to }: Change, voice: Voice): string {
  const subject =
    kind === 'parameter' || kind === 'policy' || (kind === 'command' && what !== 'command')
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

const SUBJECTS: Readonly<Record<Exclude<Change['kind'], 'parameter' | 'policy'>, string>> = {
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
