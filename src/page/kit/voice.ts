import type { Voice } from '../../render/terms.ts';
import { cut, oneLine } from '../../render/visible.ts';

/** How a page writes text from outside: as text, in which nothing is live. */
export const pageVoice: Voice = {
  name: (text) => cut(oneLine(text.slice(0, 400)), 120) || '(empty)',
  prose: (text) => cut(oneLine(text.slice(0, 4000)), 1000) || '(empty)',
};
