/**
 * Runs the demo's comparison against a real model on this machine: sets the model up on first use, serves it on
 * loopback and asks it. `--record` also writes its answers to demo/base/evals/recording.jsonl, which the demo replays.
 */
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { openEngine } from './engine.ts';
import { serve } from './server.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const RECORDING = join(ROOT, 'demo/base/evals/recording.jsonl');

execFileSync(process.execPath, [join(import.meta.dirname, 'setup.ts')], { stdio: 'inherit' });
// One thread: the answers are the same with any number, and one does not wait for a busy core.
const engine = await openEngine('smollm2', 1);
const { url, close } = await serve(engine, 0);
const record = process.argv.includes('--record') ? ['--record', RECORDING] : ['--live'];
const child = spawn(process.execPath, [join(ROOT, 'dist/cli.js'), 'demo', ...record], {
  env: { ...process.env, OPENAI_BASE_URL: url, OPENAI_API_KEY: 'local-model' },
  stdio: 'inherit',
});
process.exitCode = await new Promise<number>((done) => child.once('close', (code) => done(code ?? 2)));
await close();
