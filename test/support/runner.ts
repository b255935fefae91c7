import { spawn } from 'node:child_process';
import { mkdir, mkdtempDisposable, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { copyAction, copyPackage, noNetworkModule } from './artefact.ts';
import type { GithubDouble } from './github-double.ts';
import type { OpenaiDouble } from './openai-double.ts';
import { actionDefaults, readOutputs, runnerEnvironment, type TriggeringEvent } from './runner-files.ts';

export interface ProcessResult {
  /** `null` when a signal ended the process. */
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** What the process tried to reach besides loopback. */
  refusedConnections: string[];
}

export interface ActionResult extends ProcessResult {
  outputs: Record<string, string>;
  /** The job summary. */
  summary: string;
  /** The file that the output `report-path` names, parsed; absent when there is none. */
  report?: unknown;
}

interface ProcessOptions {
  /** Working directory: the workspace of an action. */
  cwd: string;
  env?: Readonly<Record<string, string>> | undefined;
  /** A script to run in place of the built one. */
  entry?: string | undefined;
  /** Sends this signal once it resolves, as a runner does when a job is cancelled. */
  interrupt?: Promise<NodeJS.Signals> | undefined;
}

export interface ActionOptions extends ProcessOptions {
  inputs?: Readonly<Record<string, string>> | undefined;
  event: TriggeringEvent;
  /** Becomes GITHUB_API_URL. */
  githubDouble?: Pick<GithubDouble, 'apiUrl' | 'graphqlUrl'> | undefined;
  /** Becomes OPENAI_BASE_URL, with a key. */
  openaiDouble?: Pick<OpenaiDouble, 'baseUrl'> | undefined;
}

/** The key that a run with an `openaiDouble` has. */
export const MODEL_KEY = 'sk-test-0123456789abcdef';

// Only so that a hung process does not outlive the test that gave up on it.
const KILL_AFTER = 60_000;

/** Runs `dist/action.js` as a GitHub runner does, from a copy that has no node_modules above it. */
export async function runAction(options: ActionOptions): Promise<ActionResult> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-runner-'));
  const script = await copyAction(join(folder.path, 'action'), options.entry);
  const defaults = options.entry === undefined ? await actionDefaults() : {};
  const environment = await runnerEnvironment(join(folder.path, 'runner'), options.event, options.cwd);
  const { githubDouble, openaiDouble } = options;
  const env = {
    ...environment,
    ...(githubDouble === undefined
      ? {}
      : { GITHUB_API_URL: githubDouble.apiUrl, GITHUB_GRAPHQL_URL: githubDouble.graphqlUrl }),
    ...(openaiDouble === undefined
      ? {}
      : { OPENAI_BASE_URL: openaiDouble.baseUrl, OPENAI_API_KEY: MODEL_KEY }),
    ...inputVariables({ ...defaults, ...options.inputs }),
    ...options.env,
  };
  const result = await runNode(folder.path, script, [], { ...options, env });
  const outputs = readOutputs(await readFile(environment.GITHUB_OUTPUT, 'utf8'));
  const summary = await readFile(environment.GITHUB_STEP_SUMMARY, 'utf8');
  return { ...result, outputs, summary, ...(await readReport(outputs['report-path'], options.cwd)) };
}

/** Runs `dist/cli.js` from a copy of what the package would hold, outside of any workflow. */
export async function runCli(args: readonly string[], options: ProcessOptions): Promise<ProcessResult> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-cli-'));
  const script = await copyPackage(join(folder.path, 'package'), options.entry);
  const home = join(folder.path, 'home');
  await mkdir(home);
  const env = { HOME: home, GIT_CONFIG_NOSYSTEM: '1', NO_COLOR: '1', ...options.env };
  // Awaited here: the folder is gone when this function has returned.
  return await runNode(folder.path, script, args, { ...options, env });
}

/** Nothing of this process's environment is passed on but PATH, so that no key of the machine can be used. */
async function runNode(
  folder: string,
  script: string,
  args: readonly string[],
  options: ProcessOptions,
): Promise<ProcessResult> {
  const refusals = join(folder, 'refused-connections');
  await writeFile(refusals, '');
  const child = spawn(process.execPath, ['--import', noNetworkModule, script, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], PROMPT_RATCHET_TEST_REFUSALS: refusals, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: KILL_AFTER,
    killSignal: 'SIGKILL',
  });
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  options.interrupt?.then((signal) => child.kill(signal));
  const ended = await new Promise<Pick<ProcessResult, 'exitCode' | 'signal'>>((done, fail) => {
    child.once('error', fail);
    child.once('close', (exitCode, signal) => done({ exitCode, signal }));
  });
  const refused = (await readFile(refusals, 'utf8')).split('\n').filter((line) => line !== '');
  return { ...ended, stdout: await stdout, stderr: await stderr, refusedConnections: refused };
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** As the runner names them: upper case, spaces to underscores, hyphens kept. */
function inputVariables(inputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [
      `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`,
      value,
    ]),
  );
}

async function readReport(path: string | undefined, cwd: string): Promise<{ report?: unknown }> {
  if (path === undefined || path === '') return {};
  const report: unknown = JSON.parse(await readFile(resolve(cwd, path), 'utf8'));
  return { report };
}
