/** What a kind of judge asks, in the parts that every judge's message is put together from. */
export interface Task {
  /** The author's question, a template. */
  question: string;
  /** What the question is introduced as. */
  heading: string;
  /** The verdicts and what they mean. */
  scale: string;
  /** What to do, after the data. */
  instruction: string;
  verdicts: readonly string[];
  /** Further words of the author's for the system message. */
  system?: string | undefined;
  /** The score of a verdict, 0..1. */
  score(verdict: string): number;
}
