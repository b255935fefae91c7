import fc from 'fast-check';
import { expect, test } from 'vitest';
import { problemsOf } from '../../src/core/errors.ts';
import { canonicalJson } from '../../src/core/json.ts';
import { loadPrompt, parsePrompt, renderMessages } from '../../src/prompts/format.ts';

const ENDINGS = ['txt', 'j2', 'liquid', 'hbs', 'prompt', 'prompty', 'mustache', 'json', 'yaml'];
const PARTS = [
  '{{',
  '}}',
  '{%',
  '%}',
  '{#',
  '#}',
  '{{{',
  '}}}',
  '{{ x }}',
  '{{x}}',
  '{{#x}}',
  '{{/x}}',
  '{{^x}}',
  '{{else}}',
  '{% if x %}',
  '{% endif %}',
  '{% for a in x %}',
  '{% endfor %}',
  '{{ a }}',
  '{% set b = x %}',
  '{{ x | upper }}',
  '- role: user\n',
  '  content: a\n',
  '[{"role":',
  '"user"',
  '---\n',
  'system:\n',
  'user:\n',
  '"',
  "'",
  '|',
  '~',
  '\n',
  'x',
  ' ',
];
const texts = fc
  .array(fc.oneof(fc.constantFrom(...PARTS), fc.string()), { maxLength: 12 })
  .map((parts) => parts.join(''));

/** What a text comes to, errors included; anything but a problem of the user's is thrown on. */
function result(path: string, text: string, x: string): string {
  try {
    const prompt = parsePrompt({ path, text });
    return canonicalJson([prompt, renderMessages(prompt, { x })]);
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    for (const { help, place } of problems) {
      expect(help).not.toBe('');
      expect(place?.path).toBe(path);
    }
    return canonicalJson(problems);
  }
}

test('any text in any format: a prompt of plain data or a problem, the same each time', () => {
  fc.assert(
    fc.property(fc.constantFrom(...ENDINGS), texts, fc.string(), (ending, text, x) => {
      expect(result(`p.${ending}`, text, x)).toBe(result(`p.${ending}`, text, x));
    }),
    { numRuns: 500 },
  );
});

test('values are never rendered again, whatever the engine', () => {
  const engines = ENDINGS.filter((ending) => !['json', 'yaml', 'prompty'].includes(ending));
  fc.assert(
    fc.property(fc.constantFrom(...engines), texts, texts, (ending, x, y) => {
      const prompt = parsePrompt({ path: `p.${ending}`, text: '<{{ x }}{{ y }}>' });
      const { messages, missing } = renderMessages(prompt, { x, y });
      expect(messages).toEqual([{ role: 'user', content: `<${x}${y}>` }]);
      expect(missing).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

test('a value never makes a message of its own in a Prompty file', () => {
  const parts = fc.constantFrom(
    'system:',
    'user:',
    '\n',
    '# assistant:',
    'user[a="b"]:',
    'x',
    ' ',
    ':',
    'system',
  );
  const values = fc.array(parts, { maxLength: 8 }).map((texts) => texts.join(''));
  const prompt = parsePrompt({
    path: 'p.prompty',
    text: '---\nmodel: m\n---\nsystem:\nBe <{{ x }}>\nuser:\n<{{ y }}>',
  });
  fc.assert(
    fc.property(values, values, (x, y) => {
      expect(renderMessages(prompt, { x, y }).messages).toEqual([
        { role: 'system', content: `Be <${x}>` },
        { role: 'user', content: `<${y}>` },
      ]);
    }),
  );
});

test('source code never makes anything but a prompt or a problem', async () => {
  const parts = [
    '`',
    "'",
    '"',
    '"""',
    'f"',
    '${',
    '{',
    '}',
    'a',
    '.b',
    '+',
    '[',
    ']',
    '(',
    ')',
    ',',
    ':',
    'x',
    ' ',
    '\n',
    '\\',
    '=>',
    '#',
    'A',
    'B',
  ];
  const code = fc.array(fc.constantFrom(...parts), { maxLength: 14 }).map((texts) => texts.join(''));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('ts', 'jsx', 'py'), code, code, async (ending, a, b) => {
      const text = ending === 'py' ? `A = ${a}\nB = ${b}\n` : `const A = ${a};\nconst B = ${b};\n`;
      const results = [1, 2].map(async () => {
        try {
          return canonicalJson(await loadPrompt({ path: `p.${ending}#A`, text }));
        } catch (error) {
          const problems = problemsOf(error);
          if (!problems) throw error;
          expect(problems[0]?.place).toMatchObject({ path: `p.${ending}`, line: expect.any(Number) });
          return canonicalJson(problems);
        }
      });
      expect(await results[0]).toBe(await results[1]);
    }),
    { numRuns: 300 },
  );
});
