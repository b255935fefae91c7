import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { nameOf } from '../../scripts/bench/verdict/scenario.ts';
import { SCENARIOS } from '../../scripts/bench/verdict/scenarios.ts';
import { chancesOf } from '../../scripts/bench/verdict/truth.ts';
import { logGamma } from '../../src/stats/gamma.ts';
import { signFlip } from '../../src/stats/sign-flip.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** Standard output of the bench. With so few replications a bound may well fail, which is no error here. */
async function bench(...args: string[]): Promise<string> {
  const script = join(ROOT, 'scripts/bench/verdict.ts');
  const running = promisify(execFile)(process.execPath, [script, ...args]);
  const { stdout } = await running.catch((error: { code: unknown; stdout: string }) => {
    if (error.code !== 1) throw error;
    return error;
  });
  return stdout;
}

/** The first three cells of every row of every table that has them: kind, cases, trials. */
function rowsOf(markdown: string): string[] {
  return markdown.split('\n').flatMap((line) => {
    const [, kind = '', cases, trials] = line.split('|').map((cell) => cell.trim());
    return /^\d+$/.test(cases ?? '') && /^\d+(–\d+)?$/.test(trials ?? '')
      ? [`${kind} n=${cases} K=${trials}`]
      : [];
  });
}

describe('the verdict bench', () => {
  it('shows every scenario, and never calls a mean that rose regressed', { timeout: 120_000 }, async () => {
    const markdown = await bench('--replications', '4');
    expect(rowsOf(markdown)).toEqual(SCENARIOS.map(nameOf));
    expect(markdown).toMatch(/PASS +\| no `regressed` of a mean that rose +\| all +\| 0 of \d+ /);
  });

  it('gives the same for the same seed, and something else for another', { timeout: 120_000 }, async () => {
    const args = ['--scenario', 'flaky-suite n=30 K=1', '--replications', '40'];
    const [first, again, other] = await Promise.all([
      bench(...args),
      bench(...args),
      bench(...args, '--seed', 'other'),
    ]);
    expect(rowsOf(first)).toEqual(['flaky-suite n=30 K=1']);
    expect(again).toBe(first);
    expect(rowsOf(other)).toEqual(rowsOf(first));
    expect(other.replace('`other`', '')).not.toBe(first.replace('`prompt-ratchet`', ''));
  });
});

/** The share of all outcomes that the rule calls `regressed`: of n cases each falls or rises with these chances. */
function powerOf(n: number, { down, up }: { down: number; up: number }): number {
  const log = (count: number) => logGamma(count + 1);
  let power = 0;
  for (let falls = 0; falls <= n; falls += 1) {
    for (let rises = 0; rises + falls <= n; rises += 1) {
      const moved = [...new Array<number>(falls).fill(-1), ...new Array<number>(rises).fill(1)];
      if (falls - rises < 0.05 * n || signFlip(moved, { alternative: 'worse', seed: '' }).p > 0.05) continue;
      const rest = n - falls - rises;
      const ways = log(n) - log(falls) - log(rises) - log(rest);
      power += Math.exp(
        ways + falls * Math.log(down) + rises * Math.log(up) + rest * Math.log(1 - down - up),
      );
    }
  }
  return power;
}

describe('the bounds', () => {
  it.each([
    [10, 0.3423],
    [20, 0.7037],
    [30, 0.8795],
    [50, 0.9825],
  ])('of thirty points in %d cases are what enumerating all outcomes gives', (n, power) => {
    expect(powerOf(n, { down: 0.35, up: 0.05 })).toBeCloseTo(power, 4);
    const scenario = SCENARIOS.find((one) => nameOf(one) === `binary -30 n=${n} K=1`);
    const bound = scenario?.bounds.find(({ event }) => event === 'regressed');
    expect(Math.abs((bound?.value ?? 0) - power)).toBeLessThan(0.01);
  });
});

describe('the scenarios', () => {
  it('have names of their own', () => {
    const names = SCENARIOS.map(nameOf);
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    { down: 0.1, up: 0.1 },
    { down: 0.2, up: 0.05 },
    { down: 0.35, up: 0.05 },
  ])('move cases as often as they say: $down down, $up up', ({ down, up }) => {
    const { base, head } = chancesOf({ down, up });
    expect(base * (1 - head)).toBeCloseTo(down, 12);
    expect((1 - base) * head).toBeCloseTo(up, 12);
  });
});
