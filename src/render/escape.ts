import { cut, oneLine, visible } from './visible.ts';

/*
 * Text from outside (outputs, datasets, reasons, file names, titles) becomes inert here and nowhere else.
 *
 * GitHub looks for mentions, references and emoji in the text of the finished HTML, whatever stood in the
 * source: a backslash or `&#64;` does not help, and a zero-width space would travel along when somebody copies.
 * It leaves the inside of <code> and <pre> alone. So everything that could be live goes into code, and what
 * stands outside of code is made of plain words only.
 */

/** UTF-16 units of a name that a line can bear. */
const NAME_LIMIT = 80;

/** A code span for a name or a short value in markdown, on one line. */
export function codeSpan(text: string, limit: number = NAME_LIMIT): string {
  const line = cut(oneLine(cut(text, limit)), limit) || '(empty)';
  const ticks = '`'.repeat(longestTicks(line) + 1);
  const padding = /^[ `]|[ `]$/.test(line) && line.trim() !== '' ? ' ' : '';
  return `${ticks}${padding}${line}${padding}${ticks}`;
}

/** A word that means nothing but itself, in markdown and on GitHub. */
const PLAIN_WORD =
  /^["'“”‘’«»(]*[\p{L}\p{M}\p{N}\p{Extended_Pictographic}](?:[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{Emoji_Modifier}'’.,/%–—…、。「」『』！？：；（），《》・،؟؛-]|\u200C|\u200D)*["'“”‘’«»).,;:!?…]*$/u;
const PLAIN_SIGN = /^[–—…→≥≤≠±×÷=·-]$/;
/** Words that GitHub links although they look plain: `GH-1`, CVE and GHSA ids, commit SHAs, `www.` addresses. */
const LINKED_WORD = /\p{L}-\p{N}|ghsa-|(?<![0-9a-z])[0-9a-f]{7,}(?![0-9a-z])|www\./iu;

/** Prose from outside as markdown on one line: plain words stay as they are, all else is shown as code. */
export function inlineText(text: string, limit = 400): string {
  return prose(text, limit, (code) => codeSpan(code, limit));
}

/** {@link inlineText} for places where HTML is read and markdown is not. */
export function htmlProse(text: string, limit = 400): string {
  return prose(text, limit, (code) => htmlCode(code, limit));
}

function prose(text: string, limit: number, inCode: (text: string) => string): string {
  const line = cut(visible(cut(text, limit)), limit);
  const runs: { code: boolean; text: string; tail: string }[] = [];
  for (const [index, word] of line.split(/\s+/).filter(Boolean).entries()) {
    const code = !isPlain(word, index === 0);
    // The comma after a name belongs to the sentence.
    const tail = code ? (/(?<=.)[.,;:!?…]+$/u.exec(word)?.[0] ?? '') : '';
    const text = word.slice(0, word.length - tail.length);
    const last = runs.at(-1);
    if (last?.code === code && last.tail === '') {
      last.text += ` ${text}`;
      last.tail = tail;
    } else runs.push({ code, text, tail });
  }
  if (runs.length === 0) return '(empty)';
  return runs.map(({ code, text, tail }) => (code ? `${inCode(text)}${tail}` : text)).join(' ');
}

function isPlain(word: string, first: boolean): boolean {
  // What begins a line could begin a list or a heading.
  if (first && !/^["'“‘«(]?\p{L}/u.test(word)) return false;
  return (PLAIN_WORD.test(word) && !LINKED_WORD.test(word)) || PLAIN_SIGN.test(word);
}

/** A fenced code block; the fence is longer than any run of backticks inside. */
export function fence(text: string, language: '' | 'sh' | 'yaml' | 'text' | 'mermaid' | 'diff' = ''): string {
  const shown = visible(text);
  const ticks = '`'.repeat(Math.max(3, longestTicks(shown) + 1));
  return `${ticks}${language}\n${shown}${shown.endsWith('\n') ? '' : '\n'}${ticks}`;
}

/** Inline markdown made fit for a table cell: a pipe would end the cell even inside a code span. */
export function tableCell(markdown: string): string {
  // An odd number of backslashes escapes the pipe for every parser; an even one would let it through.
  return markdown.replace(/(\\*)\|/g, '$1$1\\|').replaceAll('\n', ' ');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  // Bots and mail gateways read the source of a comment: there, too, nobody is called.
  '@': '&#64;',
  '#': '&#35;',
  // An empty line would end a block of HTML in markdown.
  '\n': '&#10;',
};

/** Text for HTML, as content or as an attribute's value. In a comment it has to stand inside `<code>`. */
export function htmlText(text: string): string {
  return visible(text).replace(/[&<>"'`@#\n]/g, (character) => ENTITIES[character] ?? character);
}

/** Text for XML, as content or as an attribute's value: nothing in it is markup, and no character is forbidden there. */
export function xmlText(text: string): string {
  return visible(text).replace(/[&<>"'\n\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON, or a part of some, for the inside of a `<script>` that holds data: nothing in it can end the element. */
export function jsonInHtml(json: string): string {
  // By text, not by pattern: much is looked through, and little found.
  return json.replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** A name or short value as `<code>`, for places where HTML is read and markdown is not. */
export function htmlCode(text: string, limit: number = NAME_LIMIT): string {
  return `<code>${htmlText(cut(oneLine(cut(text, limit)), limit) || '(empty)')}</code>`;
}

/** Text for a terminal: no control sequence survives. Line feeds stay, and no line is a workflow command. */
export function terminalText(text: string): string {
  return escapeLog(text).replaceAll('\t', '  ');
}

/** {@link terminalText} on one line, for names and short values. */
export function terminalName(text: string, limit: number = NAME_LIMIT): string {
  return guardCommands(cut(oneLine(cut(text, limit)), limit)) || '(empty)';
}

/** Text for a workflow's log: unseen characters are shown, and no line is a workflow command. */
export function escapeLog(text: string): string {
  return guardCommands(visible(text));
}

/**
 * Takes the meaning from everything that the runner would read as a command: `::name::` at the start of a line,
 * white space ignored, and `##[name]` anywhere. For finished text: its colours stay.
 */
export function guardCommands(text: string): string {
  return text.replace(COMMAND, '$1: :').replaceAll('##[', '## [');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours may stand before the command.
const COMMAND = /^((?:[^\S\n]|\u001b\[[\d;]*m)*)::/gm;

function longestTicks(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
