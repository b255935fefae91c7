import type { Progress } from '../ports.ts';
import { count, money, tokens } from './numbers.ts';

const BAR = { least: 6, most: 28 };

/** One line about a run under way, no wider than asked: a bar, then what there is room for. */
export function renderProgress(progress: Progress, options: { width: number }): string {
  const { done, total, failed, replayed, inputTokens, outputTokens, costUsd } = progress;
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
  // Rounded down, so that 100 % means done.
  const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
  const parts = [
    percent,
    `${count(done).padStart(count(total).length)}/${count(total)}`,
    failed > 0 ? `${count(failed)} failed` : '',
    costUsd > 0 ? money(costUsd) : '',
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

function lineOf(parts: readonly string[]): string {
  return parts.join('  ');
}

function bar(share: number, columns: number): string {
  const full = Math.floor(share * columns);
  return '█'.repeat(full) + '░'.repeat(columns - full);
}
