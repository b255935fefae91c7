// biome-ignore-all lint/suspicious/noTemplateCurlyInString: source code that is read, not run
import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import { loadPrompt, parsePrompt } from '../../../src/prompts/format.ts';
import { cleaned, dedented, javascriptUnescaped, pythonUnescaped } from '../../../src/prompts/source-text.ts';

async function content(path: string, text: string): Promise<string | undefined> {
  return (await loadPrompt({ path, text })).messages[0]?.content;
}

async function fault(path: string, text: string): Promise<string> {
  try {
    await loadPrompt({ path, text });
  } catch (error) {
    const [problem] = problemsOf(error) ?? [];
    if (!problem) throw error;
    return `${problem.place?.path}:${problem.place?.line}:${problem.place?.column} ${problem.message}`;
  }
  return 'nothing was wrong';
}

test('a file without a name of a constant in it is refused, however it is read', async () => {
  expect(() => parsePrompt({ path: 'p.ts', text: 'x' })).toThrow('p.ts is source code');
  expect(() => parsePrompt({ path: 'p.py#A', text: 'A = "x"' })).toThrow('is source code');
  await expect(loadPrompt({ path: 'p.mjs', text: 'x' })).rejects.toThrow('p.mjs is source code');
  expect((await loadPrompt({ path: 'p.txt', text: 'x' })).format).toBe('text');
  expect((await loadPrompt({ path: 'p.txt#A', text: 'x' })).format).toBe('text');
});

describe('what a text is', () => {
  test.each<[string, string, string]>([
    ['p.ts#A', 'const A = `a ${b.c} ${d}`', 'a {{b.c}} {{d}}'],
    ['p.ts#A', "const A = 'a' + b + `c`", 'a{{b}}c'],
    ['p.ts#A', 'const A = dedent(`\n    a\n      b\n  `)', 'a\n  b'],
    ['p.ts#A', "const A = Object.freeze({ x: ('a') }).x, B = 1", 'a'],
    ['p.js#A.x.1.y', "export const A = { x: [1, { y: 'z' }] }", 'z'],
    ['p.ts#A', 'const B = { c: "d" }; const A = `${B.c}`', 'd'],
    ['p.ts#f', 'const name = "outer"; const f = (name) => `Hi ${name}`', 'Hi {{name}}'],
    ['p.ts#f', 'function f(a) { return `x ${a}`; }', 'x {{a}}'],
    ['p.ts#A', `const A = ${"'x' + ".repeat(150)}'y'`, `${'x'.repeat(150)}y`],
    ['p.py#A', 'A = f"a {b.c} {d}" "e"', 'a {{b.c}} {{d}}e'],
    ['p.py#A', 'A = 1\nA = "last"', 'last'],
    ['p.py#A', 'A = inspect.cleandoc("""x\n    y\n    """)', 'x\ny'],
    ['p.py#A', 'B = {"c": "d"}\nA = f"{B[\'c\']}"', 'd'],
    ['p.py#f', 'def f(a):\n    return f"x {a}"\n', 'x {{a}}'],
    ['p.py#A', `A = ${"'x' + ".repeat(150)}'y'`, `${'x'.repeat(150)}y`],
    ['p.py#A', '\uFEFFA = "a"\r\n', 'a'],
  ])('%s %s', async (path, text, expected) => {
    expect(await content(path, text)).toBe(expected);
  });
});

describe('what cannot be read', () => {
  test.each<[string, string, string]>([
    [
      'p.ts#A',
      'const A = `a ${b()}`',
      'p.ts:1:16 `A` cannot be read without running it: it has the expression `b()`.',
    ],
    [
      'p.ts#A',
      '\nconst A = `a',
      'p.ts:2:13 `A` cannot be read without running it: it has a mistake in the syntax.',
    ],
    [
      'p.ts#A',
      "const A = 'a",
      'p.ts:1:13 `A` cannot be read without running it: it has a mistake in the syntax.',
    ],
    ['p.ts#A', 'const A = process.env.KEY', 'p.ts:1:11 `A` cannot be read'],
    ['p.ts#A', "const A = ''", 'p.ts:1:11 `A` is empty.'],
    ['p.ts#A', 'const A = []', 'p.ts:1:11 The list of messages is empty.'],
    ['p.ts#A', "const A = ['x']", 'p.ts:1:12 An item is no message'],
    ['p.ts#A', 'const A = [...B]', 'p.ts:1:12 `A` cannot be read'],
    ['p.ts#constructor', "const A = 'x'", 'p.ts:1:1 The file has no constant `constructor` at its top.'],
    ['p.ts#A.constructor', "const A = { x: 'y' }", 'p.ts:1:11 `A.constructor` leads nowhere'],
    ['p.ts#f', 'const f = (a) => { const b = a; return `x ${b}`; }', 'p.ts:1:11 `f` cannot be read'],
    [
      'p.py#A',
      'A = f"{x!r}"',
      'p.py:1:7 `A` cannot be read without running it: it has the expression `{x!r}`.',
    ],
    ['p.py#A', 'A = f"{x=}"', 'p.py:1:7 `A` cannot be read'],
    [
      'p.py#A',
      "A = 'never\nB = 1",
      'p.py:1:5 `A` cannot be read without running it: it has a text that does not end.',
    ],
    ['p.py#A', 'A = os.environ["KEY"]', 'p.py:1:5 `A` cannot be read'],
    [
      'p.py#A',
      'A = B\nB = A',
      'p.py:1:5 `A` cannot be read without running it: it has constants in a circle',
    ],
    ['p.py#A', `A = ${'['.repeat(500)}${']'.repeat(500)}`, 'p.py:1:'],
  ])('%s %s', async (path, text, expected) => {
    expect(await fault(path, text)).toContain(expected);
  });
});

test('escapes', () => {
  expect(javascriptUnescaped(String.raw`\n\t\x41\u0042\u{1F600}\0\'\q\\`)).toBe("\n\tAB😀\0'q\\");
  expect(pythonUnescaped(String.raw`\n\t\x41\u0042\U0001F600\101\'\q\\`)).toBe("\n\tAB😀A'\\q\\");
  expect(pythonUnescaped('a\\\nb')).toBe('ab');
});

test('indentation', () => {
  expect(dedented('  a\n    b\n \n  c')).toBe('a\n  b\n\nc');
  expect(dedented('\ta\n  b')).toBe('\ta\n  b');
  expect(cleaned('  first\n    a\n      b\n\n')).toBe('first\na\n  b');
});
