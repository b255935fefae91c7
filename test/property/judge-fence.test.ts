import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import type { JudgeSpec } from '../../src/core/suite.ts';
import { absentFrom, fence, nonceFor } from '../../src/judges/fence.ts';
import { judgeRequest, readJudgement } from '../../src/judges/judge.ts';
import { choices, rubric } from '../unit/judges/specs.ts';

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<<<',
        '>>>',
        '<<<END OUTPUT ',
        '<<<OUTPUT ',
        '\n',
        'END',
        '{{output}}',
        '{{question}}',
        '0123456789abcdef'.repeat(2),
      ),
      fc.string({ unit: 'binary' }),
    ),
  )
  .map((parts) => parts.join(''));
const value = fc.oneof(hostile, fc.jsonValue() as fc.Arbitrary<Json>);
const spec: fc.Arbitrary<JudgeSpec> = fc.constantFrom(
  rubric({ criterion: 'Helps with {{q}}, {{output}}' }),
  choices({ question: 'Is {{completion}} right about {{q}}?' }),
);

/** The blocks of a message, as a reader finds them who trusts nothing but the code. */
function blocksIn(message: string, nonce: string): Map<string, string> {
  const blocks = new Map<string, string>();
  let at = 0;
  for (;;) {
    const open = message.indexOf('<<<', at);
    if (open === -1) return blocks;
    const header = message.slice(open + 3, message.indexOf('\n', open));
    if (!header.endsWith(` ${nonce}>>>`)) {
      at = open + 1;
      continue;
    }
    const name = header.slice(0, -` ${nonce}>>>`.length);
    const start = open + 3 + header.length + 1;
    const end = message.indexOf(`\n<<<END ${name} ${nonce}>>>`, start);
    expect(blocks.has(name)).toBe(false);
    blocks.set(name, message.slice(start, end));
    at = end + `\n<<<END ${name} ${nonce}>>>`.length;
  }
}

test('no output, reference or variable can close its fence or open another', () => {
  fc.assert(
    fc.property(
      spec,
      hostile,
      value,
      fc.dictionary(fc.string(), value, { maxKeys: 3 }),
      (judge, output, expected, others) => {
        const vars = { ...others, q: 'x' };
        const built = judgeRequest(judge, { output, vars, expected });
        if (!built.ok) throw new Error(built.message);
        const message = built.request.messages[1]?.content ?? '';
        const nonce = /DATA, fenced with the code ([0-9a-f]{32})\n/.exec(message)?.[1] ?? '';
        const blocks = blocksIn(message, nonce);
        expect(blocks.get('OUTPUT')).toBe(output);
        expect(blocks.get('REFERENCE')).toBe(
          typeof expected === 'string' ? expected : JSON.stringify(expected),
        );
        expect(blocks.get('INPUT q')).toBe('x');
        expect(blocks.size).toBe(Object.keys(vars).length + 2);
        // Outside of fences nothing of it is left.
        const head = message.slice(0, message.indexOf('DATA, fenced'));
        expect(head).toMatch(/^(CRITERION|QUESTION)\n[^<>]*$/);
      },
    ),
    { numRuns: 300 },
  );
});

test('the code of a fence stands in none of the texts, even when they know a code', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1 }), (texts) => {
      const blocks = texts.map((content, index) => ({ name: `B${index}`, content }));
      const nonce = nonceFor('q', blocks);
      expect(nonce).toMatch(/^[0-9a-f]{32}$/);
      for (const block of blocks) {
        expect(block.content).not.toContain(nonce);
        expect(fence(block, nonce).split(nonce)).toHaveLength(3);
      }
      expect(absentFrom(nonce, [...texts, nonce])).not.toBe(nonce);
    }),
  );
});

test('any answer: no throw, and a value is always 0..1', () => {
  const member = fc.oneof(
    fc.constantFrom('0', '1', '2', '3', '4', 'yes', 'no', 'cannot_judge', ''),
    fc.double(),
    fc.integer({ min: -2, max: 5 }),
    fc.jsonValue(),
  );
  const pieces = fc
    .array(
      fc.constantFrom(
        '{',
        '}',
        '"reasoning"',
        '"verdict"',
        ':',
        ',',
        '"1"',
        '2',
        'NaN',
        '1e309',
        '```json\n',
        '\n```',
        ' ',
        '"yes"',
      ),
    )
    .map((parts) => parts.join(''));
  const shaped = fc
    .record(
      { reasoning: fc.oneof(fc.string(), fc.jsonValue()), verdict: member, more: fc.jsonValue() },
      { requiredKeys: [] },
    )
    .map((parts) => JSON.stringify(parts));
  const fitting = fc
    .record({ reasoning: fc.string(), verdict: member })
    .map((parts) => JSON.stringify(parts));
  const answer = fc.oneof(
    fitting,
    fc.string(),
    pieces,
    shaped,
    fc.tuple(shaped, fc.string()).map((parts) => parts.join('')),
  );
  let read = 0;
  fc.assert(
    fc.property(spec, answer, (judge, text) => {
      const result = readJudgement(judge, text);
      if (!result.ok) {
        expect(['cannot-judge', 'judge-unreadable']).toContain(result.code);
        return;
      }
      read += 1;
      expect(result.value).toBeGreaterThanOrEqual(0);
      expect(result.value).toBeLessThanOrEqual(1);
    }),
    { numRuns: 3000 },
  );
  // Else the property would hold of a reader that reads nothing.
  expect(read).toBeGreaterThan(20);
});

test('a verdict written by the book is always read', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 11 }).chain((n) => fc.tuple(fc.constant(n), fc.nat(n - 1))),
      fc.string(),
      ([n, level], reasoning) => {
        const judge = rubric({ levels: Array.from({ length: n }, (_, index) => `l${index}`) });
        const text = JSON.stringify({ reasoning, verdict: String(level) });
        expect(readJudgement(judge, text)).toMatchObject({ ok: true, value: level / (n - 1) });
      },
    ),
  );
});
