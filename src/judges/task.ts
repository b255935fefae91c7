import type { Json, JsonObject } from '../core/json.ts';

/** What a kind of judge asks, in the parts that every judge's message is put together from. */
export interface Task {
  /**
   * The kind's own text, a template: what stands before its `{{data}}` comes before the data, what stands after it is
   * the instruction that follows.
   */
  text: string;
  /** The author's question, a template over the case. */
  question: string;
  /** What fills the text's placeholders; the question's own placeholders are pointers by then. */
  parts(question: string): Readonly<Record<string, string>>;
  /** The verdicts, where they are a fixed set. */
  verdicts: readonly string[];
  /** The verdict's own form, where it is more than one of a fixed set. */
  answer?: { schema: JsonObject; read(verdict: Json): VerdictValue } | undefined;
  /** Further words of the author's for the system message. */
  system?: string | undefined;
  /** A case without a reference cannot be judged. */
  needsReference?: true | undefined;
  /** The reference is not shown: the question is about something else, and it would be judged by. */
  withoutReference?: true | undefined;
  /** The score of a verdict, 0..1. */
  score(verdict: string): number;
}

/** What a verdict of a form of its own is worth, or what is wrong with it. */
export type VerdictValue = { ok: true; value: number } | { ok: false; message: string };
