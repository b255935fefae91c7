import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRepository, type Repository } from '../support/repository.ts';
import { runCli } from '../support/runner.ts';

let repository: Repository;

beforeEach(async () => {
  repository = await createRepository();
});

afterEach(() => repository[Symbol.asyncDispose]());

const cli = (...args: string[]) => runCli(args, { cwd: repository.path, env: {} });
const read = (path: string) => readFile(join(repository.path, path), 'utf8');

const PROMPTS = {
  'prompts/triage.md': 'Is this urgent?\n{{ message }}\n',
  'prompts/reply.prompt.yml': 'model: m\nmessages: [{ role: user, content: "Answer {{question}}" }]\n',
};

describe('init', () => {
  it('writes a suite and a dataset for each prompt without one, and never touches what is there', async () => {
    await repository.write(PROMPTS);
    const first = await cli('init');
    expect(first).toMatchObject({ exitCode: 0 });
    expect(await read('evals/triage.yml')).toContain('prompt: ../prompts/triage.md');
    expect(await read('evals/data/reply.yml')).toContain('#   question: …');
    await repository.write({ 'evals/data/triage.yml': '- { id: a, message: x, expected: y }\n' });
    expect((await cli('init')).stdout).toContain('Every prompt has a suite');
    expect((await cli('init', 'prompts/triage.md')).stdout).toContain('evals/prompts-triage.yml written');
    expect(await read('evals/data/triage.yml')).toContain('id: a');
  });

  it('leaves a run without cases unmeasured', async () => {
    await repository.write(PROMPTS);
    await repository.commit('Prompts');
    await cli('init', 'prompts/triage.md');
    const run = await cli('compare');
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toContain('E_DATASET_EMPTY');
  });

  it('only prints with --dry-run, and writes for the folder that it is told', async () => {
    await repository.write({ 'apps/a/prompts/x.md': 'Say {{it}}' });
    const dry = await cli('init', '--dry-run');
    expect(dry.stdout).toContain('prompt: ../apps/a/prompts/x.md');
    await expect(read('evals/x.yml')).rejects.toThrow();
    await cli('init', 'prompts/x.md', '--working-directory', 'apps/a');
    expect(await read('apps/a/evals/x.yml')).toContain('prompt: ../prompts/x.md');
  });

  it('says what it cannot use', async () => {
    expect((await cli('init')).stdout).toContain('No file looks like a prompt');
    const missing = await cli('init', 'prompts/none.md');
    expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('E_FILE_MISSING') });
    const outside = await cli('init', '../x.md');
    expect(outside).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('E_PATH_OUTSIDE') });
    await repository.write({ ...PROMPTS, 'elsewhere/x': '' });
    await symlink('elsewhere', join(repository.path, 'evals'));
    const linked = await cli('init');
    expect(linked).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('symbolic link') });
  });
});
