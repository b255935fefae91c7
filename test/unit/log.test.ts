import { describe, expect, test } from 'vitest';
import { createActionsLog } from '../../src/adapters/log/actions.ts';
import { type ConsoleLogOptions, createConsoleLog } from '../../src/adapters/log/console.ts';
import type { Log, Progress } from '../../src/ports.ts';
import { createFakeClock } from '../support/model-server.ts';

const CLEAR = '\r\u001b[2K';

function at(done: number, total = 100): Progress {
  return { done, total, failed: 0, replayed: 0, inputTokens: 0, outputTokens: 0, costUsd: 0 };
}

function consoleLog(options: Partial<ConsoleLogOptions> = {}) {
  const written: string[] = [];
  const clock = createFakeClock();
  const log = createConsoleLog({
    stream: { write: (text) => written.push(text) },
    isTty: true,
    color: false,
    columns: 80,
    renderProgress: ({ done, total }, columns) => `${done}/${total} of ${columns}`,
    escapeLog: (text) => text.replaceAll('::', ': :'),
    clock,
    ...options,
  });
  return { log, written, clock };
}

function actionsLog() {
  const calls: [string, string][] = [];
  const log = createActionsLog({
    core: {
      info: (text) => calls.push(['info', text]),
      warning: (text) => calls.push(['warning', text]),
      error: (text) => calls.push(['error', text]),
    },
    renderProgress: ({ done, total }) => `${done}/${total}`,
    escapeLog: (text) => text.replaceAll('::', ': :'),
  });
  return { log, calls };
}

function run(log: Log, ...steps: number[]): void {
  for (const done of steps) log.progress(at(done));
}

const EVERY = Array.from({ length: 101 }, (_, done) => done);

describe('the console', () => {
  test('marks warnings and errors, and colours them where colours are wanted', () => {
    const plain = consoleLog();
    plain.log.info('One.');
    plain.log.warn('Two.');
    plain.log.error('Three.');
    expect(plain.written).toEqual(['One.\n', 'warning: Two.\n', 'error: Three.\n']);
    const colored = consoleLog({ color: true });
    colored.log.warn('Two.');
    colored.log.error('Three.');
    expect(colored.written).toEqual([
      '\u001b[33mwarning:\u001b[39m Two.\n',
      '\u001b[31merror:\u001b[39m Three.\n',
    ]);
  });

  test('escapes everything it is given', () => {
    const { log, written } = consoleLog({ isTty: false });
    log.info('::set-output name=x::y');
    log.warn('::error::x');
    log.error('::stop-commands::x');
    expect(written.join('')).not.toContain('::');
    expect(written[0]).toBe(': :set-output name=x: :y\n');
  });

  test('redraws the progress in place, ten times a second at most', () => {
    const { log, written, clock } = consoleLog();
    run(log, 1, 2);
    clock.advance(99);
    run(log, 3);
    clock.advance(1);
    run(log, 4, 5);
    expect(written).toEqual([`${CLEAR}1/100 of 80`, `${CLEAR}4/100 of 80`]);
  });

  test('shows the end of a progress, once, whatever the time', () => {
    const { log, written } = consoleLog();
    run(log, 1, 99, 100, 100);
    expect(written).toEqual([`${CLEAR}1/100 of 80`, `${CLEAR}100/100 of 80\n`]);
  });

  test('clears the progress before it prints something else', () => {
    const { log, written, clock } = consoleLog();
    run(log, 1);
    log.warn('Slow.');
    log.info('More.');
    clock.advance(100);
    run(log, 2);
    expect(written).toEqual([
      `${CLEAR}1/100 of 80`,
      CLEAR,
      'warning: Slow.\n',
      'More.\n',
      `${CLEAR}2/100 of 80`,
    ]);
  });

  test('leaves a finished progress standing', () => {
    const { log, written } = consoleLog();
    run(log, 100);
    log.info('Done.');
    expect(written).toEqual([`${CLEAR}100/100 of 80\n`, 'Done.\n']);
  });

  test('prints a line at each tenth where nothing can be redrawn', () => {
    const { log, written } = consoleLog({ isTty: false });
    run(log, ...EVERY, 100);
    expect(written).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((done) => `${done}/100 of 80\n`));
  });

  test('prints each tenth once when steps are larger, and starts again with another progress', () => {
    const { log, written } = consoleLog({ isTty: false });
    for (const [done, total] of [
      [0, 3],
      [1, 3],
      [2, 3],
      [3, 3],
      [0, 2],
      [1, 2],
      [2, 2],
    ])
      log.progress(at(done ?? 0, total));
    expect(written).toEqual(['1/3 of 80\n', '2/3 of 80\n', '3/3 of 80\n', '1/2 of 80\n', '2/2 of 80\n']);
  });

  test.each([true, false])('prints no progress of nothing (terminal: %s)', (isTty) => {
    const { log, written } = consoleLog({ isTty });
    log.progress(at(0, 0));
    expect(written).toEqual([]);
  });
});

describe('the log of a workflow', () => {
  test('annotates warnings and errors', () => {
    const { log, calls } = actionsLog();
    log.info('One.');
    log.warn('Two.');
    log.error('Three.');
    expect(calls).toEqual([
      ['info', 'One.'],
      ['warning', 'Two.'],
      ['error', 'Three.'],
    ]);
  });

  test('cannot be given commands', () => {
    const { log, calls } = actionsLog();
    log.info('::add-mask::x');
    log.warn('::error::x');
    log.error('::error::x');
    expect(calls.map(([, text]) => text)).toEqual([': :add-mask: :x', ': :error: :x', ': :error: :x']);
  });

  test('has a line of progress at each tenth', () => {
    const { log, calls } = actionsLog();
    run(log, ...EVERY, 100);
    expect(calls).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((done) => ['info', `${done}/100`]));
  });
});
