/**
 * What a run costs, as ratios that hold on any machine: `npm run bench [-- load limit faults …]`.
 * Each file of `items/` measures one thing. `--repeats 5` repeats what is repeated; the median counts.
 */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** One number that was measured. */
export interface Line {
  what: string;
  value: number;
  /** Default: a ratio. */
  unit?: string;
  atMost?: number;
  note?: string;
}

export interface Item {
  title: string;
  run(options: { repeats: number }): Promise<Line[]>;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { repeats: { type: 'string', default: '3' } },
    allowPositionals: true,
  });
  const folder = join(import.meta.dirname, 'items');
  const names = (await readdir(folder)).map((file) => file.replace(/\.ts$/, '')).sort();
  for (const name of names) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const { item } = (await import(join(folder, `${name}.ts`))) as { item: Item };
    process.stdout.write(`\n${name}: ${item.title}\n`);
    for (const line of await item.run({ repeats: Number(values.repeats) })) {
      if (line.atMost !== undefined && !(line.value <= line.atMost)) process.exitCode = 1;
      process.stdout.write(`${show(line)}\n`);
    }
  }
}

function show({ what, value, unit = '×', atMost, note }: Line): string {
  const digits = unit === '×' ? 3 : unit === '' ? 0 : 1;
  const shown = `${value.toFixed(digits)} ${unit}`.trim();
  const target = atMost === undefined ? '' : `at most ${atMost}: ${value <= atMost ? 'ok' : 'MISSED'}`;
  return `  ${what.padEnd(48)} ${shown.padStart(10)}  ${target.padEnd(22)}${note ? ` (${note})` : ''}`.trimEnd();
}

if (process.argv[1] === import.meta.filename) await main();
