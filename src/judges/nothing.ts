import type { Precheck } from '../core/judge-spec.ts';
import { refusalIn } from '../scorers/refusal.ts';

/**
 * Beginnings of an answer that models write before it, and judges take for one: a single ":" or "Thought process:" in
 * place of an answer is passed by most judges (Zhao et al. 2025, "One token to fool LLM-as-a-judge"). Reasoning first
 * does not help, and neither does asking more of them. So they are known by their words.
 */
const OPENERS: readonly RegExp[] = [
  /^(?:(?:my|the|here is (?:my|the)|here's (?:my|the)) )?(?:thought process|thoughts|thinking|reasoning|analysis|solution|(?:final )?answer|response|output|result|explanation|step 1)\s*[:：-]$/u,
  /^(?:sure|certainly|of course|okay|ok|absolutely)?[,.!]? ?(?:here is|here's|below is|this is) (?:the|my|your|an?) (?:[\p{L}]+ ){0,3}[\p{L}]+\s*[:：-]$/u,
  // With a full stop these are answers to a question of yes or no.
  /^(?:sure|certainly|of course|okay|absolutely)[,:]$/u,
  /^let(?:'s| us| me) (?:think|solve|work|go|break|analy[sz]e|reason)(?: (?:about|through|down|on|out|into))?(?: (?:this|it|the|that))?(?: (?:problem|question|task))?(?: (?:carefully|together|out))?(?:,? ?(?:step[- ]by[- ]step|one step at a time))?[.:!]*$/u,
  // "Solution", as it heads worked answers, in the languages in which it was found to fool judges, and a few more.
  /^(?:solution|respuesta|solución|soluzione|solução|lösung|antwort|réponse|решение|ответ|解|解答|解法|答案|回答|かいせつ|解説|풀이|정답|حل)\s*[:：.。]?$/u,
];

/** Why an output cannot be worth anything to any judge, and need not be shown to one; `undefined`: it may be. */
export function saysNothing(output: string, prechecks: readonly Precheck[]): string | undefined {
  const text = output.normalize('NFKC').trim();
  // A sign, a colon, a row of dashes; a picture or a price may be an answer.
  if (prechecks.includes('empty') && !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text)) {
    return text === '' ? 'the output is empty' : 'the output has no word in it';
  }
  if (prechecks.includes('opener') && isOpener(text)) return 'the output only begins an answer';
  const refusal = prechecks.includes('refusal') ? refusalIn(output) : undefined;
  return refusal === undefined ? undefined : `the output begins as refusals do: "${refusal}"`;
}

/** No opener is longer. */
const LONGEST_OPENER = 120;

function isOpener(text: string): boolean {
  if (text.length > LONGEST_OPENER) return false;
  const plain = text
    .replaceAll(/[*_#>`"]+/g, ' ')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
  return OPENERS.some((pattern) => pattern.test(plain));
}
