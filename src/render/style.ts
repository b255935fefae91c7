/** Colours of a terminal, or none. Nothing is told by colour alone. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
  /** Removed and added words of a diff: struck through and underlined, too. */
  removed(text: string): string;
  added(text: string): string;
}

const plain = (text: string) => text;

export function styleOf(color: boolean): Style {
  if (!color) {
    return {
      bold: plain,
      dim: plain,
      red: plain,
      green: plain,
      yellow: plain,
      cyan: plain,
      removed: plain,
      added: plain,
    };
  }
  const paint = (open: number, close: number) => (text: string) =>
    text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`;
  const [red, green] = [paint(31, 39), paint(32, 39)];
  const [struck, underlined] = [paint(9, 29), paint(4, 24)];
  return {
    bold: paint(1, 22),
    dim: paint(2, 22),
    red,
    green,
    yellow: paint(33, 39),
    cyan: paint(36, 39),
    removed: (text) => red(struck(text)),
    added: (text) => green(underlined(text)),
  };
}
