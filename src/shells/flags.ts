import { parseArgs } from 'node:util';
import { type Problem, RatchetError, RatchetErrors } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';

/** The flags of a command: those that take a value, and those that are either there or not. */
export interface FlagNames {
  values: readonly string[];
  switches?: readonly string[];
}

export interface Flags {
  values: Readonly<Record<string, string>>;
  switches: ReadonlySet<string>;
}

/**
 * Parses a command's flags.
 * @throws RatchetErrors E_USAGE for what is unknown, given twice, or lacks its value
 */
export function parseFlags(argv: readonly string[], { values: valued, switches = [] }: FlagNames): Flags {
  const known = [...valued, ...switches];
  const options = Object.fromEntries(
    known.map((name) => [
      name,
      { type: switches.includes(name) ? ('boolean' as const) : ('string' as const) },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const values: Record<string, string> = {};
  const set = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') throw usageError(`"${token.value}" is not understood here.`);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (!known.includes(name)) throw new RatchetErrors([unknownFlag(rawName, known)]);
    if (set.has(name) || Object.hasOwn(values, name)) throw usageError(`${rawName} is given twice.`);
    if (switches.includes(name)) {
      if (value !== undefined) throw usageError(`${rawName} takes no value.`);
      set.add(name);
    } else if (value === undefined || value === '') {
      throw usageError(`${rawName} needs a value.`);
    } else {
      values[name] = value;
    }
  }
  return { values, switches: set };
}

const HELP = 'prompt-ratchet --help lists the options.';

function usageError(message: string): RatchetError {
  return new RatchetError({ code: 'E_USAGE', message, help: HELP });
}

function unknownFlag(rawName: string, known: readonly string[]): Problem {
  const meant = didYouMean(rawName.replace(/^-+/, ''), known);
  const hint = meant ? ` Did you mean "--${meant}"?` : '';
  return { code: 'E_USAGE', message: `"${rawName}" is not an option.${hint}`, help: HELP };
}
