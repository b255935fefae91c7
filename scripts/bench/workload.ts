import { execFile } from 'node:child_process';
import { mkdir, mkdtempDisposable, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { canonicalJson, type Json } from '../../src/core/json.ts';
import type { JudgeSpec } from '../../src/core/suite.ts';
import { judgeRequest } from '../../src/judges/judge.ts';
import { measure, type RunningServer, type Used } from './measure.ts';

const CLI = new URL('../../dist/cli.js', import.meta.url).pathname;
const run = promisify(execFile);
const ANSWER = 'yes, this is the answer that every case expects';
const CRITERION = 'The output answers the question that was asked.';
const LEVELS = ['It does not answer.', 'It answers.'];
const SYSTEM = {
  base: 'You answer questions about orders.',
  head: 'You answer questions about orders, briefly.',
};

/** A repository whose head changes the prompt of one suite: every case is run at both ends, scored by one judge. */
export interface Workload extends AsyncDisposable {
  folder: string;
  /** Calls of a whole run. */
  calls: number;
  /** The same calls for `bare.ts`. */
  callsPath: string;
}

export async function createWorkload(cases: number): Promise<Workload> {
  const disposable = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-bench-'));
  const folder = disposable.path;
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.com', ...args], { cwd: folder });
  const write = (path: string, text: string) => writeFile(join(folder, path), text);
  await git('init', '--quiet', '--initial-branch=main');
  await mkdir(join(folder, 'evals'));
  await write(
    'evals/bench.yml',
    [
      'target: { prompt: ../prompt.json, parameters: { temperature: 0 } }',
      'dataset: data.jsonl',
      'scorers:',
      `  - { judge: rubric, model: judge-1, criterion: ${JSON.stringify(CRITERION)}, levels: ${JSON.stringify(LEVELS)} }`,
      '',
    ].join('\n'),
  );
  const rows = Array.from({ length: cases }, (_, index) => ({
    id: `case-${index}`,
    question: `Where is order ${index}? It was to arrive on ${(index % 28) + 1} May and I have heard nothing since.`,
  }));
  await write('evals/data.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await write('prompt.json', promptFile(SYSTEM.base));
  await git('add', '-A');
  await git('commit', '--quiet', '-m', 'base');
  await git('checkout', '--quiet', '-b', 'head');
  await write('prompt.json', promptFile(SYSTEM.head));
  await git('commit', '--quiet', '-a', '-m', 'head');
  const callsPath = join(folder, '.git', 'calls.jsonl');
  await writeFile(
    callsPath,
    rows.flatMap((row) => [pairFor(row, SYSTEM.base), pairFor(row, SYSTEM.head)]).join(''),
  );
  return {
    folder,
    calls: cases * 4,
    callsPath,
    [Symbol.asyncDispose]: () => disposable.remove(),
  };
}

function promptFile(system: string): string {
  return JSON.stringify({
    model: 'bench-1',
    messages: [
      { role: 'system', content: system },
      { role: 'user', content: '{{question}}' },
    ],
  });
}

function pairFor({ question }: { question: string }, system: string): string {
  const output = system === SYSTEM.head ? `${ANSWER}, in brief` : ANSWER;
  const judge = judgeRequest(JUDGE, { output, vars: { question } });
  if (!judge.ok) throw new Error(judge.message);
  const body = (model: string, messages: unknown, parameters: Record<string, Json>) => ({
    ...parameters,
    model,
    messages,
  });
  const messages = [
    { role: 'system', content: system },
    { role: 'user', content: question },
  ];
  return `${canonicalJson({
    target: body('bench-1', messages, { temperature: 0 }),
    judge: body('judge-1', judge.request.messages, { ...judge.request.parameters }),
  })}\n`;
}

const JUDGE: JudgeSpec = {
  kind: 'judge',
  judge: 'rubric',
  name: 'rubric',
  threshold: 0.5,
  asks: { provider: 'openai', model: 'judge-1', parameters: {} },
  criterion: CRITERION,
  levels: LEVELS,
};

/** Only what is looked at of a report. */
export interface BenchReport {
  totals: { targetCalls: number; judgeCalls: number; failedCalls: number };
  suites: { cases?: { total: number; [counted: string]: unknown } }[];
}

/** A whole run: `reportMs` from the start of the process to the written report, `wallMs` to the end of the process. */
export async function compareOnce(
  { folder }: Workload,
  server: RunningServer,
  concurrency: number,
): Promise<Used & { reportMs: number; report: BenchReport }> {
  const path = join(folder, '.prompt-ratchet/report.json');
  const started = Date.now();
  const used = await measure(
    [CLI, 'compare', '--base', 'main', '--head', 'head', '--concurrency', String(concurrency)],
    {
      folder,
      env: { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'sk-bench-0123456789' },
    },
  );
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`There is no report: ${used.stderr}`);
  });
  const { mtimeMs } = await stat(path);
  return { ...used, reportMs: mtimeMs - started, report: JSON.parse(text) as BenchReport };
}

/** The bare loop over the same calls. */
export async function bareOnce(
  { folder, callsPath }: Workload,
  server: RunningServer,
  concurrency: number,
): Promise<Used> {
  return measure([join(import.meta.dirname, 'bare.ts'), callsPath, String(concurrency)], {
    folder,
    env: { OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'sk-bench-0123456789' },
  });
}
