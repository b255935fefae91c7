// node scripts/local-model/optimize.ts [--max-calls N] [--threads N] [--keep FOLDER]
//
// Runs a whole search against a real model on this machine: the built command line, on a small suite of 72 cases in a
// repository of its own, with the model on loopback. Prints what the command prints: the frontier, and what the start
// and the winner score on test cases that the search never saw, with intervals, whatever they are.
// `--keep` leaves the repository with the report (`.prompt-ratchet/optimize.json`) and the answers in a folder; run
// again with it, the search goes on from the answers it has. The model proposes texts for itself.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openEngine } from './engine.ts';
import { serve } from './server.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

const { values } = parseArgs({
  options: {
    'max-calls': { type: 'string', default: '1200' },
    threads: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});
execFileSync(process.execPath, [join(import.meta.dirname, 'setup.ts')], { stdio: 'inherit' });

const folder =
  values.keep === undefined ? mkdtempSync(join(tmpdir(), 'optimize-local-')) : resolve(values.keep);
cpSync(join(import.meta.dirname, 'orders'), folder, { recursive: true });
const git = (...args: string[]) => execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' });
if (!existsSync(join(folder, '.git'))) git('init', '--quiet');

const engine = await openEngine('smollm2', Number(values.threads));
// A proposal is a few sentences; a model this small that may go on for ever does.
const { url, close } = await serve(engine, 0, { mostTokens: 300 });
const started = performance.now();
const child = spawn(
  process.execPath,
  [
    ...[join(ROOT, 'dist/cli.js'), 'optimize', 'order-number'],
    // One at a time: the model answers one request at a time, and a time of waiting would count as its latency.
    ...['--max-calls', values['max-calls'], '--concurrency', '1'],
    ...['--markdown', 'optimize.md'],
  ],
  {
    cwd: folder,
    env: { ...process.env, OPENAI_BASE_URL: url, OPENAI_API_KEY: 'local-model' },
    stdio: 'inherit',
  },
);
const code = await new Promise<number>((done) => child.once('close', (of) => done(of ?? 2)));
process.stdout.write(`${Math.round((performance.now() - started) / 1000)} s\n`);
await close();
if (values.keep === undefined) rmSync(folder, { recursive: true });
// 1 is "no improvement proven": a result, and no failure of the run.
process.exitCode = code === 1 ? 0 : code;
