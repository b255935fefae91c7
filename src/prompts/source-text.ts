const COMMON: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
};
const JAVASCRIPT = /\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|([\s\S]))/g;
const PYTHON = /\\(?:U([\da-fA-F]{8})|u([\da-fA-F]{4})|x([\da-fA-F]{2})|([0-7]{1,3})|([\s\S]))/g;

/** The text that a JavaScript string with escapes stands for. */
export function javascriptUnescaped(written: string): string {
  return written.replace(JAVASCRIPT, (_, braced?: string, unicode?: string, hex?: string, sign = '') => {
    const code = braced ?? unicode ?? hex;
    if (code !== undefined) return character(Number.parseInt(code, 16));
    return sign === '0' ? '\0' : ((Object.hasOwn(COMMON, sign) ? COMMON[sign] : undefined) ?? sign);
  });
}

/** The text that a Python string with escapes stands for. Unknown escapes keep their backslash. */
export function pythonUnescaped(written: string): string {
  return written.replace(
    PYTHON,
    (whole: string, long?: string, unicode?: string, hex?: string, octal?: string, sign = '') => {
      const code = long ?? unicode ?? hex;
      if (code !== undefined) return character(Number.parseInt(code, 16));
      if (octal !== undefined) return character(Number.parseInt(octal, 8));
      if (`\\'"`.includes(sign)) return sign;
      if (sign === 'a') return '\u0007';
      return (Object.hasOwn(COMMON, sign) ? COMMON[sign] : undefined) ?? whole;
    },
  );
}

function character(code: number): string {
  return code > 0x10ffff ? '\uFFFD' : String.fromCodePoint(code);
}

/** Takes the indentation off that all lines have, as Python's `textwrap.dedent`: blank lines become empty. */
export function dedented(text: string): string {
  const lines = text.split('\n').map((line) => (/^[ \t]*$/.test(line) ? '' : line));
  let margin: string | undefined;
  for (const line of lines) {
    if (line === '') continue;
    const own = /^[ \t]*/.exec(line)?.[0] ?? '';
    let shared = 0;
    while (margin !== undefined && shared < margin.length && margin[shared] === own[shared]) shared += 1;
    margin = margin === undefined ? own : margin.slice(0, shared);
  }
  const width = margin?.length ?? 0;
  return lines.map((line) => line.slice(width)).join('\n');
}

/** As `inspect.cleandoc`: the first line is no measure of the indentation; empty lines at both ends go. */
export function cleaned(text: string): string {
  const [first = '', ...rest] = text.split('\n');
  const lines = rest.length === 0 ? [] : dedented(rest.join('\n')).split('\n');
  return [first.trimStart(), ...lines].join('\n').replace(/^\n+/, '').replace(/\n+$/, '');
}
