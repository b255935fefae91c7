import type { Progress, Waiting } from '../ports.ts';
import { count, duration, money, tokens } from './numbers.ts';

const BAR = { least: 6, most: 28 };

/** One line about a run under way, no wider than asked: a bar, then what there is room for. */
export function renderProgress(progress: Progress, options: { width: number }): string {
  const { done, total, failed, replayed, inputTokens, outputTokens, costUsd } = progress;
  const { perSecond, leftMs, waiting } = progress;
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
  // Rounded down, so that 100 % means done.
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
  const parts = [
    percent,
    `${count(done).padStart(count(total).length)}/${count(total)}`,
    failed > 0 ? `${count(failed)} failed` : '',
    waiting ? waitingWords(waiting) : '',
    leftMs !== undefined && done < total ? `${seconds(leftMs)} left` : '',
    costUsd > 0 ? money(costUsd) : '',
    perSecond === undefined ? '' : rate(perSecond),
    `${tokens(inputTokens + outputTokens)} tokens`,
    replayed > 0 ? `${count(replayed)} replayed` : '',
  ].filter(Boolean);
  // The last parts are the first that a narrow terminal does without.
  while (parts.length > 2 && lineOf(parts).length + BAR.least + 2 > options.width) parts.pop();
  const room = Math.min(BAR.most, options.width - lineOf(parts).length - 2);
  const line = room >= BAR.least ? `${bar(share, room)}  ${lineOf(parts)}` : lineOf(parts);
  // Every character of the line is one column wide, so its length is its width.
  return line.length <= options.width ? line : `${line.slice(0, Math.max(0, options.width - 1))}…`;
}

function waitingWords({ for: name, ms, why }: Waiting): string {
  return why === 'retry'
    ? `${printable(name)} fails, retry in ${seconds(ms)}`
    : `rate limit of ${printable(name)}, ${seconds(ms)}`;
}

/** Whole seconds: a line that is redrawn all the time need not flicker. */
function seconds(ms: number): string {
  const whole = Math.max(1, Math.ceil(ms / 1_000));
  return whole < 60 ? `${whole} s` : duration(whole * 1_000);
}

/** A second or a minute, whichever gives a number that can be read. */
function rate(perSecond: number): string {
  return perSecond >= 1 ? `${count(Math.round(perSecond))}/s` : `${count(Math.round(perSecond * 60))}/min`;
}

/** The model without its provider. The name is the user's: what is not plain has another width than length. */
function printable(name: string): string {
  return name
    .slice(name.indexOf('/') + 1)
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, 40);
}

function lineOf(parts: readonly string[]): string {
  return parts.join('  ');
}

function bar(share: number, columns: number): string {
  const full = Math.floor(share * columns);
  return '█'.repeat(full) + '░'.repeat(columns - full);
}
