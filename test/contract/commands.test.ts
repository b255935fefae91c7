import { existsSync } from 'node:fs';
import { mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCommands } from '../../src/adapters/command/commands.ts';
import type { CommandSpec } from '../../src/core/command.ts';
import type { CommandTarget } from '../../src/core/command-target.ts';
import type { Trust } from '../../src/core/trust.ts';

const HELLO = `process.stdin.on('data', (d) => text += d).on('end', () => {
  const { input, vars } = JSON.parse(text);
  process.stdout.write('hello ' + input + ' ' + Object.keys(vars).join());
}); let text = '';`;

/** A program of lines: the body answers a parsed `request` with `say(object)`. */
const lines = (body: string) => `
const say = (value) => process.stdout.write((typeof value === 'string' ? value : JSON.stringify(value)) + '\\n');
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const request = JSON.parse(line);
  ${body}
});`;

function spec(rest: Partial<CommandSpec> = {}): CommandSpec {
  return {
    argv: [process.execPath, 'app.cjs'],
    folder: '',
    env: [],
    timeoutMs: 20_000,
    setupTimeoutMs: 20_000,
    ...rest,
  };
}

function targetOf({ command, ...rest }: Partial<CommandTarget> = {}): CommandTarget {
  return {
    kind: 'command',
    command: command ?? spec(),
    mode: 'once',
    answer: 'text',
    processes: 2,
    parallel: 1,
    watch: [],
    code: '',
    ...rest,
  };
}

interface Setting {
  app: string;
  env?: Readonly<Record<string, string>>;
  trust?: Trust;
}

/** Commands whose copies hold `app.cjs` and `side.txt`. */
async function withCommands<Value>(
  { app, env = {}, trust = { trusted: true } }: Setting,
  work: (commands: ReturnType<typeof createCommands>, folders: string[]) => Promise<Value>,
): Promise<Value> {
  const folders: string[] = [];
  const value = await (async () => {
    await using commands = createCommands({
      concurrency: 8,
      trust,
      env: { PATH: process.env['PATH'], ...env },
      log: { info: () => undefined },
      exportTo: async (variant, folder) => {
        folders.push(folder);
        await writeFile(join(folder, 'app.cjs'), app);
        await writeFile(join(folder, 'side.txt'), variant);
      },
    });
    return await work(commands, folders);
  })();
  expect(folders.filter((folder) => existsSync(folder))).toEqual([]);
  return value;
}

const head = (signal = new AbortController().signal) => ({ variant: 'head' as const, signal });
const ask = (setting: Setting, target: CommandTarget, vars: Record<string, string> = { input: 'x' }) =>
  withCommands(setting, (commands) => commands.answer({ target, vars }, head()));

describe('a command that runs once for each trial', () => {
  it('gets the variables and answers with text', async () => {
    expect(await ask({ app: HELLO }, targetOf(), { input: 'Ada', tone: 'kind' })).toMatchObject({
      ok: true,
      output: 'hello Ada input,tone',
      latencyMs: expect.any(Number),
    });
  });

  it('may answer with JSON that says more', async () => {
    const app = `console.log(JSON.stringify({ output: { a: 1 }, model: 'm-1', cost_usd: 0.5, usage: { input_tokens: 3, output_tokens: 4 } }))`;
    expect(await ask({ app }, targetOf({ answer: 'json' }))).toMatchObject({
      ok: true,
      output: '{"a":1}',
      model: 'm-1',
      costUsd: 0.5,
      usage: { inputTokens: 3, outputTokens: 4 },
    });
  });

  it.each([
    ['fails', `console.error('no luck'); process.exit(3)`, 'command-failed', /exit code 3: no luck/],
    ['is killed', `process.kill(process.pid, 'SIGKILL')`, 'command-failed', /SIGKILL/],
    [
      'prints what is not UTF-8',
      `process.stdout.write(Buffer.from([0xff, 0xfe]))`,
      'command-answer',
      /UTF-8/,
    ],
    ['prints what is not JSON', `console.log('oops {')`, 'command-answer', /not JSON/],
    ['answers without an output', `console.log('{"text": "x"}')`, 'command-answer', /"output"/],
    ['says what went wrong', `console.log('{"error": "quota"}')`, 'command-failed', /quota/],
    ['invents a cost', `console.log('{"output": "x", "cost_usd": -1}')`, 'command-answer', /cost_usd/],
    [
      'prints 100 MB',
      `const block = 'x'.repeat(1e6); (function more(n) { if (n) process.stdout.write(block, () => more(n - 1)); })(100)`,
      'command-answer',
      /more than 8 MiB/,
    ],
  ])('is a failed trial when it %s', async (_what, app, code, message) => {
    expect(await ask({ app }, targetOf({ answer: 'json' }))).toMatchObject({
      ok: false,
      code,
      message: expect.stringMatching(message),
    });
  });

  it('is a failed trial when there is no such program or folder', async () => {
    for (const command of [spec({ argv: ['no-such-program-here'] }), spec({ folder: 'no/such/folder' })]) {
      expect(await ask({ app: '' }, targetOf({ command }))).toMatchObject({
        ok: false,
        code: 'command-failed',
        message: expect.stringMatching(/could not be started/),
      });
    }
  });

  it('is ended with its children when it takes too long', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-test-'));
    const pidFile = join(folder.path, 'pid');
    const app = `
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'inherit' });
      require('node:fs').writeFileSync(process.env.PID_FILE, String(child.pid));
      setInterval(() => 0, 1000);`;
    const command = spec({ timeoutMs: 1500, env: ['PID_FILE'] });
    const reply = await ask({ app, env: { PID_FILE: pidFile } }, targetOf({ command }));
    expect(reply).toMatchObject({ ok: false, code: 'timeout' });
    const pid = Number(await readFile(pidFile, 'utf8'));
    expect(isRunning(pid)).toBe(false);
  });

  it('ends when the run is stopped', async () => {
    const controller = new AbortController();
    const reply = await withCommands({ app: 'setInterval(() => 0, 1000)' }, async (commands) => {
      const asked = commands.answer({ target: targetOf(), vars: {} }, head(controller.signal));
      controller.abort();
      return asked;
    });
    expect(reply).toMatchObject({ ok: false, code: 'cancelled' });
  });

  it('sees no secret that its suite does not name, and none of the workflow even then', async () => {
    const app = `console.log(JSON.stringify({ output: Object.keys(process.env).sort().join() }))`;
    const env = {
      HOME: '/home/x',
      LANG: 'C',
      OPENAI_API_KEY: 'k',
      MY_KEY: 'mine',
      GITHUB_TOKEN: 't',
      'INPUT_GITHUB-TOKEN': 't',
      ACTIONS_RUNTIME_TOKEN: 't',
      NODE_OPTIONS: '--no-warnings',
    };
    const command = spec({ env: ['MY_KEY', 'GITHUB_TOKEN'] });
    expect(await ask({ app, env }, targetOf({ answer: 'json', command }))).toMatchObject({
      ok: true,
      output: 'HOME,LANG,MY_KEY,PATH',
    });
  });
});

/** A killed process is a zombie until whoever inherits it looks: it runs no more. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const { readFileSync } = process.getBuiltinModule('node:fs');
  return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

describe('a command that is kept running', () => {
  const target = (rest: Partial<CommandTarget> = {}) => targetOf({ mode: 'lines', processes: 1, ...rest });
  const askAll = (app: string, inputs: readonly string[], rest: Partial<CommandTarget> = {}) =>
    withCommands({ app }, (commands) =>
      Promise.all(inputs.map((input) => commands.answer({ target: target(rest), vars: { input } }, head()))),
    );

  it('answers many requests from one process', async () => {
    const app = lines(`say({ id: request.id, output: process.pid + ' ' + request.input });`);
    const replies = await askAll(app, ['a', 'b', 'c']);
    const outputs = replies.map((reply) => (reply.ok ? reply.output.split(' ') : []));
    expect(outputs.map(([, input]) => input)).toEqual(['a', 'b', 'c']);
    expect(new Set(outputs.map(([pid]) => pid)).size).toBe(1);
  });

  it('may answer in any order', async () => {
    const app = `const held = [];${lines(`held.push(request);
      if (held.length === 3) for (const { id, input } of held.reverse()) say({ id, output: input });`)}`;
    const replies = await askAll(app, ['a', 'b', 'c'], { parallel: 3 });
    expect(replies).toMatchObject(['a', 'b', 'c'].map((output) => ({ ok: true, output })));
  });

  it('is started several times for several requests at once', async () => {
    const app = `const { writeFileSync, existsSync } = require('node:fs');${lines(`
      writeFileSync('here-' + request.input, '');
      const other = 'here-' + (request.input === 'a' ? 'b' : 'a');
      const timer = setInterval(() => {
        if (!existsSync(other)) return;
        clearInterval(timer);
        say({ id: request.id, output: String(process.pid) });
      }, 5);`)}`;
    const replies = await askAll(app, ['a', 'b'], { processes: 2 });
    expect(new Set(replies.map((reply) => reply.ok && reply.output)).size).toBe(2);
  });

  it('is started again after it died; only what it had not answered fails', async () => {
    const app = lines(
      `if (request.input === 'die') { console.error('ouch'); process.exit(7); }
       say({ id: request.id, output: request.input });`,
    );
    const replies = await askAll(app, ['a', 'die', 'b', 'c']);
    expect(replies).toMatchObject([
      { ok: true, output: 'a' },
      { ok: false, code: 'command-failed', message: expect.stringMatching(/exit code 7.*ouch/s) },
      { ok: true, output: 'b' },
      { ok: true, output: 'c' },
    ]);
  });

  it.each([
    ['an unknown id', `say({ id: 'other', output: 'x' })`, 'command-answer', /"other"/],
    ['no id', `say({ output: 'x' })`, 'command-answer', /no id/],
    ['a line that is no JSON', `say('listening on 80')`, 'command-answer', /standard error/],
    ['a line that is not UTF-8', `process.stdout.write(Buffer.from([0xff, 10]))`, 'command-answer', /UTF-8/],
    ['a line without end', `process.stdout.write('x'.repeat(9e6))`, 'command-answer', /more than 8 MiB/],
    ['nothing', '', 'timeout', /No answer/],
  ])('fails a trial with %s and goes on with the next', async (_what, body, code, message) => {
    const app = lines(
      `if (request.input !== 'bad') return say({ id: request.id, output: 'fine' });\n${body}`,
    );
    const command = spec(code === 'timeout' ? { timeoutMs: 1500 } : {});
    expect(await askAll(app, ['bad', 'good'], { command })).toMatchObject([
      { ok: false, code, message: expect.stringMatching(message) },
      { ok: true, output: 'fine' },
    ]);
  });

  it('never takes a second answer to a request for the answer to another', async () => {
    const app = lines(`say({ id: request.id, output: 'first' }); say({ id: request.id, output: 'second' });`);
    const replies = await askAll(app, ['a', 'b', 'c']);
    for (const reply of replies) {
      expect(reply.ok ? reply.output : reply.code).toMatch(/^(?:first|command-answer)$/);
    }
    expect(replies[0]).toMatchObject({ ok: true, output: 'first' });
  });
});

describe('copies and set-up', () => {
  it('has one copy for each side, set up once', async () => {
    const app = `const fs = require('node:fs');
      if (process.argv[2] === 'setup') fs.appendFileSync('setup.txt', 'x');
      else console.log(fs.readFileSync('side.txt', 'utf8') + fs.readFileSync('setup.txt', 'utf8'));`;
    const command = spec({ setup: [process.execPath, 'app.cjs', 'setup'] });
    await withCommands({ app }, async (commands, folders) => {
      const answers = await Promise.all(
        (['base', 'head', 'base', 'head'] as const).map((variant) =>
          commands.answer({ target: targetOf({ command }), vars: {} }, { ...head(), variant }),
        ),
      );
      expect(answers.map((reply) => reply.ok && reply.output)).toEqual(['basex', 'headx', 'basex', 'headx']);
      expect(folders).toHaveLength(2);
    });
  });

  it('fails every trial with why the set-up failed', async () => {
    const app = `console.error('no network'); process.exit(1)`;
    const command = spec({ setup: [process.execPath, 'app.cjs'] });
    expect(await ask({ app }, targetOf({ command }))).toMatchObject({
      ok: false,
      code: 'setup-failed',
      message: expect.stringMatching(/head failed.*no network/s),
    });
  });

  it('starts nothing where the code is not trusted, not even the set-up', async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'prompt-ratchet-test-'));
    const app = `require('node:fs').writeFileSync(process.env.MARK + '/ran', '')`;
    const setting: Setting = {
      app,
      env: { MARK: folder.path },
      trust: { trusted: false, why: 'it is a fork' },
    };
    const command = spec({ env: ['MARK'], setup: [process.execPath, 'app.cjs'] });
    for (const mode of ['once', 'lines'] as const) {
      const reply = await ask(setting, targetOf({ mode, command }));
      expect(reply).toMatchObject({ ok: false, message: expect.stringMatching(/it is a fork/) });
    }
    expect(await readdir(folder.path)).toEqual([]);
  });
});
