import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { gitArguments, gitEnvironment } from '../adapters/git/command.ts';
import { exitCodeOf } from '../core/gate.ts';
import { parseOptions } from '../options.ts';
import { compareOnTerminal } from './compare.ts';
import type { Io } from './io.ts';

/** The demo's files lie beside dist/ and src/ alike. */
const DEMO = fileURLToPath(new URL('../demo/', import.meta.url));

/**
 * `prompt-ratchet demo [--out DIR]`: the whole comparison on a small repository made for the purpose, with
 * answers recorded from a real model. Exits 0 when the demo ran, whatever the gate decided.
 */
export async function demoCommand(argv: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: [...argv],
    options: { out: { type: 'string', default: 'prompt-ratchet-demo' }, record: { type: 'string' } },
  });
  const out = resolve(io.cwd, values.out);
  const repository = await mkdtemp(join(tmpdir(), 'prompt-ratchet-demo-'));
  try {
    const { base, head } = await buildHistory(repository);
    io.stdout.write(
      `A pull request changes a prompt: base ${base.slice(0, 7)}, head ${head.slice(0, 7)}.\n\n`,
    );
    const report = await compareOnTerminal(
      {
        options: parseOptions({
          'working-directory': repository,
          'report-path': join(out, 'report.json'),
          ...(values.record === undefined ? { replay: 'evals/recording.jsonl' } : {}),
        }),
        ends: { base, head },
        markdown: join(out, 'comment.md'),
        record: values.record === undefined ? undefined : resolve(io.cwd, values.record),
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
async function buildHistory(repository: string): Promise<{ base: string; head: string }> {
  const git = async (...args: string[]) =>
    (
      await run('git', gitArguments(repository, args), {
        cwd: repository,
        env: { ...gitEnvironment(), ...AUTHOR },
      })
    ).stdout;
  const commit = async (folder: string, message: string) => {
    await cp(join(DEMO, folder), repository, { recursive: true });
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
