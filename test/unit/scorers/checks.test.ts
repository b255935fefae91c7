import { describe, expect, test } from 'vitest';
import type { CheckParts } from '../../../src/core/check-spec.ts';
import type { Json } from '../../../src/core/json.ts';
import type { CheckSpec } from '../../../src/core/suite.ts';
import { runCheck } from '../../../src/scorers/check.ts';
import type { AnswerFacts, ScoreInput } from '../../../src/scorers/scorer.ts';

type Given = Partial<Omit<ScoreInput, 'output'>>;

async function score(parts: CheckParts, output: string, given: Given = {}, not = false) {
  const spec: CheckSpec = { kind: 'check', name: 'c', threshold: 1, ...parts, ...(not ? { not: true } : {}) };
  const scored = await runCheck(spec, { output, vars: {}, ...given });
  return scored.ok ? scored.value : scored.code;
}

/** Each row: what the check is told, the output, the score worked out by hand. */
function table(name: string, rows: readonly [CheckParts, string, number | string, Given?][]): void {
  const short = (value: unknown) => JSON.stringify(value).slice(0, 80);
  test.each(rows.map((row) => [`${short(row[0])} on ${short(row[1])}`, ...row] as const))(
    `${name}: %s`,
    async (_title, parts, output, value, given) => {
      const found = await score(parts, output, given);
      if (typeof value === 'string' || typeof found === 'string') expect(found).toBe(value);
      else expect(found).toBeCloseTo(value, 12);
    },
  );
}

const list = (
  check: 'contains-all' | 'contains-any' | 'one-of',
  values: string | string[],
  ignoreCase = false,
): CheckParts => ({ check, values, ignoreCase });

table('parts', [
  [list('contains-all', ['a', 'b']), 'b and a', 1],
  [list('contains-all', ['a', 'z']), 'b and a', 0],
  [list('contains-all', ['CAFÉ']), 'cafe\u0301', 0],
  [list('contains-all', ['CAFÉ'], true), 'un cafe\u0301', 1],
  [list('contains-any', ['x', 'שלום']), 'אמר שלום', 1],
  [list('contains-any', ['x', 'y']), '', 0],
  [list('contains-any', ['👍🏽', 'ok']), 'good 👍🏽', 1],
  [list('contains-any', '{{expected}}'), '東京です', 1, { expected: ['大阪', '東京'] }],
  [list('contains-all', '{{expected}}'), 'x', 'expected-missing'],
  [list('contains-all', '{{expected}}'), 'x', 'expected-missing', { expected: [] }],
  [list('contains-any', ['a', '']), 'x', 'expected-missing'],
  [list('contains-any', ['{{nope}}']), 'x', 'undefined-variable'],
  [list('one-of', ['yes', 'no']), ' yes\n', 1],
  [list('one-of', ['yes', 'no']), 'Yes', 0],
  [list('one-of', ['yes', 'no'], true), 'YES', 1],
  [list('one-of', ['yes', 'no']), 'yes, or no', 0],
  [list('one-of', '{{labels}}'), '2', 1, { vars: { labels: [1, 2] } }],
  [list('one-of', ['نعم', 'لا']), 'لا', 1],
  [list('one-of', ['yes']), '', 0],
]);

const json = (within: 'whole' | 'part', schema?: Record<string, Json>): CheckParts => ({
  check: 'json',
  within,
  ...(schema ? { schema } : {}),
});
const needsA = { type: 'object', required: ['a'] };

table('JSON', [
  [json('whole'), '{"a": [1, null]}', 1],
  [json('whole'), '"text"', 1],
  [json('whole'), '', 0],
  [json('whole'), '{"a": 1,}', 0],
  [json('whole'), '{"a": 1, "a": 2}', 0],
  [json('whole'), 'Sure: {"a": 1}', 0],
  [json('whole', needsA), '{"a": 1}', 1],
  [json('whole', needsA), '{"b": 1}', 0],
  [json('part'), 'Sure: {"a": 1}!', 1],
  [json('part'), '```json\n[1, 2]\n```', 1],
  [json('part'), 'braces { in text } and a list [1]', 1],
  [json('part'), 'no {JSON} here, [really]', 0],
  [json('part'), '{"a": "unclosed', 0],
  [json('part'), 'a "quoted { brace" then {"ok": "}"}', 1],
  [json('part', needsA), '{"b": 1} {"a": 1}', 1],
  [json('part', needsA), '{"b": {"a": 1}}', 0],
  [json('part'), '[1, 2', 0],
  [json('whole'), ' '.repeat(1_000_000), 'check-failed'],
]);

const path = (where: string, value?: Json, match: 'any' | 'all' = 'all'): CheckParts => ({
  check: 'json-path',
  path: where,
  match,
  ...(value === undefined ? {} : { value }),
});
const order = JSON.stringify({
  items: [
    { n: 'a', q: 1 },
    { n: 'b', q: 1 },
  ],
  ключ: 'да',
  total: 2.5,
});

table('JSONPath', [
  [path('$.items[0].n', 'a'), order, 1],
  [path('$.items[1].n', 'a'), order, 0],
  [path('$.items[*].q', 1), order, 1],
  [path('$.items[*].n', 'a'), order, 0],
  [path('$.items[*].n', 'a', 'any'), order, 1],
  [path('$..n', 'b', 'any'), order, 1],
  [path('$["ключ"]', 'да'), order, 1],
  [path('$.total', 2.5), order, 1],
  [path('$.total', '{{expected}}'), order, 1, { expected: 2.5 }],
  [path('$.items[0]', { q: 1, n: 'a' }), order, 1],
  [path('$.items[?@.q == 1].n', 'a', 'any'), order, 1],
  [path('$.items[?match(@.n, "[ab]")].q', 1), order, 1],
  [path('$.items[?match(@.n, "(a+)+$")]'), JSON.stringify({ items: [{ n: `${'a'.repeat(5000)}!` }] }), 0],
  [path('$.missing'), order, 0],
  [path('$.items'), order, 1],
  [path('$.constructor'), order, 0],
  [path('$.__proto__'), '{}', 0],
  [path('$.items.length'), order, 0],
  [path('$'), 'prose', 0],
  [path('$.total', '{{nope}}'), order, 'undefined-variable'],
  [path('$..*'), `[${'1,'.repeat(50_000)}1]`, 'check-failed'],
]);

const xml = (within: 'whole' | 'part', ...elements: string[]): CheckParts => ({
  check: 'xml',
  within,
  elements,
});
const html = (within: 'whole' | 'part'): CheckParts => ({ check: 'html', within });

table('markup', [
  [xml('whole'), '<?xml version="1.0"?>\n<a><b c="1">é</b></a>\n', 1],
  [xml('whole'), '<a><b></a></b>', 0],
  [xml('whole'), '<a/><b/>', 0],
  [xml('whole'), 'text', 0],
  [xml('whole'), '', 0],
  [xml('whole', 'order.item'), '<order><item/></order>', 1],
  [xml('whole', 'order.price'), '<order><item/></order>', 0],
  [xml('part'), 'Here: <a>x</a> and so on', 1],
  [xml('part'), 'a < b and b > c', 0],
  [xml('part'), '<br> never closed', 0],
  [xml('part', 'b'), '<a/> <b>1</b>', 1],
  [xml('whole'), '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', 0],
  [xml('part'), '<a'.repeat(50_000), 'check-failed'],
  [xml('part'), '<a>'.repeat(60_000), 'check-failed'],
  [xml('part'), `<a>${'<b/>'.repeat(40_000)}`, 1],
  [xml('part', 'c'), `<a>${'<b/>'.repeat(40_000)}`, 'check-failed'],
  [html('whole'), '<!doctype html>\n<html><body><p>Hi<br>there<p>you</body></html>', 1],
  [html('whole'), '<p class="a > b">Hi <b>you</b></p>', 1],
  [html('whole'), '<my-card>x</my-card><!-- end -->', 1],
  [html('whole'), '<script>if (a < b) "</p>"</script>', 1],
  [html('whole'), '<b><i>x</b></i>', 0],
  [html('whole'), '<invoice>1</invoice>', 0],
  [html('whole'), 'Hello <b>you</b>', 0],
  [html('whole'), '<div>', 0],
  [html('whole'), '', 0],
  [html('part'), 'Hello <b>you</b>', 1],
  [html('part'), 'line<br>break', 1],
  [html('part'), 'a < b, x<y>z', 0],
  [html('part'), '<'.repeat(200_000), 0],
]);

const number = (value: string, more: Partial<Extract<CheckParts, { check: 'number' }>> = {}): CheckParts => ({
  check: 'number',
  value,
  tolerance: 0,
  relativeTolerance: 0,
  find: 'whole',
  ...more,
});

table('numbers', [
  [number('42'), '42', 1],
  [number('42'), ' 42.0\n', 1],
  [number('42'), '4.2e1', 1],
  [number('42'), 'The answer is 42', 0],
  [number('42', { find: 'last' }), 'Of 6 times 7 it is 42.', 1],
  [number('42', { find: 'first' }), 'Of 6 times 7 it is 42.', 0],
  [number('1234567'), '1,234,567', 1],
  [number('-5'), '\u22125', 1],
  [number('5', { find: 'last' }), 'room A-5', 1],
  [number('0.3', { tolerance: 0.1 }), '0.2', 1],
  [number('0.3', { tolerance: 0.1 }), '0.19', 0],
  [number('200', { relativeTolerance: 0.01 }), '198', 1],
  [number('200', { relativeTolerance: 0.01 }), '197.9', 0],
  [number('{{expected}}'), '7', 1, { expected: 7 }],
  [number('seven'), '7', 'check-failed'],
  [number('7'), '', 0],
  [number('7'), 'NaN', 0],
  [number('7'), '1e999', 0],
  [number('7', { find: 'last' }), '9'.repeat(150_000), 0],
]);

type Unit = Extract<CheckParts, { check: 'length' }>['unit'];
const long = (unit: Unit, min?: number, max?: number): CheckParts => ({ check: 'length', unit, min, max });
const exactly = (unit: Unit, count: number) => long(unit, count, count);

table('lengths', [
  [exactly('characters', 4), 'cafe\u0301', 1],
  [exactly('characters', 1), '👩‍👩‍👧', 1],
  [exactly('characters', 2), '🇩🇪🇫🇷', 1],
  [exactly('characters', 0), '', 1],
  [exactly('words', 2), "don't worry!", 1],
  [exactly('words', 3), '我喜欢绿茶', 1],
  [exactly('words', 3), 'مرحبا يا صديقي', 1],
  [exactly('words', 0), '👍 — !', 1],
  [exactly('spaced-words', 4), ' a  b — c\n', 1],
  [exactly('spaced-words', 1), '我喜欢绿茶', 1],
  [exactly('lines', 2), 'a\nb\n', 1],
  [exactly('lines', 3), 'a\r\n\r\nb', 1],
  [exactly('lines', 0), '', 1],
  [exactly('bytes', 6), 'é😀', 1],
  [long('words', undefined, 2), 'one two three', 0],
  [long('words', 2), 'one', 0],
  [exactly('bytes', 1_000_000), 'x'.repeat(1_000_000), 1],
]);

const edits = (value: string | string[], maxDistance?: number, ignoreCase = false): CheckParts => ({
  check: 'levenshtein',
  value,
  ignoreCase,
  ...(maxDistance === undefined ? {} : { maxDistance }),
});
const overlap = (
  check: 'rouge-l' | 'rouge-n' | 'token-f1' | 'bleu' | 'gleu',
  value: string | string[],
  n = 1,
): CheckParts => ({
  check,
  value,
  ignoreCase: check !== 'bleu' && check !== 'gleu',
  n,
});

table('likeness', [
  [edits('kitten'), 'sitting', 1 - 3 / 7],
  [edits('cafe\u0301'), 'café', 1],
  [edits('👩‍👩‍👧'), '👩‍👩‍👦', 0],
  [edits('שלום'), 'שלוס', 0.75],
  [edits('ab'), '', 0],
  [edits(['xyz', 'abd']), 'abc', 2 / 3],
  [edits('ABC', undefined, true), 'abc', 1],
  [edits('kitten', 3), 'sitting', 1],
  [edits('kitten', 2), 'sitting', 0],
  [edits('a'.repeat(20_000)), 'b'.repeat(20_000), 'check-failed'],
  [edits('x'), 'y'.repeat(1_000_000), 'check-failed'],
  [overlap('rouge-l', 'the cat is on the mat'), 'the cat sat on the mat', 5 / 6],
  [overlap('rouge-n', 'the cat is on the mat', 2), 'the cat sat on the mat', 3 / 5],
  [overlap('rouge-n', 'one', 2), 'one two', 0],
  [overlap('token-f1', 'a b c d'), 'a c', 2 / 3],
  [overlap('token-f1', '我喜欢喝绿茶'), '我喜欢喝红茶', 0.75],
  [overlap('token-f1', '👍'), '👍', 1],
  [overlap('token-f1', '👍'), '👎', 0],
  [overlap('token-f1', 'a'), '', 0],
  [overlap('token-f1', ['x y', 'a b']), 'a b c', 0.8],
  [overlap('bleu', 'a b c d e', 4), 'a b c d', Math.exp(-0.25)],
  [overlap('bleu', 'x', 4), 'y', 0],
  [overlap('gleu', 'a b c d e', 4), 'a b c d', 10 / 14],
  [overlap('rouge-l', '{{expected}}'), 'x', 'expected-missing'],
  [overlap('rouge-l', 'x '.repeat(40_000)), 'y '.repeat(40_000), 'check-failed'],
]);

const facts = (more: Partial<AnswerFacts>): Given => ({
  answer: { finish: 'stop', latencyMs: 100, ...more },
});
const calls = (...names: [string, string][]): Given =>
  facts({ toolCalls: names.map(([name, given]) => ({ name, arguments: given })) });
const call = (
  tool: string,
  given?: Record<string, Json>,
  match: 'exact' | 'subset' = 'subset',
): CheckParts => ({
  check: 'tool-call',
  tool,
  match,
  ...(given ? { arguments: given } : {}),
});
const weather = calls(['weather', '{"city": "Paris", "days": 3, "unit": {"t": "C", "w": "ms"}}']);
const tools = [
  { type: 'function', function: { name: 'weather', parameters: { type: 'object', required: ['city'] } } },
];
const offered = (...list: [string, string][]): Given => ({
  answer: { ...calls(...list).answer, finish: 'tool-calls', latencyMs: 1, tools },
});

table('answers', [
  [call('weather'), '', 1, weather],
  [call('{{want}}'), '', 1, { ...weather, vars: { want: 'weather' } }],
  [call('time'), '', 0, weather],
  [call('weather', { city: 'Paris' }), '', 1, weather],
  [call('weather', { unit: { t: 'C' } }), '', 1, weather],
  [call('weather', { city: '{{city}}' }), '', 0, { ...weather, vars: { city: 'Rome' } }],
  [call('weather', { city: 'Paris' }, 'exact'), '', 0, weather],
  [call('weather', { days: 3, city: 'Paris', unit: { w: 'ms', t: 'C' } }, 'exact'), '', 1, weather],
  [call('weather', { city: 'Paris' }), '', 0, calls(['weather', '{"city": "Par'])],
  [call('weather', { toString: 'x' }), '', 0, calls(['weather', '{}'])],
  [call('weather'), '', 0, facts({})],
  [call('weather'), '', 'check-failed'],
  [{ check: 'tool-call-f1', values: ['a', 'b'] }, '', 2 / 3, calls(['a', ''])],
  [{ check: 'tool-call-f1', values: ['a'] }, '', 1, calls(['a', ''], ['a', ''])],
  [{ check: 'tool-call-f1', values: ['a'] }, '', 0, facts({})],
  [{ check: 'tool-calls-valid' }, '', 1, offered(['weather', '{"city": "Paris"}'])],
  [{ check: 'tool-calls-valid' }, '', 0, offered(['weather', '{}'])],
  [{ check: 'tool-calls-valid' }, '', 0, offered(['weather', 'city'])],
  [{ check: 'tool-calls-valid' }, '', 0, offered(['time', '{}'])],
  [{ check: 'tool-calls-valid' }, '', 0, offered()],
  [{ check: 'tool-calls-valid' }, '', 'check-failed', weather],
  [{ check: 'finish', reasons: ['stop', 'length'] }, '', 1, facts({ finish: 'length' })],
  [{ check: 'finish', reasons: ['stop'] }, '', 0, facts({ finish: 'length' })],
  [{ check: 'finish', reasons: ['stop'] }, '', 'check-failed'],
  [{ check: 'latency', maxMs: 100 }, '', 1, facts({})],
  [{ check: 'latency', maxMs: 99.9 }, '', 0, facts({})],
  [{ check: 'cost', maxUsd: 0.01 }, '', 1, facts({ costUsd: 0.01 })],
  [{ check: 'cost', maxUsd: 0.01 }, '', 0, facts({ costUsd: 0.011 })],
  [{ check: 'cost', maxUsd: 0.01 }, '', 'check-failed', facts({})],
  [{ check: 'refusal' }, 'anything', 1, facts({ finish: 'refusal' })],
  [{ check: 'refusal' }, '', 0],
]);

describe('negation', () => {
  test.each<[CheckParts, string, Given?]>([
    [list('contains-all', ['a']), 'abc'],
    [edits('kitten'), 'sitting'],
    [json('whole'), '{'],
    [{ check: 'latency', maxMs: 1 }, '', facts({})],
  ])('%j', async (parts, output, given) => {
    const [plain, turned] = [await score(parts, output, given), await score(parts, output, given, true)];
    expect(turned).toBe(1 - Number(plain));
  });
  test('leaves what cannot be scored unscored', async () => {
    expect(await score({ check: 'cost', maxUsd: 1 }, '', {}, true)).toBe('check-failed');
  });
});
