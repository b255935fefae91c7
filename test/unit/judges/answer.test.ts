import { describe, expect, test } from 'vitest';
import { readAnswer } from '../../../src/judges/answer.ts';

const VERDICTS = ['0', '1', '2', '3'];

function answer(verdict: unknown, reasoning: unknown = 'because'): string {
  return JSON.stringify({ reasoning, verdict });
}

test.each<[string, string]>([
  [answer('0'), '0'],
  [answer('3'), '3'],
  [answer(2), '2'],
  ['{"reasoning":"r","verdict":2.0}', '2'],
  ['{"reasoning":"r","verdict":-0}', '0'],
  ['{"verdict":"1","reasoning":"r"}', '1'],
  [` \n${answer('1')}\n `, '1'],
  [`\`\`\`json\n${answer('1')}\n\`\`\``, '1'],
  [`\`\`\`\n${answer('1')}\`\`\``, '1'],
  [`\`\`\`JSON \r\n${answer('1')}\r\n\`\`\`\n`, '1'],
  [answer('cannot_judge'), 'cannot_judge'],
  [answer('1', ''), '1'],
  [answer('1', 'has ``` and {"verdict": "3"} in it'), '1'],
])('%j', (text, verdict) => {
  expect(readAnswer(VERDICTS, text)).toMatchObject({ ok: true, verdict });
});

describe('unreadable, and why', () => {
  test.each<[string, RegExp]>([
    ['', /empty/],
    [' \n\t', /empty/],
    ['```json\n```', /empty/],
    ['I cannot help with that.', /not one JSON object/],
    ['2', /not an object/],
    ['"2"', /not an object/],
    ['null', /not an object/],
    ['[{"reasoning":"r","verdict":"2"}]', /not an object/],
    [`The verdict: ${answer('2')}`, /not one JSON object: expected a value/],
    [`${answer('2')} Hope that helps!`, /not one JSON object: something follows/],
    [`${answer('2')}${answer('3')}`, /something follows/],
    [`${answer('2')}\n${answer('2')}`, /something follows/],
    [`\`\`\`json\n${answer('2')}\n\`\`\`\nDone.`, /not one JSON object/],
    [`\`\`\`json\n${answer('2')}\n\`\`\`\n\`\`\`json\n${answer('3')}\n\`\`\``, /not one JSON object/],
    [`\`\`\`json ${answer('2')}`, /not one JSON object/],
    ['{"reasoning":"r","verdict":"2"', /end of the text/],
    ['{"reasoning":"trunc', /ends inside a string/],
    ["{'reasoning':'r','verdict':'2'}", /member name/],
    ['{"reasoning":"r","verdict":NaN}', /expected a value/],
    ['{"reasoning":"r","verdict":Infinity}', /expected a value/],
    ['{"reasoning":"r","verdict":1e309}', /too large/],
    ['{"reasoning":"r","verdict":"0","verdict":"3"}', /"verdict" is given twice/],
    ['{}', /no member "reasoning"/],
    ['{"verdict":"2"}', /no member "reasoning"/],
    ['{"reasoning":"r"}', /no member "verdict"/],
    ['{"reasoning":"r","verdict":"2","score":1}', /besides/],
    ['{"reasoning":"r","verdict":"2","__proto__":1}', /besides/],
    ['{"__proto__":{"reasoning":"r","verdict":"2"}}', /no member "reasoning"/],
    [answer('2', 5), /"reasoning" is not a text/],
    [answer('2', null), /"reasoning" is not a text/],
    [answer('4'), /"verdict" is not one of "0", "1", "2", "3", "cannot_judge"/],
    [answer('-1'), /not one of/],
    [answer(4), /not one of/],
    [answer(-1), /not one of/],
    [answer(1.5), /not one of/],
    [answer('2.0'), /not one of/],
    [answer(' 2'), /not one of/],
    [answer('２'), /not one of/],
    [answer(''), /not one of/],
    [answer(null), /not one of/],
    [answer(true), /not one of/],
    [answer(['2']), /not one of/],
    [answer({ level: '2' }), /not one of/],
    [answer('Cannot_Judge'), /not one of/],
    ['['.repeat(1_000_000), /nested deeper/],
  ])('%.60j', (text, message) => {
    expect(readAnswer(VERDICTS, text)).toEqual({ ok: false, message: expect.stringMatching(message) });
  });
});

test('choices are taken letter by letter', () => {
  expect(readAnswer(['Yes', 'No'], answer('Yes'))).toMatchObject({ ok: true });
  expect(readAnswer(['Yes', 'No'], answer('yes'))).toMatchObject({ ok: false });
  expect(readAnswer(['1', '2'], answer(2))).toMatchObject({ ok: true, verdict: '2' });
  expect(readAnswer(['1.5'], answer(1.5))).toMatchObject({ ok: false });
  expect(readAnswer(['constructor'], answer('toString'))).toMatchObject({ ok: false });
});

test('reasons are cut to size and made whole', () => {
  const read = (reasoning: string) => {
    const result = readAnswer(VERDICTS, answer('1', reasoning));
    return result.ok ? result.reasoning : undefined;
  };
  expect(read(' a \n')).toBe('a');
  expect(read('x'.repeat(2000))).toBe('x'.repeat(2000));
  expect(read('x'.repeat(9000))).toBe(`${'x'.repeat(1999)}…`);
  expect(readAnswer(VERDICTS, '{"reasoning":"a\\ud800b","verdict":"1"}')).toMatchObject({
    reasoning: 'a\uFFFDb',
  });
  expect(read('😀')).toBe('😀');
});
