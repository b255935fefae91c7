import type { CommandSpec } from './command.ts';
import type { Price } from './suite.ts';

/** The user's own application: a command that gets a case and gives an output. */
export interface CommandTarget {
  kind: 'command';
  command: CommandSpec;
  /** `once`: run for every trial. `lines`: kept running, a line of JSON in and one out for each trial. */
  mode: 'once' | 'lines';
  /** `once` only: standard output is the output itself, or JSON that says more. */
  answer: 'text' | 'json';
  /** `lines` only: most processes at once, and requests that each has at once. */
  processes: number;
  parallel: number;
  /** Globs from the root of the repository of the files that it depends on; empty: everything in its folder. */
  watch: readonly string[];
  /** Stands for the content of those files. */
  code: string;
  price?: Price | undefined;
}
