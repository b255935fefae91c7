import type { AnswerToken } from '../core/model.ts';

/** Less likely alternatives than this are left out: they are noise of the endpoint's rounding. */
const LEAST = 0.01;

/**
 * The expected score over a scale of verdicts of one character each, by the odds that the model gave to each of them in
 * place of its verdict: Σ p·score ÷ Σ p. Finer than the verdict alone, and it sees a doubt grow before the verdict tips.
 * `undefined` where the odds do not show the verdict, so that only it is known.
 */
export function expectedScore(
  tokens: readonly AnswerToken[],
  verdict: string,
  scores: ReadonlyMap<string, number>,
): number | undefined {
  const token = verdictToken(tokens);
  if (token === undefined || bare(token.text) !== verdict) return undefined;
  let weight = 0;
  let sum = 0;
  const seen = new Set<string>();
  for (const { text, logprob } of token.alternatives) {
    const score = scores.get(bare(text));
    const odds = Math.min(1, Math.exp(logprob));
    // Spellings of one verdict (`2`, ` 2`) add up; the same token twice does not.
    if (score === undefined || !(odds >= LEAST) || seen.has(text)) continue;
    seen.add(text);
    weight += odds;
    sum += odds * score;
  }
  return weight > 0 ? sum / weight : undefined;
}

/** The token that begins the verdict's value: the last `"verdict":` of the answer leads to it. */
function verdictToken(tokens: readonly AnswerToken[]): AnswerToken | undefined {
  const text = tokens.map((token) => token.text).join('');
  const key = text.lastIndexOf('"verdict"');
  if (key < 0) return undefined;
  const gap = /^\s*:[\s"]*/.exec(text.slice(key + '"verdict"'.length))?.[0];
  if (gap === undefined) return undefined;
  const start = key + '"verdict"'.length + gap.length;
  let end = 0;
  return tokens.find((token) => {
    end += token.text.length;
    return end > start;
  });
}

function bare(text: string): string {
  return text.replaceAll(/[\s":,}]/g, '');
}
