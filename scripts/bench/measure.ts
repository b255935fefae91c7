import { type ChildProcess, fork, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerCounts, ServerOptions } from './server.ts';

/** What a process used from its start to its end. */
export interface Used {
  wallMs: number;
  cpuMs: number;
  peakMb: number;
  stdout: string;
  stderr: string;
}

/** Tells at its exit what the process has used. */
const METER = `
process.once('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  process.stderr.write('\\nused=' + JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, peakMb: maxRSS / 1024 }) + '\\n');
});
`;

export async function measure(
  args: readonly string[],
  options: { folder: string; env?: Record<string, string> },
): Promise<Used> {
  const meter = join(options.folder, '.meter.mjs');
  await writeFile(meter, METER);
  const started = performance.now();
  const profiling = process.env['BENCH_NODE_ARGS']?.split(' ') ?? [];
  const child = spawn(process.execPath, [...profiling, '--import', meter, ...args], {
    cwd: options.folder,
    env: { PATH: process.env['PATH'], ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  await new Promise((done) => child.once('close', done));
  const wallMs = performance.now() - started;
  const found = /used=(\{.*\})/.exec(stderr)?.[1];
  if (found === undefined) throw new Error(`The process did not say what it used: ${stderr}`);
  const used = JSON.parse(found) as { cpuMs: number; peakMb: number };
  return { wallMs, ...used, stdout, stderr };
}

export interface RunningServer extends AsyncDisposable {
  baseUrl: string;
  counts(): Promise<ServerCounts>;
}

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const child = fork(join(import.meta.dirname, 'server.ts'), [JSON.stringify(options)]);
  const { port } = await message<{ port: number }>(child);
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    async counts() {
      const answer = message<{ counts: ServerCounts }>(child);
      child.send('counts');
      return (await answer).counts;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((done) => child.once('exit', done));
      child.disconnect();
      await closed;
    },
  };
}

function message<Message>(child: ChildProcess): Promise<Message> {
  return new Promise((resolve, reject) => {
    child.once('message', (value) => resolve(value as Message));
    child.once('exit', () => reject(new Error('The server ended.')));
  });
}

export function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}
