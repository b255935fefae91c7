import picomatch from 'picomatch';
import { messageOf, RatchetError } from '../../core/errors.ts';
import { repositorySegments } from '../../core/paths.ts';

const MAX_LENGTH = 1024;

/** A glob, ready to be matched. */
export interface Glob {
  /** The folders before the first wildcard: nothing outside them can match. `''` is the whole repository. */
  prefix: string;
  /** Levels below `prefix` that a match can lie at; `Infinity` when the pattern sets no bound. */
  depth: number;
  matches(path: string): boolean;
}

/**
 * Reads a glob over paths from the repository's root. `*` and `**` match names that begin with a dot too: prompts
 * often live in `.github`.
 * @throws RatchetError E_PATH_OUTSIDE, E_USAGE
 */
export function parseGlob(pattern: string): Glob {
  const segments = repositorySegments(pattern);
  const wild = segments.findIndex((segment) => /[*?[\]{}()!+@]/.test(segment));
  try {
    const matches = picomatch(segments.join('/'), {
      dot: true,
      // Names may contain line feeds.
      flags: 's',
      maxLength: MAX_LENGTH,
      nonegate: true,
      windows: false,
    });
    return {
      prefix: segments.slice(0, wild === -1 ? segments.length : wild).join('/'),
      // Brackets may hold slashes, or stand for them.
      depth: wild === -1 ? 0 : /\*\*|[[{(]/.test(pattern) ? Number.POSITIVE_INFINITY : segments.length - wild,
      matches: (path) => matches(path),
    };
  } catch (error) {
    throw new RatchetError(
      {
        code: 'E_USAGE',
        message: `The pattern ${JSON.stringify(pattern.slice(0, 200))} cannot be used: ${messageOf(error)}`,
        help: 'Use a glob such as `evals/*.yml`.',
      },
      error,
    );
  }
}

/** Paths in code-unit order, which is the same on every machine. */
export function sorted(paths: Iterable<string>): string[] {
  return [...paths].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}
