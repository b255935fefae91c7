/**
 * CPU of starting up, as a ratio to a Node process that does nothing: `node dist/cli.js --version`, and the action
 * until its first request reaches a model, both against 150 ms. `npm run bench:startup`.
 */
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = new URL('../..', import.meta.url).pathname;
const RUNS = 9;
/** Milliseconds of CPU. */
const BOUND = 150;

/** Prints the CPU microseconds that a process has used, at the moment that it is asked or ends. */
const METER = `
const report = () => { const { user, system } = process.cpuUsage(); process.stderr.write('cpu=' + (user + system) + '\\n'); };
process.once('SIGUSR2', () => { report(); process.exit(0); });
process.once('exit', report);
`;

async function cpuOf(folder: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  const meter = join(folder, 'meter.mjs');
  await writeFile(meter, METER);
  const { stderr } = await run(process.execPath, ['--import', meter, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
  }).catch((error: { stderr: string }) => error);
  return cpuIn(stderr);
}

function cpuIn(stderr: string): number {
  const found = /cpu=(\d+)/.exec(stderr)?.[1];
  if (found === undefined) throw new Error(`The process did not report: ${stderr}`);
  return Number(found) / 1000;
}

/** Runs the action against a server that asks for the meter as soon as the first request arrives. */
async function actionToFirstRequest(folder: string, event: string): Promise<number> {
  const meter = join(folder, 'meter.mjs');
  await writeFile(meter, METER);
  const server = createServer();
  server.once('request', () => child.kill('SIGUSR2'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const child = spawn(process.execPath, ['--import', meter, join(ROOT, 'dist/action.js')], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      GITHUB_WORKSPACE: folder,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: event,
      GITHUB_REPOSITORY: 'acme/prompts',
      RUNNER_TEMP: join(folder, 'temp'),
      OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
      OPENAI_API_KEY: 'sk-bench',
    },
  });
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  await new Promise((done) => child.once('close', done));
  server.close();
  server.closeAllConnections();
  return cpuIn(stderr);
}

async function repository(folder: string): Promise<string> {
  const git = async (...args: string[]) =>
    (
      await run('git', ['-c', 'user.name=b', '-c', 'user.email=b@example.com', ...args], { cwd: folder })
    ).stdout.trim();
  const write = (path: string, text: string) => writeFile(join(folder, path), text);
  await git('init', '--quiet', '--initial-branch=main');
  await run('mkdir', ['-p', join(folder, 'evals')]);
  await write(
    'evals/s.yml',
    'target: { prompt: ../p.md, model: m }\ndataset: d.jsonl\nscorers: [{ check: exact }]\n',
  );
  await write('evals/d.jsonl', '{"id":"a","input":"x","expected":"y"}\n');
  await write('p.md', 'Old {{input}}\n');
  await git('add', '-A');
  await git('commit', '--quiet', '-m', 'base');
  const base = await git('rev-parse', 'HEAD');
  await write('p.md', 'New {{input}}\n');
  await git('commit', '--quiet', '-a', '-m', 'head');
  const head = await git('rev-parse', 'HEAD');
  const at = (sha: string) => ({ sha, ref: 'x', repo: { full_name: 'acme/prompts' } });
  const event = join(folder, 'event.json');
  await writeFile(
    event,
    JSON.stringify({
      repository: { full_name: 'acme/prompts' },
      number: 1,
      pull_request: { number: 1, state: 'open', base: at(base), head: at(head) },
    }),
  );
  return event;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const folder = await mkdtemp(join(tmpdir(), 'prompt-ratchet-bench-'));
const event = await repository(folder);
await writeFile(join(folder, 'empty.mjs'), '');
const measured = { nothing: [] as number[], version: [] as number[], action: [] as number[] };
for (let index = 0; index < RUNS; index += 1) {
  measured.nothing.push(await cpuOf(folder, ['empty.mjs'], {}));
  measured.version.push(await cpuOf(folder, [join(ROOT, 'dist/cli.js'), '--version'], {}));
  measured.action.push(await actionToFirstRequest(folder, event));
}
await rm(folder, { recursive: true, force: true });
const nothing = median(measured.nothing);
for (const [name, values] of Object.entries(measured)) {
  process.stdout.write(
    `${name.padEnd(8)} median ${median(values).toFixed(0).padStart(4)} ms CPU, least ${Math.min(...values).toFixed(0)}, ${(median(values) / nothing).toFixed(2)} × an empty Node process\n`,
  );
  if (median(values) > BOUND) process.exitCode = 1;
}
