import { resolve } from 'node:path';
import { testJudges } from '../compose-judges.ts';
import { RatchetError } from '../core/errors.ts';
import { parseOptions } from '../options.ts';
import { renderJudges } from '../render/judge-quality.ts';
import { parseFlags } from './flags.ts';
import { type Io, stopSignal } from './io.ts';
import { JUDGE_FLAGS } from './usage.ts';

/**
 * `prompt-ratchet judge test`: how far judges agree with people, by labelled cases. Gives exit code 0, or 1 where one
 * agrees with less than `--min-agreement`.
 */
export async function judgeCommand([task, ...argv]: readonly string[], io: Io): Promise<number> {
  if (task !== 'test') {
    throw usage(
      task === undefined ? '`judge` needs to be told what to do.' : `"judge ${task}" is no command.`,
    );
  }
  const { json: _json, ...valued } = JUDGE_FLAGS;
  const { values, switches } = parseFlags(argv, { values: Object.keys(valued), switches: ['json'] });
  const shared = Object.fromEntries(
    Object.entries(values).filter(([name]) => name === 'working-directory' || name === 'concurrency'),
  );
  const { 'working-directory': folder, concurrency } = parseOptions(shared);
  const least = numberIn(values['min-agreement'], 'min-agreement', { from: 0, to: 1 });
  const repeats = numberIn(values['repeats'], 'repeats', { from: 1, to: 20 }) ?? 2;
  if (!Number.isInteger(repeats)) throw usage('--repeats has to be a whole number.');
  const judges = await testJudges({
    directory: resolve(io.cwd, folder),
    files: (values['files'] ?? 'evals/judges/*.yml').split(/[\s,]+/).filter((glob) => glob !== ''),
    model: values['model'],
    provider: values['provider'],
    repeats,
    concurrency,
    env: io.env,
    signal: stopSignal(io),
  });
  io.stdout.write(
    switches.has('json') ? `${JSON.stringify({ version: 1, judges }, null, 2)}\n` : renderJudges(judges),
  );
  // A judge that could not be asked at all is not one that agrees.
  if (judges.some(({ quality }) => quality.unjudged === quality.cases)) return 2;
  return least !== undefined && judges.some(({ quality }) => (quality.agreement?.value ?? 0) < least) ? 1 : 0;
}

function numberIn(
  text: string | undefined,
  flag: string,
  { from, to }: { from: number; to: number },
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && value >= from && value <= to) return value;
  throw usage(`--${flag} has to be a number from ${from} to ${to}.`);
}

function usage(message: string): RatchetError {
  return new RatchetError({ code: 'E_USAGE', message, help: 'prompt-ratchet judge test [options]' });
}
