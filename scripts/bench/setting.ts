/** What the items on cache, resume and memory share: a repository, an endpoint that counts, and the built command. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CLI = new URL('../../dist/cli.js', import.meta.url).pathname;
const METER =
  "process.once('exit', () => process.stderr.write('peak=' + Math.round(process.resourceUsage().maxRSS / 1024) + '\\n'));";

export interface Setting extends AsyncDisposable {
  /** Requests so far, by the first word of the prompt. */
  readonly requests: { total: number; old: number };
  onRequest: (total: number) => void;
  /** Commits another prompt. */
  setPrompt(word: string): Promise<void>;
  compare(options?: { signal?: AbortSignal }): Promise<{ code: number | null; peakMb: number }>;
  report(): Promise<Record<string, unknown>>;
  forget(): Promise<void>;
}

/** Base asks with the prompt `Old`, head with `New`; answers take some milliseconds. */
export async function createSetting(options: { cases: number; latencyMs: number }): Promise<Setting> {
  const folder = await mkdtemp(join(tmpdir(), 'prompt-ratchet-bench-'));
  const repository = join(folder, 'repository');
  const caches = join(folder, 'caches');
  const requests = { total: 0, old: 0 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      requests.total += 1;
      if (body.includes('"Old ')) requests.old += 1;
      setting.onRequest(requests.total);
      const answer = () => {
        const message = { role: 'assistant', content: 'yes' };
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            model: 'm',
            choices: [{ index: 0, finish_reason: 'stop', message }],
            usage: { prompt_tokens: 9, completion_tokens: 1 },
          }),
        );
      };
      if (options.latencyMs === 0) answer();
      else setTimeout(answer, options.latencyMs);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=b', '-c', 'user.email=b@example.com', ...args], { cwd: repository });
  const write = (path: string, text: string) => writeFile(join(repository, path), text);
  await mkdir(join(repository, 'evals'), { recursive: true });
  await git('init', '--quiet', '--initial-branch=main');
  await write(
    'evals/s.yml',
    'target: { prompt: ../p.md, model: m, parameters: { temperature: 0 } }\ndataset: d.jsonl\nscorers: [{ check: exact }]\n',
  );
  const rows = Array.from({ length: options.cases }, (_, i) =>
    JSON.stringify({ id: `c${i}`, input: `message ${i}`, expected: 'yes' }),
  );
  await write('evals/d.jsonl', `${rows.join('\n')}\n`);
  await write('p.md', 'Old {{input}}\n');
  await git('add', '-A');
  await git('commit', '--quiet', '-m', 'base');
  await git('checkout', '--quiet', '-b', 'change');
  const setting: Setting = {
    requests,
    onRequest: () => {},
    async setPrompt(word) {
      await write('p.md', `${word} {{input}}\n`);
      await git('commit', '--quiet', '-a', '-m', word);
    },
    async compare({ signal } = {}) {
      const child = spawn(
        process.execPath,
        [
          ...['--import', `data:text/javascript,${encodeURIComponent(METER)}`, CLI, 'compare'],
          ...[
            '--base',
            'main',
            '--head',
            'change',
            '--concurrency',
            '32',
            '--report-path',
            join(folder, 'r.json'),
          ],
        ],
        {
          cwd: repository,
          env: {
            PATH: process.env['PATH'],
            OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
            OPENAI_API_KEY: 'sk-bench',
            XDG_CACHE_HOME: caches,
          },
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      signal?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
      let stderr = '';
      child.stderr.on('data', (chunk) => (stderr += String(chunk)));
      const code = await new Promise<number | null>((done) => child.once('close', done));
      return { code, peakMb: Number(/peak=(\d+)/.exec(stderr)?.[1] ?? Number.NaN) };
    },
    report: async () => JSON.parse(await readFile(join(folder, 'r.json'), 'utf8')) as Record<string, unknown>,
    forget: () => rm(caches, { recursive: true, force: true }),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true, force: true });
    },
  };
  await setting.setPrompt('New');
  return setting;
}

/** What a report finds, without times. */
export function findingsOf({ suites, decision }: Record<string, unknown>): string {
  return JSON.stringify({ suites, decision }, (key, value: unknown) =>
    key.startsWith('latency') ? undefined : value,
  );
}
