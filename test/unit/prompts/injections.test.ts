import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import { parsePrompt, renderMessages } from '../../../src/prompts/format.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures/prompts');
const INJECTIONS = JSON.parse(readFileSync(join(FIXTURES, 'injections.json'), 'utf8')) as string[];

/** One name a file of every format that has templates, and how its text is wrapped. */
const PATHS: readonly [string, (text: string) => string, string][] = [
  ['p.txt', (text) => text, '{{ x }}'],
  ['p.prompt.yml', inYaml, '{{ x }}'],
  ['p.json', (text) => JSON.stringify([{ role: 'user', content: text }]), '{{ x }}'],
  ['p.j2', (text) => text, '{{ x }}'],
  ['p.liquid', (text) => text, '{{ x }}'],
  ['p.hbs', (text) => text, '{{ x }}'],
  ['p.prompt', (text) => `---\nmodel: m\n---\n${text}`, '{{ x }}'],
  ['p.prompty', (text) => `---\nmodel: m\n---\nuser:\n${text}`, '{{ x }}'],
  ['q.prompty', (text) => `---\ntemplate: mustache\n---\nuser:\n${text}`, '{{ x }}'],
  ['p.mustache', (text) => text, '{{ x }}'],
];

function inYaml(text: string): string {
  return `messages:\n  - role: user\n    content: ${JSON.stringify(text)}\n`;
}

const CANARY = 'sk-canary-0123456789';
/** What must not come out unless the template itself says it. */
const LEAKS = [
  CANARY,
  'native code',
  '[object process]',
  '[object global]',
  '[Function',
  'root:x',
  'polluted',
  'function ',
];

beforeAll(() => {
  process.env['OPENAI_API_KEY'] = CANARY;
});
afterAll(() => {
  delete process.env['OPENAI_API_KEY'];
});

/** What comes out, or `undefined` when the template is refused. */
function outcome(path: string, text: string, x: unknown): string | undefined {
  try {
    const prompt = parsePrompt({ path, text });
    const { messages } = renderMessages(prompt, JSON.parse(JSON.stringify({ x })));
    return messages.map(({ content }) => content).join('\n');
  } catch (error) {
    const [problem] = problemsOf(error) ?? [];
    if (!problem) throw error;
    expect(problem).toMatchObject({ code: 'E_PROMPT_INVALID', place: { path } });
    expect(problem.help).not.toBe('');
    return undefined;
  }
}

test('there are enough', () => {
  expect(new Set(INJECTIONS).size).toBeGreaterThanOrEqual(30);
});

describe.each(PATHS)('%s', (path, wrap, placeholder) => {
  test.each(INJECTIONS)('renders inert, or is refused: %s', (injection) => {
    for (const x of ['text', { a: 1 }, ['b'], 5]) {
      const text = outcome(path, wrap(injection), x) ?? '';
      for (const leak of LEAKS) if (!injection.includes(leak)) expect(text).not.toContain(leak);
      expect(text.length).toBeLessThan(10_000_000);
    }
    expect(Object.hasOwn(globalThis, 'pwned')).toBe(false);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test.each(INJECTIONS)('is only text as a value: %s', (injection) => {
    expect(outcome(path, wrap(`[${placeholder}]`), injection)).toBe(`[${injection}]`);
  });
});
