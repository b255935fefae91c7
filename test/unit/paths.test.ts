import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../src/core/errors.ts';
import { normalizePath, repositorySegments } from '../../src/core/paths.ts';

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return problemsOf(error)?.[0]?.code;
  }
  return undefined;
}

describe('normalizePath', () => {
  test.each([
    ['data.jsonl', 'suite.yml', 'data.jsonl'],
    ['data.jsonl', 'evals/suite.yml', 'evals/data.jsonl'],
    ['./data.jsonl', 'evals/suite.yml', 'evals/data.jsonl'],
    ['../prompts/reply.prompt.yml', 'evals/suite.yml', 'prompts/reply.prompt.yml'],
    ['../../a/../b//c.txt', 'x/y/suite.yml', 'b/c.txt'],
    ['sub/../data.jsonl', 'suite.yml', 'data.jsonl'],
    ['données/été 😀.csv', 'evals/suite.yml', 'evals/données/été 😀.csv'],
    ['..data/...txt', 'suite.yml', '..data/...txt'],
    ['line\nfeed.txt', 'suite.yml', 'line\nfeed.txt'],
  ])('%j in %j is %j', (path, from, expected) => {
    expect(normalizePath(path, from)).toBe(expected);
  });

  test.each([
    ['../data.jsonl', 'suite.yml'],
    ['../../../etc/passwd', 'evals/suite.yml'],
    ['a/../../../b', 'evals/suite.yml'],
    // Leaving and coming back is leaving: the name of the root is nobody's to know.
    ['../../repository/evals/x', 'evals/suite.yml'],
    ['/etc/passwd', 'evals/suite.yml'],
    ['//server/share', 'suite.yml'],
    ['C:/Windows/win.ini', 'suite.yml'],
    ['c:secret', 'suite.yml'],
    ['..\\..\\secret', 'evals/suite.yml'],
    ['a\0b', 'suite.yml'],
    ['', 'suite.yml'],
    ['..', 'evals/suite.yml'],
    ['.', 'suite.yml'],
    ['a'.repeat(5000), 'suite.yml'],
  ])('%j in %j is refused', (path, from) => {
    expect(codeOf(() => normalizePath(path, from))).toBe('E_PATH_OUTSIDE');
  });

  test('a refused path is named, and help is given', () => {
    try {
      normalizePath('../../etc/passwd', 'evals/suite.yml');
      expect.unreachable();
    } catch (error) {
      expect(problemsOf(error)).toEqual([
        {
          code: 'E_PATH_OUTSIDE',
          message: 'The path "../../etc/passwd" in evals/suite.yml leads out of the repository.',
          help: expect.stringContaining('prompts/reply.prompt.yml'),
        },
      ]);
    }
  });

  test('whatever is written, the result is a plain path inside the repository', () => {
    const segment = fc.constantFrom('..', '.', '', 'a', 'b.txt', '...', '..a', '/', '\\');
    const path = fc.array(segment, { maxLength: 8 }).map((parts) => parts.join('/'));
    fc.assert(
      fc.property(path, fc.constantFrom('s.yml', 'x/s.yml', 'x/y/s.yml'), (written, from) => {
        try {
          const segments = normalizePath(written, from).split('/');
          expect(
            segments.filter((one) => one === '' || one === '.' || one === '..' || one.includes('\\')),
          ).toEqual([]);
        } catch (error) {
          expect(problemsOf(error)?.[0]?.code).toBe('E_PATH_OUTSIDE');
        }
      }),
    );
  });
});

describe('repositorySegments', () => {
  test('splits a path and drops what names no folder', () => {
    expect(repositorySegments('./evals//a.yml')).toEqual(['evals', 'a.yml']);
  });

  test.each(['../a', 'a/..', 'a/../b', '/a', 'a\\b', 'a\0', ''])('%j is refused', (path) => {
    expect(codeOf(() => repositorySegments(path))).toBe('E_PATH_OUTSIDE');
  });
});
