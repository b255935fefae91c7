/**
 * Wall time to decide that a pull request touches no suite, in a repository of 20,000 files with a diff of 1,000:
 * the whole process from start to written report, against what Git itself takes to say which files changed.
 * `npm run bench:detect`.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CLI = new URL('../../dist/cli.js', import.meta.url).pathname;
const FILES = 20_000;
const CHANGED = 1_000;
const SUITES = 20;
const CASES = 50;
const RUNS = 9;
/** Milliseconds that deciding may take beyond Git's own time. */
const LIMIT = 300;

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function commit(branch: string, from: string, changes: Iterable<string>): string {
  return `commit refs/heads/${branch}\ncommitter Bench <bench@example.com> 1700000000 +0000\n${data(branch)}${from}${[...changes].join('')}\n`;
}

/** Code in folders of a hundred files, suites beside it, and a branch that changes code alone. */
function history(): string {
  const place = (index: number) => `src/part-${Math.floor(index / 100)}/file-${index}.ts`;
  const code = (index: number, version: string) =>
    `M 100644 inline ${place(index)}\n${data(`export const value${index} = '${version}';\n`.repeat(20))}`;
  const suite = (index: number) => {
    const rows = Array.from({ length: CASES }, (_, row) =>
      JSON.stringify({ id: `c${row}`, input: `message ${row}`, expected: 'yes' }),
    );
    return [
      `M 100644 inline evals/s${index}.yml\n${data(`target: { prompt: ../prompts/p${index}.md, model: m }\ndataset: data/d${index}.jsonl\nscorers: [{ check: exact }]\n`)}`,
      `M 100644 inline evals/data/d${index}.jsonl\n${data(`${rows.join('\n')}\n`)}`,
      `M 100644 inline prompts/p${index}.md\n${data(`Answer in one word. {{input}}\n`)}`,
    ];
  };
  const all = Array.from({ length: FILES - SUITES * 3 }, (_, index) => code(index, 'old'));
  const suites = Array.from({ length: SUITES }, (_, index) => suite(index)).flat();
  const step = Math.floor(all.length / CHANGED);
  const changed = Array.from({ length: CHANGED }, (_, index) => code(index * step, 'new'));
  return commit('main', '', [...all, ...suites]) + commit('change', 'from refs/heads/main\n', changed);
}

async function repository(folder: string): Promise<void> {
  await run('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder });
  const child = spawn('git', ['fast-import', '--quiet'], {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const closed = once(child, 'close');
  child.stdin.end(history());
  await closed;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const folder = await mkdtemp(join(tmpdir(), 'prompt-ratchet-bench-'));
await repository(folder);
const git = async () => {
  const at = { cwd: folder, maxBuffer: 1 << 26 };
  await run('git', ['merge-base', 'main', 'change'], at);
  await run('git', ['diff', '--name-status', '--find-renames', 'main', 'change'], at);
};
const ours = () =>
  run(process.execPath, [CLI, 'compare', '--base', 'main', '--head', 'change'], {
    cwd: folder,
    env: { PATH: process.env['PATH'] },
  });
const nothing = () => run(process.execPath, ['--version']);
const measured = { 'node --version': [] as number[], git: [] as number[], ours: [] as number[] };
for (let index = 0; index <= RUNS; index += 1) {
  const [none, its, whole] = [await timed(nothing), await timed(git), await timed(ours)];
  // The first round warms the caches of the disk.
  if (index === 0) continue;
  measured['node --version'].push(none);
  measured.git.push(its);
  measured.ours.push(whole);
}
const report = JSON.parse(await readFile(join(folder, '.prompt-ratchet/report.json'), 'utf8'));
await rm(folder, { recursive: true, force: true });
const code = report.decision.reasons[0]?.code;
if (code !== 'nothing-touched' || report.suites.length !== SUITES) throw new Error(`It decided ${code}.`);
for (const [name, values] of Object.entries(measured)) {
  process.stdout.write(`${name.padEnd(15)} median ${median(values).toFixed(0).padStart(5)} ms\n`);
}
const difference = median(measured.ours) - median(measured.git);
process.stdout.write(
  `${FILES} files, ${CHANGED} changed, ${SUITES} suites: ${difference.toFixed(0)} ms more than Git itself (limit ${LIMIT}), ${(median(measured.ours) / median(measured.git)).toFixed(1)} × its time\n`,
);
if (difference > LIMIT) process.exitCode = 1;
