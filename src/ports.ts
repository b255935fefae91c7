import type { CommandFailure, CommandReply, CommandRun, CommandSpec } from './core/command.ts';
import type { LedgerPart } from './core/history.ts';
import type { HistoryDraft, HistoryEntry } from './core/history-entry.ts';
import type { ModelReply, ModelRequest } from './core/model.ts';
import type { Override } from './core/override-schema.ts';
import type { Report } from './core/report.ts';
import type { CommandCall } from './core/request.ts';
import type { Price } from './core/suite.ts';
import type { Variant } from './core/trial.ts';
import type { Trust } from './core/trust.ts';

/** The files of the repository at one commit, or in the work tree. Paths use `/` and start at the repository's root. */
export interface Tree {
  /** Commit SHA; `undefined` for the work tree. */
  readonly sha: string | undefined;
  /** Paths of regular files that match a glob, sorted. */
  list(glob: string): Promise<readonly string[]>;
  /**
   * A file's text; `undefined` when there is no such file. Data may be larger than what a person writes.
   * @throws RatchetError E_PATH_OUTSIDE (symbolic link, submodule), E_FILE_TOO_LARGE, E_FILE_NOT_TEXT
   */
  read(path: string, kind?: 'data'): Promise<string | undefined>;
  /**
   * A text that differs whenever a file in a folder (`''`: the root) differs in name, mode or content, links and
   * submodules included; with globs, only files that match one, and none that matches one behind a `!`.
   */
  fingerprint(folder: string, globs: readonly string[]): Promise<string>;
}

/** A regular file that differs between two refs. */
export type FileChange =
  | { status: 'added' | 'modified' | 'deleted'; path: string; from?: undefined }
  | { status: 'renamed'; path: string; from: string };

/** The user's Git repository, read only: nothing here moves the checkout. */
export interface Repo {
  /** Full SHA of a ref. @throws RatchetError E_UNKNOWN_REF */
  resolve(ref: string): Promise<string>;
  /** Full SHA of a ref as it is known already; `undefined`: it is not, and nothing is done about it. */
  find(ref: string): Promise<string | undefined>;
  /** @throws RatchetError E_NO_MERGE_BASE */
  mergeBase(left: string, right: string): Promise<string>;
  /** The remote's default branch, or a local `main`/`master`. @throws RatchetError E_UNKNOWN_REF */
  defaultBranch(): Promise<string>;
  /** What came before a commit: the last tag in its history, or its first parent. */
  previous(sha: string): Promise<{ ref: string; sha: string } | undefined>;
  tree(sha: string): Tree;
  workTree(): Tree;
  /** What differs between a commit and another one, or the work tree when there is none. */
  changes(base: string, head: string | undefined): Promise<readonly FileChange[]>;
}

/** What a call to a model is for: it names the call in errors and, with the request, in recordings. */
export interface CallPurpose {
  suite: string;
  case: string;
  variant: Variant;
  /** Trial index, from 0. */
  trial: number;
  /** The judge's name, or `undefined` for the target itself. */
  scorer?: string | undefined;
  /** 0 for the first question, 1 for the repair. */
  round: number;
  /**
   * Names the pair of requests that a fresh trial compares. Fresh trials look twice at a suspicion: answers that were
   * given for another pair are not used again for this one.
   */
  fresh?: string | undefined;
  /** The suite's own price of the model, where it states one: a budget counts with it. */
  price?: Price | undefined;
}

/** Asks a model. Never throws for what an endpoint does: failures are replies. */
export interface Model {
  ask(request: ModelRequest, purpose: CallPurpose, signal: AbortSignal): Promise<ModelReply>;
}

/** One call of a command, in a copy of the tree of one side. */
export interface CommandPurpose {
  variant: Variant;
  /** The suite's own price of the model that a target's command asks: a budget counts with it. */
  price?: Price | undefined;
  signal: AbortSignal;
}

/** Runs commands of the repository. Never throws for what a command does: failures are values. */
export interface Commands {
  /** Whether they may be run at all. Nothing is when not. */
  readonly trust: Trust;
  /** Gives a target's command the variables of a case. */
  answer(call: CommandCall, purpose: CommandPurpose): Promise<CommandReply>;
  /** Runs a command to its end with a text on its standard input. */
  run(command: CommandSpec, input: string, purpose: CommandPurpose): Promise<CommandRun | CommandFailure>;
}

export interface Clock {
  /** ISO 8601 in UTC. */
  now(): string;
  /** Milliseconds on a clock that never jumps. */
  monotonic(): number;
  /** Resolves after the time, or early when the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

/** Progress of a run: `done` of `total` calls' work. */
export interface Progress {
  done: number;
  total: number;
  failed: number;
  replayed: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  /** Trials a second, of late; absent until it can be told. */
  perSecond?: number | undefined;
  leftMs?: number | undefined;
  waiting?: Waiting | undefined;
}

/** What keeps calls from being made: a limit of an endpoint, or that it failed and is left alone for a while. */
export interface Waiting {
  /** Provider and model. */
  for: string;
  ms: number;
  /** Absent: a limit. */
  why?: 'retry' | undefined;
}

export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
  /** Called often; an adapter shows as much of it as its screen can bear. */
  progress(progress: Progress): void;
}

/** A maintainer's acceptance of a failed gate, and what was said that does not count as one. */
export interface FoundOverride {
  override?: Override | undefined;
  warnings: readonly string[];
}

/** What became of publishing a report. Each part is on its own: one refused permission leaves the others. */
export interface Published {
  comment: 'created' | 'updated' | 'unchanged' | 'skipped' | 'stale' | 'refused';
  check: 'check-run' | 'commit-status' | 'skipped' | 'refused';
  commentUrl?: string | undefined;
  /** Words for the log and the job summary: what was refused and the YAML that mends it. */
  warnings: readonly string[];
}

/** Where labels go that were given in comments: nobody's pull request can write there. Paths are the repository's own. */
export interface LabelLedger {
  /** A file's text; `undefined` when there is none. */
  read(path: string): Promise<string | undefined>;
  /** Adds lines to files, all of them or none. */
  append(lines: ReadonlyMap<string, string>, message: string): Promise<void>;
}

/** Where decisions are kept: appended to, never rewritten. */
export interface HistoryStore {
  /** Every part of the ledger, or its newest `parts`; none when nothing was ever appended. */
  read(parts?: number): Promise<readonly LedgerPart[]>;
  /**
   * Appends an entry after whatever is last by then: appending at the same time loses none.
   * @throws what the store throws; RatchetError E_HISTORY when others kept being faster
   */
  append(draft: HistoryDraft): Promise<HistoryEntry>;
}

/** Where a line stands in a spool, in bytes. */
export interface SpoolPlace {
  offset: number;
  length: number;
}

/** Where results go that are too many to be held in memory. */
export interface Spool {
  /** Appends a line. @throws RatchetError E_OUTPUT */
  add(line: string): SpoolPlace;
  /** The line at a place. @throws RatchetError E_OUTPUT */
  read(place: SpoolPlace): string;
}

export interface Publisher {
  publish(report: Report): Promise<Published>;
}
