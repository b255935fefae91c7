/**
 * What of a rendered document GitHub would read as more than text: everything outside of code.
 *
 * Written for the few constructs that the renderer uses, not for markdown at large: fenced blocks, code spans,
 * and HTML with `<code>` inside.
 */
export function liveText(markdown: string): string {
  return linesOutsideFences(markdown).map(withoutCode).join('\n');
}

/** The lines of a document that stand in no fenced block. Throws when a fence is left open. */
export function linesOutsideFences(markdown: string): string[] {
  const outside: string[] = [];
  let fence = '';
  for (const line of markdown.split('\n')) {
    // A line with more ticks further on is a code span, not a fence.
    const ticks = /^(`{3,})[^`]*$/.exec(line)?.[1];
    if (fence !== '') {
      if (ticks !== undefined && ticks.length >= fence.length && line === ticks) fence = '';
    } else if (ticks !== undefined) fence = ticks;
    else outside.push(line);
  }
  if (fence !== '') throw new Error('A fence is not closed.');
  return outside;
}

/** A line without its code. In a line of HTML only `<code>` counts; elsewhere a code span wins over a tag. */
function withoutCode(line: string): string {
  if (/^<(details|p|code|blockquote)>/.test(line)) return line.replace(/<code>.*?<\/code>/g, '¤');
  return line.replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g, '¤');
}

const OWN_TAGS = /<\/?(?:details|summary|blockquote|code|del|ins|b|i|p|sub)>|<br>/g;
const OWN_LINK =
  /\[workflow run\]\(https:\/\/[\w.:-]+\/[\w.-]+\/[\w.-]+\/actions\/runs\/\d+(?:\/attempts\/\d+)?\)/g;

/** Everything in a text that is not inert, by name. Empty is what one hopes for. */
export function liveConstructs(markdown: string): string[] {
  const text = liveText(markdown).replace(OWN_LINK, '¤').replace(OWN_TAGS, '');
  const found: Readonly<Record<string, RegExp>> = {
    mention: /@/,
    reference: /#\d|\bGH-\d|\bCVE-|\bGHSA-/i,
    sha: /\b(?=\d*[a-f])[0-9a-f]{7,40}\b/,
    url: /:\/\/|www\.|mailto:|xmpp:/i,
    'link or image': /\]\(|\]\[|!\[|^\[[^\]]*\]:/m,
    tag: /<[a-zA-Z/!?]/,
    entity: /&(?:#|\w+;)/,
    tick: /`/,
    tilde: /~~~/,
    math: /\$[^\d]/,
    emoji: /:[\w+-]+:/,
  };
  return Object.entries(found).flatMap(([name, pattern]) => (pattern.test(text) ? [name] : []));
}

/** Unseen characters that are left in a text. Joiners inside of emoji and of words are let through on purpose. */
export function unseen(text: string): string[] {
  return (
    text.match(
      /(?!\n|\u200C|\u200D|\uFE0F)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu,
    ) ?? []
  );
}

/** Whether every tag of a document that is not text is opened and closed in order. */
export function tagsBalance(markdown: string): boolean {
  const open: string[] = [];
  for (const [, slash, name] of liveText(markdown).matchAll(
    /<(\/?)(details|summary|blockquote|code|del|ins|b|i|p|sub)>/g,
  )) {
    if (slash === '') open.push(name ?? '');
    else if (open.pop() !== name) return false;
  }
  return open.length === 0;
}

/**
 * A comment without the HTML comments of ours: the line that label commands are read with, first of all, and the marks
 * of boxes to tick. Letters and digits alone; anything else of that kind stays to be found.
 */
export function withoutOurMarks(markdown: string): string {
  return markdown
    .replace(/^<!-- prompt-ratchet labels v1 [A-Za-z0-9+/=]+ -->\n\n/, '')
    .replaceAll(/^(- \[ \] )<!-- label [0-9a-f]{8} (?:a|b|tie|both-bad) -->/gm, '$1');
}
