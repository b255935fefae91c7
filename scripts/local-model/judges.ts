/**
 * Compares the judges of evals/judges/small at base and head with a real model on this machine, and writes its answers
 * to evals/judges/small/recording.jsonl, which CI replays. What stands there already is not asked again, so that after
 * a change of a judge's words only its own answers are. Base is the default branch, or `--base REF`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openEngine } from './engine.ts';
import { serve } from './server.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const RECORDING = 'evals/judges/small/recording.jsonl';

execFileSync(process.execPath, [join(import.meta.dirname, 'setup.ts')], { stdio: 'inherit' });
const engine = await openEngine('smollm2', 1);
const { url, close } = await serve(engine, 0);
const linesOf = () =>
  existsSync(join(ROOT, RECORDING)) ? readFileSync(join(ROOT, RECORDING), 'utf8').trimEnd().split('\n') : [];
const before = linesOf();
const known = before.length > 0 ? ['--replay', RECORDING] : [];
const child = spawn(
  process.execPath,
  [
    join(ROOT, 'dist/cli.js'),
    'compare',
    ...['--config', 'evals/judges/small/*.yml'],
    ...known,
    ...['--record', RECORDING, '--concurrency', '1'],
    ...process.argv.slice(2),
  ],
  { cwd: ROOT, env: { ...process.env, LOCAL_BASE_URL: url }, stdio: 'inherit' },
);
process.exitCode = await new Promise<number>((done) => child.once('close', (code) => done(code ?? 2)));
await close();
// A run records what it was answered: judges that it had no reason to ask keep the answers that they had.
const [header, ...answers] = linesOf();
if (header !== undefined) {
  const all = [...new Set([...before.slice(1), ...answers])].sort();
  writeFileSync(join(ROOT, RECORDING), `${[header, ...all].join('\n')}\n`);
}
