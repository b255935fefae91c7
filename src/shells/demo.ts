import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gitArguments, gitEnvironment } from '../adapters/git/command.ts';
import { exitCodeOf } from '../core/gate.ts';
import { parseOptions } from '../options.ts';
import { compareOnTerminal } from './compare.ts';
import { parseFlags } from './flags.ts';
import type { Io } from './io.ts';

/**
 * `prompt-ratchet demo [--out DIR] [--live] [--record FILE]`: the whole comparison on a small repository made for the
 * purpose, with answers recorded from a real model; `--live` and `--record` ask the model at OPENAI_BASE_URL instead. Exits 0 when the demo ran, whatever the gate decided.
 */
export async function demoCommand(argv: readonly string[], io: Io): Promise<number> {
  const { values, switches } = parseFlags(argv, { values: ['out', 'record'], switches: ['live'] });
  const { record } = values;
  const live = switches.has('live') || record !== undefined;
  const out = resolve(io.cwd, values['out'] ?? 'prompt-ratchet-demo');
  const repository = await mkdtemp(join(tmpdir(), 'prompt-ratchet-demo-'));
  try {
    const { base, head } = await buildHistory(repository, io.demoFolder);
    io.stdout.write(
      `A pull request changes a prompt: base ${base.slice(0, 7)}, head ${head.slice(0, 7)}.\n\n`,
    );
    const report = await compareOnTerminal(
      {
        options: parseOptions({
          'working-directory': repository,
          'report-path': join(out, 'report.json'),
          // One at a time: a model on this machine would only queue them, and the wait would count as latency.
          ...(live ? { concurrency: '1' } : { replay: 'evals/recording.jsonl' }),
        }),
        ends: { base, head },
        markdown: join(out, 'comment.md'),
        record: record === undefined ? undefined : resolve(io.cwd, record),
      },
      io,
    );
    io.stdout.write(`\nIn a workflow this run would end with exit code ${exitCodeOf(report.decision)}.\n`);
    return 0;
  } finally {
    await rm(repository, { recursive: true, force: true });
  }
}

const run = promisify(execFile);

/** Two commits on top of each other: the state of `main`, and the pull request's. */
async function buildHistory(repository: string, demoFolder: string): Promise<{ base: string; head: string }> {
  const git = async (...args: string[]) =>
    (
      await run('git', gitArguments(repository, args), {
        cwd: repository,
        env: { ...gitEnvironment(), ...AUTHOR },
      })
    ).stdout;
  const commit = async (folder: string, message: string) => {
    await cp(join(demoFolder, folder), repository, { recursive: true });
    await git('add', '--all');
    await git('commit', '--quiet', '--no-verify', '--no-gpg-sign', '--message', message);
    return (await git('rev-parse', 'HEAD')).trim();
  };
  await git('init', '--quiet', '--initial-branch=main');
  const base = await commit('base', 'Base');
  const head = await commit('head', 'Head');
  return { base, head };
}

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Demo',
  GIT_AUTHOR_EMAIL: 'demo@example.com',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'Demo',
  GIT_COMMITTER_EMAIL: 'demo@example.com',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
};
