// A fence or a quote can also stand inside of list items.
const LIST = String.raw`^([ \t]*)(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*`;
const QUOTE = new RegExp(`${LIST}>`);
const FENCE = new RegExp(`${LIST}(\`{3,}(?=[^\`]*$)|~{3,})`);

/**
 * The lines of a comment that stand there as its author's own words: not quoted, not in a code fence, not in an
 * HTML comment. Where markdown is hard to tell, a line does not count: the author can write the command again,
 * but cannot take back what others read as theirs.
 */
export function spokenLines(body: string): string[] {
  const spoken: string[] = [];
  let fence: { ticks: string; indent: number } | undefined;
  let hidden = false;
  let quoted = false;
  for (const line of body.split(/\r\n|\n|\r/)) {
    if (fence) {
      if (closes(line, fence)) fence = undefined;
      continue;
    }
    if (!hidden && QUOTE.test(line)) {
      quoted = true;
      continue;
    }
    const [, indent = '', ticks] = (!hidden && FENCE.exec(line)) || [];
    if (ticks !== undefined) {
      fence = { ticks, indent: indent.length };
      quoted = false;
      continue;
    }
    const from = line.indexOf('<!--');
    const seen = hidden ? '' : from === -1 ? line : line.slice(0, from);
    hidden = hidden && !line.includes('-->') ? true : line.lastIndexOf('<!--') > line.lastIndexOf('-->');
    // A line right below a quote still belongs to it: mail programs break long quoted lines that way.
    if (seen.trim() === '') quoted = false;
    if (!quoted) spoken.push(seen);
  }
  return spoken;
}

/** Whether a line ends a fence: as many of the same signs at least, and not indented deeper. */
function closes(line: string, fence: { ticks: string; indent: number }): boolean {
  const [, indent = '', ticks = ''] = /^([ \t]*)(`{3,}|~{3,})[ \t]*$/.exec(line) ?? [];
  return ticks.startsWith(fence.ticks) && indent.length <= Math.max(3, fence.indent);
}
