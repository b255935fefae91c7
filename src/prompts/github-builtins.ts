/** The choices of GitHub's built-in evaluators, and what each is worth. */
export const BUILTIN_CHOICES: readonly { choice: string; score: number }[] = [
  { choice: '1', score: 0 },
  { choice: '2', score: 0.25 },
  { choice: '3', score: 0.5 },
  { choice: '4', score: 0.75 },
  { choice: '5', score: 1 },
];

/** What each of GitHub's built-in evaluators asks, in our own words. */
export const BUILTIN_QUESTIONS: Readonly<Record<string, string>> = {
  similarity: `How close in meaning is {{completion}} to the reference answer, {{expected}}? Compare what they say, not how they say it.
1: it says something else, or contradicts the reference
2: a little of the reference's content is there, most is missing or different
3: about half of the reference's content is there
4: it says the same but for small omissions or additions
5: it says the same`,
  coherence: `How well does {{completion}} hold together? Look at the order of its ideas and at how each sentence leads to the next, not at whether it is true.
1: disconnected words or sentences, nothing can be followed
2: fragments with little connection between them
3: partly in order, with jumps or gaps that the reader has to bridge
4: in a sensible order and easy to follow
5: every part leads to the next and all of it serves one line of thought`,
  fluency: `How well is {{completion}} written? Look at grammar, choice of words and sentence structure only, not at what it says.
1: hardly understandable, errors nearly everywhere
2: understandable in parts, with frequent errors and very simple wording
3: understandable throughout, with occasional errors or clumsy sentences
4: well written, with at most small slips
5: written without errors, varied and precise`,
  relevance: `How well does {{completion}} answer what the inputs ask?
1: it does not relate to what is asked
2: it touches the topic without answering
3: it answers in part, or leaves out something that matters
4: it answers fully
5: it answers fully and to the point, with nothing beside it`,
  groundedness: `How far is what {{completion}} states supported by the inputs? Count only what the inputs say, not what may be true besides.
1: it contradicts the inputs or is made up
2: most of its statements have no support in the inputs
3: some of its statements are supported, some are not
4: all but minor details are supported
5: every statement is supported`,
};
