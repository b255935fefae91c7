import { mkdtempDisposable, realpath, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createGithubDouble } from '../../support/github-double.ts';
import { createGate, createOpenaiDouble } from '../../support/openai-double.ts';
import { createRepository } from '../../support/repository.ts';
import { MODEL_KEY, runAction, runCli } from '../../support/runner.ts';
import { readOutputs } from '../../support/runner-files.ts';

/** A script in place of the built one. */
async function script(text: string) {
  const folder = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-script-'));
  const entry = join(folder.path, 'fake.js');
  await writeFile(entry, text);
  return { entry, cwd: folder.path, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

const event = { name: 'schedule', payload: {} };

test('gives a script the environment of a step and nothing of this machine', async () => {
  await using fake = await script('console.log(JSON.stringify(process.env))');
  await using repository = await createRepository();
  const sha = await repository.commit('First');
  await using github = await createGithubDouble();
  await using openai = await createOpenaiDouble();
  const payload = {
    repository: { full_name: 'acme/other' },
    pull_request: { number: 7, base: { ref: 'main' }, head: { ref: 'feature' } },
  };
  process.env['RATCHET_TEST_SECRET'] = 'must not be passed on';
  const { stdout } = await runAction({
    entry: fake.entry,
    cwd: repository.path,
    event: { name: 'pull_request', payload },
    inputs: { 'base-ref': 'main', 'two words': 'x' },
    env: { GITHUB_RUN_ID: '42' },
    githubDouble: github,
    openaiDouble: openai,
  });
  delete process.env['RATCHET_TEST_SECRET'];
  const env: Record<string, string> = JSON.parse(stdout);
  expect(env).toMatchObject({
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: github.apiUrl,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_BASE_REF: 'main',
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_HEAD_REF: 'feature',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_REPOSITORY: 'acme/other',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: '42',
    GITHUB_SHA: sha,
    GITHUB_WORKSPACE: repository.path,
    'INPUT_BASE-REF': 'main',
    INPUT_TWO_WORDS: 'x',
    OPENAI_API_KEY: MODEL_KEY,
    OPENAI_BASE_URL: openai.baseUrl,
  });
  expect(env).not.toHaveProperty('RATCHET_TEST_SECRET');
  expect(env['HOME']).not.toBe(process.env['HOME']);
});

test('gives back exit code, streams, outputs, summary and report', async () => {
  await using fake = await script(`
    import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
    const { env } = process;
    writeFileSync('report.json', '{"version":1}');
    appendFileSync(env.GITHUB_OUTPUT, 'report-path<<END\\nreport.json\\nEND\\ndecision=fail\\n');
    appendFileSync(env.GITHUB_STEP_SUMMARY, '# Summary');
    console.log(JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')).schedule);
    console.error('oh');
    process.exitCode = 1;
  `);
  const result = await runAction({ ...fake, event: { name: 'schedule', payload: { schedule: 'daily' } } });
  expect(result).toEqual({
    exitCode: 1,
    signal: null,
    stdout: 'daily\n',
    stderr: 'oh\n',
    refusedConnections: [],
    outputs: { 'report-path': 'report.json', decision: 'fail' },
    summary: '# Summary',
    report: { version: 1 },
  });
});

test('runs where no package can be found', async () => {
  await using fake = await script(`
    await import('yaml').catch((error) => console.log(error.code));
  `);
  expect((await runAction({ ...fake, event })).stdout).toBe('ERR_MODULE_NOT_FOUND\n');
});

test('refuses and records every connection but loopback', async () => {
  await using openai = await createOpenaiDouble();
  await using fake = await script(`
    import dgram from 'node:dgram';
    import { lookup } from 'node:dns';
    import { resolve4 } from 'node:dns/promises';
    import { connect } from 'node:net';
    import { connect as connectTls } from 'node:tls';
    const tries = [
      () => fetch('https://api.github.com/zen'),
      () => fetch('http://192.0.2.1:8080/'),
      () => connect(25, '198.51.100.1'),
      () => connect({ host: 'mail.example', port: 26 }),
      () => connectTls({ host: 'tls.example', port: 443 }),
      () => lookup('name.example', () => {}),
      () => resolve4('other.example'),
      () => dgram.createSocket('udp4').send('x', 53, '203.0.113.1'),
    ];
    for (const attempt of tries) {
      try { await attempt(); console.log('connected'); } catch { console.log('refused'); }
    }
    const response = await fetch(process.env.OPENAI_BASE_URL + '/models');
    console.log(response.status);
    process.exit(0);
  `);
  const { stdout, refusedConnections } = await runAction({ ...fake, event, openaiDouble: openai });
  expect(stdout.trim().split('\n')).toEqual([...Array(8).fill('refused'), '404']);
  expect(refusedConnections).toEqual([
    'api.github.com:443',
    '192.0.2.1:8080',
    '198.51.100.1:25',
    'mail.example:26',
    'tls.example:443',
    'dns:name.example',
    'dns:other.example',
    'udp:203.0.113.1',
  ]);
});

test('interrupts a process as a cancelled job is', async () => {
  const never = createGate();
  await using openai = await createOpenaiDouble(async () => {
    await never.opened;
    return '';
  });
  await using fake = await script(`
    process.on('SIGINT', () => { console.log('stopped'); process.exit(2); });
    await fetch(process.env.OPENAI_BASE_URL + '/chat/completions', {
      method: 'POST', body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x' }] }),
    });
  `);
  const interrupt = openai.arrived(1).then(() => 'SIGINT' as const);
  const result = await runAction({ ...fake, event, openaiDouble: openai, interrupt });
  expect(result).toMatchObject({ exitCode: 2, signal: null, stdout: 'stopped\n' });
});

test('runs the command line with its arguments, outside of any workflow', async () => {
  await using fake = await script(
    'console.log(process.argv.slice(2).join("|"), process.env.GITHUB_ACTIONS, process.env.CI, process.cwd())',
  );
  const { stdout, exitCode } = await runCli(['run', '--base', 'main'], fake);
  expect([exitCode, stdout]).toEqual([
    0,
    `run|--base|main undefined undefined ${await realpath(fake.cwd)}\n`,
  ]);
});

test('reads outputs as the runner does', () => {
  const file = 'a=1=<<2\n\nb<<EOF_x\nfirst\nb2<<no\n\nEOF_x\nc=\nd<<E=F\nvalue\nE=F\n';
  expect(readOutputs(file)).toEqual({ a: '1=<<2', b: 'first\nb2<<no\n', c: '', d: 'value' });
  expect(() => readOutputs('a<<EOF\nno end\n')).toThrow(/no end/);
});
