/** A command line as a list of words, or what keeps it from being one. */
export type CommandLine = { ok: true; argv: readonly string[] } | { ok: false; message: string };

const SPACE = /\s/;
/** What a shell would act on. There is none here, and a `|` that is passed on as an argument helps nobody. */
const SHELL = /[|&;<>()$`*?~#!{}[\]\\]/;

/**
 * Splits a command line at white space. Quotes of either kind hold words together; nothing inside them has a meaning.
 * What a shell would act on outside single quotes is refused, so that a line never means less than it seems to.
 */
export function splitCommand(text: string): CommandLine {
  const argv: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (const sign of text) {
    if (sign === '\0') return { ok: false, message: 'has a NUL character' };
    if (quote !== '') {
      if (sign === quote) quote = '';
      else if (quote === '"' && /[$`\\]/.test(sign)) return acts(sign);
      else word = `${word ?? ''}${sign}`;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      word ??= '';
    } else if (SPACE.test(sign)) {
      if (word !== undefined) argv.push(word);
      word = undefined;
    } else if (SHELL.test(sign)) {
      return acts(sign);
    } else {
      word = `${word ?? ''}${sign}`;
    }
  }
  if (quote !== '') return { ok: false, message: `ends inside ${quote}` };
  if (word !== undefined) argv.push(word);
  return argv[0] ? { ok: true, argv } : { ok: false, message: 'names no program' };
}

function acts(sign: string): CommandLine {
  return { ok: false, message: `has ${sign}, which only a shell understands` };
}

/** A word as it can be written in a command line. */
export function quoteWord(word: string): string {
  return word !== '' && !SPACE.test(word) && !SHELL.test(word) && !/["']/.test(word)
    ? word
    : JSON.stringify(word);
}
