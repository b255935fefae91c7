import { expect, it } from 'vitest';
import type { Allocation } from '../../../src/core/report.ts';
import { allocationWords, curtailedWords, sizeWords } from '../../../src/render/advice-words.ts';
import { gapWords } from '../../../src/render/gap-words.ts';
import { markdownVoice } from '../../../src/render/markdown.ts';
import { measured } from '../../support/report-builder.ts';

const scorer = { scorer: 'tone', pairs: 12, margin: 0.05 };
const allocation = (because: Allocation['scorers'][number]['because'], wants: number): Allocation => ({
  min: 2,
  max: 6,
  trials: wants,
  scorers: [
    { ...scorer, scorer: 'policy', wants: 2, because: 'detectable' },
    { ...scorer, wants, because },
  ],
});

it.each([
  [allocation('detectable', 4), 'Of 2 to 6 trials as many as it takes to find a drop of 5 pp of tone.'],
  [
    allocation('cases', 3),
    'Of 2 to 6 trials no more: the cases of tone differ more than their trials, so that further ones would hardly find smaller drops.',
  ],
  [
    allocation('most', 6),
    'Of 2 to 6 trials the most: the trials of tone differ so much that even more would help.',
  ],
  [
    { ...allocation('unknown', 2), scorers: [{ ...scorer, wants: 2, because: 'unknown' }] } as Allocation,
    'Of 2 to 6 trials the fewest: too few of tone have a score to say how much they differ.',
  ],
  [{ min: 2, max: 6, trials: 2, scorers: [] }, 'Of 2 to 6 trials the fewest.'],
])('says why there were so many trials: %#', (of, words) => {
  expect(allocationWords(of, (name) => name)).toBe(words);
});

it('says how much was run', () => {
  const cases = measured('support').cases.slice(0, 0);
  const size = (more: object) => sizeWords({ cases, trials: 3, ...more });
  expect(size({})).toBe('0 cases × 3 trials');
  expect(size({ rechecked: true })).toBe('0 cases × 3 trials, and 3 more for a second look');
  expect(size({ rechecked: true, curtailed: { rounds: 1, of: 3 } })).toBe(
    '0 cases × 3 trials, and 1 more for a second look',
  );
});

it('says that a second look ended early, and that it changed nothing', () => {
  expect(curtailedWords({})).toBe('');
  expect(gapWords(measured('support', { curtailed: { rounds: 1, of: 3 } }), markdownVoice, 3)).toEqual([
    'The second look at the alarm ended after 1 of 3 rounds: whatever the rest had shown, the verdict would have been the same.',
  ]);
});
