/** A shorter piece than this stands in nearly every text: finding it says nothing. */
const SHORTEST = 2;

/**
 * Whether all that a judge quotes stands in the texts it was shown; `undefined` when it quotes nothing. A judge that
 * quotes what is not there has judged something else.
 *
 * Compared without regard to case, white space, kinds of quotation marks, and signs at the ends: those change when a
 * model copies. `…`, `...` and line ends stand between pieces, and each piece has to be there.
 */
export function quotesIn(
  evidence: readonly string[],
  shown: readonly string[],
): 'found' | 'missing' | undefined {
  const quotes = evidence.map(piecesOf).filter((pieces) => pieces.length > 0);
  if (quotes.length === 0) return undefined;
  const texts = shown.map(plain);
  const stands = (pieces: readonly string[]) =>
    pieces.every((piece) => texts.some((text) => text.includes(piece)));
  return quotes.every(stands) ? 'found' : 'missing';
}

function piecesOf(quote: string): string[] {
  return quote
    .split(/\[?(?:…|\.{3,})\]?|[\r\n]+/u)
    .map((piece) => plain(piece).replaceAll(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((piece) => piece.length >= SHORTEST);
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[“”„«»"]/gu, '"')
    .replaceAll(/[‘’‚`']/gu, "'")
    .replaceAll(/\s+/gu, ' ');
}
