import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import type { Problem } from '../../../src/core/errors.ts';
import { renderProblems } from '../../../src/render/problems.ts';

const problems: readonly Problem[] = [
  {
    code: 'E_CONFIG_INVALID',
    message: 'unknown key "tresholds"; did you mean "threshold"?',
    help: 'scorers:\n  - check: exact\n    threshold: 1\n',
    place: { path: 'evals/support.yml', line: 14, column: 3 },
  },
  {
    code: 'E_FILE_MISSING',
    message: 'prompts/a.txt does not exist.',
    help: '',
    place: { path: 'evals/support.yml', line: 3 },
  },
  { code: 'E_NOT_A_REPOSITORY', message: 'Two\nlines', help: 'git init' },
];

it('says what, where and what mends it', () => {
  expect(renderProblems(problems, { color: false })).toMatchInlineSnapshot(`
    "✖ E_CONFIG_INVALID evals/support.yml:14:3
      unknown key "tresholds"; did you mean "threshold"?
      │ scorers:
      │   - check: exact
      │     threshold: 1

    ✖ E_FILE_MISSING evals/support.yml:3
      prompts/a.txt does not exist.

    ✖ E_NOT_A_REPOSITORY
      Two
      lines
      │ git init
    "
  `);
});

it('says the same in colour', () => {
  const coloured = renderProblems(problems, { color: true });
  expect(coloured).not.toBe(renderProblems(problems, { color: false }));
  expect(stripVTControlCharacters(coloured)).toBe(renderProblems(problems, { color: false }));
});

it('is inert', () => {
  const evil = '\u001b[2J\n::error::x\n##[group]y';
  const text = renderProblems([{ code: 'E_GIT', message: evil, help: evil, place: { path: evil } }], {
    color: false,
  });
  expect(text).not.toContain('\u001b');
  expect(text).not.toContain('##[');
  for (const line of text.split('\n')) expect(line.trimStart()).not.toMatch(/^::/);
});

it('is nothing without problems', () => {
  expect(renderProblems([], { color: true })).toBe('');
});
