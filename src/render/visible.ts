/**
 * Characters that cannot be seen, or that change how their neighbours are shown: controls, bidi overrides,
 * zero-width characters, lone surrogates, fillers. Line feed and tab are ordinary text.
 */
const UNSEEN =
  /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]/gu;

const PICTURE_BEFORE = /(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}]|\u{FE0F})$/u;
const PICTURE_AFTER = /^\p{Extended_Pictographic}/u;
const KEYCAP_AFTER = /^\u{20E3}/u;
/** Scripts in which the joiners are spelling, not hiding. */
const SPELLING =
  /^[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}]$/u;

/** More marks than any language stacks on a letter; beyond it they only smear over the lines around. */
const STACKED_MARKS = /([\p{Mn}\p{Me}]{8})([\p{Mn}\p{Me}]+)/gu;

/**
 * Text with everything unseen put in plain sight: U+202E becomes `[U+202E]`. Letters, emoji and line feeds stay;
 * CRLF becomes LF.
 */
export function visible(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(UNSEEN, (character, offset: number, whole: string) =>
      belongs(character, whole, offset) ? character : mark(character),
    )
    .replace(
      STACKED_MARKS,
      (_all, kept: string, rest: string) => `${kept}[+${Array.from(rest).length} marks]`,
    );
}

/** Visible text on one line: line feeds become `↵`, tabs a space. */
export function oneLine(text: string): string {
  return visible(text).replaceAll('\n', '↵').replaceAll('\t', ' ');
}

/** At most `limit` UTF-16 units, the last of them `…` when something was cut. Never splits a character. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, Math.max(0, limit - 1));
  return `${/[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept}…`;
}

function mark(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** Whether an unseen character does its proper work here: in an emoji, or in a script that is spelled with it. */
function belongs(character: string, whole: string, offset: number): boolean {
  if (character !== '\u200C' && character !== '\u200D' && character !== '\uFE0F') return false;
  const before = whole.slice(Math.max(0, offset - 2), offset);
  const after = whole.slice(offset + 1, offset + 3);
  if (character === '\uFE0F')
    return PICTURE_BEFORE.test(before) ? !before.endsWith('\uFE0F') : KEYCAP_AFTER.test(after);
  if (character === '\u200D' && PICTURE_BEFORE.test(before)) return PICTURE_AFTER.test(after);
  return SPELLING.test(before.slice(-1)) && SPELLING.test(after.slice(0, 1));
}
