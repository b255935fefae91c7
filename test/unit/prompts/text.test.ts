import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import { parsePrompt, renderMessages } from '../../../src/prompts/format.ts';

function codeOf(path: string, text: string): string | undefined {
  try {
    parsePrompt({ path, text });
  } catch (error) {
    const [problem] = problemsOf(error) ?? [];
    expect(problem?.place?.path).toBe(path);
    return problem?.code;
  }
  return undefined;
}

describe('plain text', () => {
  test.each([
    ['Hi {{name}}', 'Hi {{name}}'],
    ['Hi\n', 'Hi'],
    ['Hi\n\n', 'Hi\n'],
    ['\uFEFFHi\r\nthere\r\n', 'Hi\nthere'],
    ['---\ntitle: x\n---\nHi', '---\ntitle: x\n---\nHi'],
    ['{% if x %}…{% endif %}', '{% if x %}…{% endif %}'],
    ['  Hi  ', '  Hi  '],
  ])('%j', (text, content) => {
    for (const path of ['p.txt', 'P.MD', 'dir/p.xml', 'p', 'p.prompt.txt']) {
      expect(parsePrompt({ path, text })).toEqual({
        format: 'text',
        messages: [{ role: 'user', content }],
        onUndefined: 'error',
        parameters: {},
      });
    }
  });
  test('empty files are refused', () => {
    expect(codeOf('p.txt', '')).toBe('E_PROMPT_INVALID');
    expect(codeOf('p.md', '\uFEFF \r\n')).toBe('E_PROMPT_INVALID');
  });
});

test('a .prompt file without front matter is text', () => {
  expect(parsePrompt({ path: 'a.prompt', text: 'Hi {{name}}' }).format).toBe('text');
});

test('renderMessages lists what is missing once, in order, and leaves it', () => {
  const prompt = {
    format: 'github' as const,
    onUndefined: 'keep' as const,
    parameters: {},
    messages: [
      { role: 'system' as const, content: '{{b}} {{a}}' },
      { role: 'user' as const, content: '{{ b }} {{c}}' },
    ],
  };
  expect(renderMessages(prompt, { a: 'A' })).toEqual({
    messages: [
      { role: 'system', content: '{{b}} A' },
      { role: 'user', content: '{{ b }} {{c}}' },
    ],
    missing: ['b', 'c'],
  });
});
