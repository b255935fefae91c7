import { describe, expect, test } from 'vitest';
import { saysNothing } from '../../../src/judges/nothing.ts';

const USUAL = ['empty', 'opener'] as const;

describe('outputs that fool judges', () => {
  test.each([
    ['', /is empty/],
    [' \n\t\u200b', /is empty|no word/],
    [':', /no word/],
    ['.', /no word/],
    ['— … —', /no word/],
    ['```\n```', /no word/],
    ['Thought process:', /only begins/],
    ['**Thought process:**', /only begins/],
    ["Let's solve this problem step by step.", /only begins/],
    ['Let’s think step by step', /only begins/],
    ['Solution', /only begins/],
    ['Solution:', /only begins/],
    ['Answer:', /only begins/],
    ['Final answer:', /only begins/],
    ['Sure, here is the answer:', /only begins/],
    ['Certainly,', /only begins/],
    ['Here is the corrected text:', /only begins/],
    ['解', /only begins/],
    ['かいせつ', /only begins/],
    ['Respuesta', /only begins/],
    ['答案：', /only begins/],
    ['  SOLUTION :\n', /only begins/],
  ])('%j', (output, reason) => {
    expect(saysNothing(output, USUAL)).toMatch(reason);
    expect(saysNothing(output, [])).toBeUndefined();
  });
});

describe('outputs that may be answers', () => {
  test.each([
    'A',
    '7',
    '42.',
    '是',
    'ok',
    'no',
    '👍',
    'Answer: 7',
    'Thought process: first I looked, then I bought.',
    'The solution is 7.',
    'A solution',
    'Certainly!',
    'Sure, it is open until nine.',
    'None',
    'x'.repeat(1_000_000),
    "I'm sorry, but I can't help with that.",
  ])('%#', (output) => {
    expect(saysNothing(output, USUAL)).toBeUndefined();
  });
});

test('refusals where no refusal is right', () => {
  const output = "I'm sorry, but I can't help with that.";
  expect(saysNothing(output, ['refusal'])).toMatch(/begins as refusals do/);
  expect(saysNothing('It opens at nine.', ['refusal'])).toBeUndefined();
});

test('a million signs, and an opener a million times', () => {
  expect(saysNothing('- '.repeat(1_000_000), USUAL)).toMatch(/no word/);
  expect(saysNothing('Answer: '.repeat(1_000_000), USUAL)).toBeUndefined();
});
