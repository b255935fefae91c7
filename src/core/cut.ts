/** A text of at most `most` UTF-16 units, ending in `…` where something was cut off. Never ends in half a character. */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
