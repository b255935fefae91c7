import type { Json } from '../../core/json.ts';
import { pythonText } from './jinja-values.ts';
import { type Run, TemplateFault } from './run.ts';

const MARK = /%([-0+ ]{0,4})(\d{0,4})(?:\.(\d{1,2}))?([sdifrxX%])/g;

/** A text with `%s`, `%d`, `%.2f` and their like filled in, as Python's `%` does. */
export function formatted(template: string, values: readonly Json[], run: Run, at: number): string {
  let next = 0;
  const text = template.replace(
    MARK,
    (_mark, flags: string, width: string, digits: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      const value = values[next];
      next += 1;
      if (value === undefined) {
        throw new TemplateFault('The format has more marks than values.', at, 'Give a value for each `%`.');
      }
      const plain = converted(kind, value, digits, at);
      run.charge(plain.length + Number(width), at);
      const signed = flags.includes('+') && typeof value === 'number' && value >= 0 ? `+${plain}` : plain;
      if (flags.includes('-')) return signed.padEnd(Number(width));
      return signed.padStart(Number(width), flags.includes('0') && kind !== 's' ? '0' : ' ');
    },
  );
  run.charge(text.length, at);
  return text;
}

function converted(kind: string, value: Json, digits: string | undefined, at: number): string {
  if (kind === 's' || kind === 'r') {
    const text = pythonText(value);
    return digits === undefined ? text : text.slice(0, Number(digits));
  }
  if (typeof value !== 'number') {
    throw new TemplateFault(`\`%${kind}\` needs a number.`, at, 'Use `%s` for texts, or `| int`.');
  }
  if (kind === 'f') return value.toFixed(Number(digits ?? 6));
  const whole = Math.trunc(value);
  return kind === 'x' ? whole.toString(16) : kind === 'X' ? whole.toString(16).toUpperCase() : String(whole);
}
