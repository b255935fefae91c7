import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeResult } from '../adapters/files.ts';
import { createConsoleLog } from '../adapters/log/console.ts';
import { runCalibrate } from '../compose-calibrate.ts';
import { RatchetError } from '../core/errors.ts';
import { secretsOf } from '../core/redact.ts';
import { optionsSchema, parseOptions } from '../options.ts';
import { renderCalibration } from '../render/calibration.ts';
import { escapeLog } from '../render/escape.ts';
import { renderProgress } from '../render/progress.ts';
import { renderProposal } from '../render/proposal.ts';
import { cacheFolder } from './compare.ts';
import { parseFlags } from './flags.ts';
import { type Io, stopSignal, wantsColor, widthOf } from './io.ts';

const OPTIONS = ['config', 'working-directory', 'replay', 'concurrency', 'cache', 'budget'];

/**
 * `prompt-ratchet calibrate [SUITE] [--json] [--no-write] [--improve]`: what the judges of the work tree are worth by
 * people's labels. What they say of labelled outputs is added to the file beside the labels. Gives exit code 0; 1 when
 * a judge with enough labels is below the bar.
 */
export async function calibrateCommand(argv: readonly string[], io: Io): Promise<number> {
  const [first] = argv;
  const suite = first === undefined || first.startsWith('-') ? undefined : first;
  const { values, switches } = parseFlags(suite === undefined ? argv : argv.slice(1), {
    values: OPTIONS.filter((name) => Object.hasOwn(optionsSchema.shape, name)),
    switches: ['json', 'no-write', 'improve'],
  });
  const options = parseOptions(values);
  const { root, suites, improved } = await runCalibrate({
    options,
    suite,
    improve: switches.has('improve'),
    env: io.env,
    directory: resolve(io.cwd, options['working-directory']),
    log: createConsoleLog({
      stream: io.stderr,
      isTty: io.stderr.isTTY === true,
      columns: widthOf(io.stderr),
      color: wantsColor(io.stderr, io.env),
      renderProgress: (progress, width) => renderProgress(progress, { width }),
      escapeLog,
    }),
    signal: stopSignal(io),
    cacheFolder: cacheFolder(io.env),
    secrets: secretsOf(io.env),
  });
  const written: string[] = [];
  if (!switches.has('no-write')) {
    for (const { judgedPath, lines } of suites) {
      if (lines === '') continue;
      await append(join(root, judgedPath), lines);
      written.push(judgedPath);
    }
  }
  for (const one of improved) {
    for (const judge of one.judges) {
      const path = one.labelPath.replace(
        /\.jsonl$/,
        `.${judge.judge.replaceAll(/[^A-Za-z0-9_-]/g, '_')}.proposal.md`,
      );
      await writeResult(join(root, path), renderProposal(one.name, judge));
      written.push(path);
    }
  }
  io.stdout.write(
    switches.has('json')
      ? `${JSON.stringify(
          {
            version: 1,
            suites: suites.map(({ name, path, labelPath, judges, problems }) => ({
              name,
              path,
              labels: labelPath,
              judges: judges.map(({ trust, withoutText }) => ({ ...trust, withoutText })),
              problems,
            })),
            ...(switches.has('improve') ? { improved } : {}),
          },
          null,
          2,
        )}\n`
      : renderCalibration(suites, { color: wantsColor(io.stdout, io.env) }),
  );
  if (written.length > 0)
    io.stderr.write(`${written.map((path) => `Wrote ${escapeLog(path)}`).join('\n')}\n`);
  return suites.some(({ judges }) => judges.some(({ trust }) => trust.trust === 'distrusted')) ? 1 : 0;
}

/** Adds lines to a file that grows, on a line of their own even where the last one was left open. */
async function append(path: string, lines: string): Promise<void> {
  let before = '';
  try {
    before = await readFile(path, 'utf8');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw new RatchetError(
        {
          code: 'E_OUTPUT',
          message: `${path} cannot be read to be added to.`,
          help: 'Mend its permissions.',
        },
        error,
      );
    }
  }
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  await writeResult(path, `${before}${gap}${lines}`);
}
