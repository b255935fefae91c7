/** Stands for a number that nobody knows. It is never shown as 0. */
export const UNKNOWN = 'unknown';

/** A score, 0..1, as a percentage: `83.4 %`. Only a full score is `100 %`, only none `0 %`. */
export function score(value: number | undefined): string {
  if (value === undefined) return UNKNOWN;
  if (value > 0 && value < 0.0005) return '≈ 0 %';
  if (value < 1 && value >= 0.9995) return '≈ 100 %';
  if (value === 0 || value === 1) return `${value * 100} %`;
  return `${fixed(value * 100, 1)} %`;
}

/** A difference of scores in percentage points: `−4.2 pp`. */
export function points(value: number | undefined): string {
  if (value === undefined) return UNKNOWN;
  if (value !== 0 && Math.abs(value) < 0.0005) return '≈ 0 pp';
  return `${signed(value * 100)} pp`;
}

/** A coefficient such as J or AC1: two digits. */
export function decimal(value: number): string {
  // Seven digits in a row read as a commit's.
  const text = Math.abs(value) < 1e5 ? value.toFixed(2) : value.toExponential(1);
  return text.replace(/^-/, '\u2212');
}

/** A difference without a direction, such as a tolerated drop: `5 pp`. */
export function width(value: number): string {
  return `${decimals(Math.abs(value) * 100, 1)} pp`;
}

/** The ends of an interval in percentage points, without the unit: `−12.1 to −4.6`. */
export function interval(ends: readonly [number, number]): string {
  return `${signed(ends[0] * 100)} to ${signed(ends[1] * 100)}`;
}

/** A ratio of head to base as a relative change: 1.23 is `+23 %`. */
export function ratio(value: number | undefined): string {
  return value === undefined ? UNKNOWN : relative(value - 1);
}

/** A relative change: 0.2 is `+20 %`. From a hundredfold on it is said as a factor. */
export function relative(value: number): string {
  if (value >= 99) return `× ${compact(value + 1)}`;
  const percent = value * 100;
  return `${signed(percent, Math.abs(percent) < 9.95 ? 1 : 0)} %`;
}

/** The ends of an interval of ratios as relative changes, without the unit: `−26 to −11`. */
export function ratioInterval(lower: number, upper: number): string {
  return [lower, upper].map((end) => relative(end - 1).replace(' %', '')).join(' to ');
}

/** A relative increase without its sign: `20 %`. */
export function share(value: number): string {
  return value >= 99 ? `× ${compact(value + 1)}` : `${decimals(value * 100, 1)} %`;
}

/** US dollars with two significant digits, or cents from a dollar on. */
export function money(value: number | undefined): string {
  if (value === undefined) return UNKNOWN;
  if (value === 0) return '$0';
  if (value < 0.000_001) return '≈ $0';
  if (value >= 1e15) return `$${value.toExponential(1)}`;
  if (value >= 0.995) return `$${grouped(value.toFixed(2))}`;
  return `$${value.toFixed(Math.min(8, 1 - Math.floor(Math.log10(value))))}`;
}

/** A time in the unit that suits it. */
export function duration(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return UNKNOWN;
  if (milliseconds < 999.5) return `${milliseconds.toFixed(0)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 59.95) return `${decimals(seconds, 1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  if (whole >= 1e12) return `${whole.toExponential(1)} s`;
  return `${grouped(String(Math.floor(whole / 3600)))} h ${pad(Math.floor((whole % 3600) / 60))} min`;
}

/** A number of things, whole: `1,412`. */
export function count(value: number): string {
  return grouped(fixed(value, 0));
}

/** A number of tokens, short: `412`, `4.1k`, `51k`, `1.2M`. */
export function tokens(value: number | undefined): string {
  return value === undefined ? UNKNOWN : compact(value);
}

/** A number with its noun: `1 case`, `3 cases`. */
export function plural(value: number, noun: string, nouns = `${noun}s`): string {
  return `${count(value)} ${value === 1 ? noun : nouns}`;
}

function compact(value: number): string {
  if (value >= 1e15) return value.toExponential(1);
  if (value >= 999_500) return `${grouped(decimals(value / 1e6, value < 9.95e6 ? 1 : 0))}M`;
  if (value >= 999.5) return `${decimals(value / 1000, value < 9950 ? 1 : 0)}k`;
  return decimals(value, value < 9.95 ? 1 : 0);
}

function signed(value: number, digits = 1): string {
  const text = fixed(Math.abs(value), digits);
  if (Number(text) === 0) return value === 0 ? '±0' : '≈ 0';
  return value < 0 ? `\u2212${text}` : `+${text}`;
}

/** With a fixed number of digits, so that numbers line up under each other. */
function fixed(value: number, digits: number): string {
  const size = Math.abs(value);
  // Beyond this `toFixed` writes digits that mean nothing.
  const text = size >= 1e15 ? size.toExponential(1) : size.toFixed(digits);
  // The minus sign is as wide as the plus, so that columns of both line up.
  return value < 0 && Number(text) !== 0 ? `\u2212${text}` : text;
}

function decimals(value: number, digits: number): string {
  return fixed(value, digits).replace(/\.0+$/, '');
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(?:\d{3})+(?!\d))(?<!\.\d*)/g, ',');
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
