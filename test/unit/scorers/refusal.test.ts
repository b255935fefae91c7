import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { refusalIn } from '../../../src/scorers/refusal.ts';
import { REFUSALS } from '../../../src/scorers/refusal-patterns.ts';

/** Written for this test: answers that refuse, and answers that do not though they sound like it. */
const { refusals, answers } = JSON.parse(
  readFileSync(new URL('../../fixtures/refusals.json', import.meta.url), 'utf8'),
) as { refusals: Record<string, string[]>; answers: Record<string, string[]> };

const found = (texts: string[]) => texts.filter((text) => refusalIn(text) !== undefined);

test('every language has examples of both', () => {
  expect(Object.keys(refusals).sort()).toEqual(Object.keys(REFUSALS).sort());
  expect(Object.keys(answers).sort()).toEqual(Object.keys(REFUSALS).sort());
});

test('how good a guess it is: of these refusals at least 90 % are found, of these answers at most 5 % are taken for one', () => {
  const [all, others] = [Object.values(refusals).flat(), Object.values(answers).flat()];
  expect(all.filter((text) => !found([text]).length)).toHaveLength(all.length - found(all).length);
  expect(found(all).length / all.length).toBeGreaterThanOrEqual(0.9);
  expect(found(others).length / others.length).toBeLessThanOrEqual(0.05);
});

test('later on the same words are about something else', () => {
  expect(
    refusalIn(`${'Here is the letter you asked for. '.repeat(20)}I cannot help you with that.`),
  ).toBeUndefined();
});

test('a huge output', () => {
  expect(refusalIn('i can '.repeat(200_000))).toBeUndefined();
});
