import { join, resolve } from 'node:path';
import { error, getInput, info, setOutput, setSecret, warning } from '@actions/core';
import { systemClock } from '../adapters/clock.ts';
import { writeResult } from '../adapters/files.ts';
import { createActionsLog } from '../adapters/log/actions.ts';
import { spoolBeside } from '../adapters/spool.ts';
import { runCompare } from '../compose.ts';
import { messageOf, type Problem, problemsOf, RatchetError } from '../core/errors.ts';
import { type EventInfo, readEvent } from '../core/event.ts';
import { exitCodeOf } from '../core/gate.ts';
import { reportParts } from '../core/print-report.ts';
import { secretsOf } from '../core/redact.ts';
import type { Report } from '../core/report.ts';
import { ACTION_INPUTS, type Options, parseOptions, repeatedOptions, scopeOf } from '../options.ts';
import type { LabelLedger } from '../ports.ts';
import { escapeLog } from '../render/escape.ts';
import { renderProgress } from '../render/progress.ts';
import { answersOf } from './action-answers.ts';
import { lookForOverride } from './action-override.ts';
import { createProgressComment } from './action-progress.ts';
import { endsOf } from './ends.ts';
import { stopSignal } from './io.ts';
import { trustOfEvent } from './trust.ts';

type Context = ReturnType<typeof import('../adapters/github/context.ts').runnerContext>;

interface ActionIo {
  env: Readonly<Record<string, string | undefined>>;
  /** Absolute: the folder of the built pages. */
  pagesFolder: string;
  onSignal(stop: () => void): void;
}

/** The action: the pipeline as a workflow step. Gives the exit code: 0 passed, 1 failed, 2 could not be evaluated. */
export async function runAction(io: ActionIo): Promise<number> {
  try {
    for (const secret of secretsOf(io.env)) setSecret(secret);
    if (io.env['GITHUB_EVENT_NAME'] === 'issue_comment') {
      const { context } = await readContext();
      return await (await import('./action-label.ts')).runLabelAction(context);
    }
    const options = readOptions();
    const found = await readContext();
    if (options.mode === 'compare') return await evaluateAndPublish(options, found, io);
    if (options.mode === 'publish')
      return await (await import('./action-handover.ts')).publishHandedOver(options, found, io.env);
    const { optimizeInAction } = await import('./action-optimize.ts');
    return await optimizeInAction(options, found, {
      env: modelEnvironment(io.env),
      all: io.env,
      signal: stopSignal(io),
    });
  } catch (thrown) {
    const problems = problemsOf(thrown);
    for (const problem of problems ?? []) annotate(problem);
    if (!problems)
      error(escapeLog(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)));
    setOutput('decision', 'fail');
    return 2;
  }
}

async function evaluateAndPublish(
  options: Options,
  { event, context }: { event: EventInfo; context: Context },
  io: ActionIo,
): Promise<number> {
  const { env } = io;
  const directory = resolve(env['GITHUB_WORKSPACE'] ?? '.', options['working-directory']);
  const ends = endsOf(options, event);
  const source = {
    ...sourceOf(event, context, env),
    scope: scopeOf(options),
    options: repeatedOptions(options),
  };
  const underWay = createProgressComment({
    event,
    apiUrl: context.apiUrl,
    source,
    monotonic: systemClock.monotonic,
  });
  const log = createActionsLog({
    core: { info, warning, error },
    escapeLog,
    renderProgress: (progress, width) => renderProgress(progress, { width }),
  });
  const path = resolve(directory, options['report-path']);
  const signal = stopSignal(io);
  const cacheFolder = env['RUNNER_TEMP'] ? join(env['RUNNER_TEMP'], 'prompt-ratchet-answers') : undefined;
  const answers = answersOf({ options, event, env, folder: cacheFolder, signal, log });
  // Kept last, so that a job that is cancelled has written its report by then; and whatever the run came to.
  await using _ = { [Symbol.asyncDispose]: answers.save };
  const spool = await spoolBeside(path);
  const measured = await runCompare({
    options,
    ends,
    env: modelEnvironment(env),
    directory,
    log: {
      ...log,
      progress(progress) {
        log.progress(progress);
        underWay.tick(progress);
      },
    },
    ahead: importResults,
    onSettings: underWay.settings,
    signal,
    fetching: true,
    cacheFolder,
    restoreAnswers: answers.restore,
    spool,
    trust: trustOfEvent(env, event, options.head),
    secrets: secretsOf(env),
    source,
    findOverride: (headSha) => lookForOverride(headSha, event, context.apiUrl),
    labelLedger: labelLedger(event, context.apiUrl),
  });
  await underWay.finished();
  spool?.close();
  const [{ withCourse }, { publishReport }, { writeViews }] = await importResults();
  const looked = { apiUrl: context.apiUrl, directory, secrets: secretsOf(env) };
  const { report, note } = await withCourse(measured, looked);
  if (note !== undefined) info(escapeLog(note));
  await writeResult(path, reportParts(report));
  for (const problem of problemsIn(report)) annotate(problem);
  for (const problem of unsupportedIn(report)) annotate(problem, warning);
  const views = await writeViews(report, path, {}, io.pagesFolder);
  for (const text of views.warnings) warning(escapeLog(text));
  await publishReport(report, { event, apiUrl: context.apiUrl, sha: context.sha, directory, path, views });
  await writePages(report, path, io);
  return exitCodeOf(report.decision);
}

/** What looks back, renders and publishes is not needed to send the first request. */
const importResults = () =>
  Promise.all([
    import('./action-history.ts'),
    import('./action-publish.ts'),
    import('./views.ts'),
    import('./pages.ts'),
  ]);

/** What people label on, beside the report. It decides nothing, so that it cannot be written is no failure of the run. */
async function writePages(report: Report, path: string, { pagesFolder }: ActionIo): Promise<void> {
  const [, , , { reviewPathFor, writeReview }] = await importResults();
  const place = reviewPathFor(path);
  if (place === undefined) return;
  try {
    await writeReview(report, { path: place, pagesFolder });
  } catch (thrown) {
    warning(escapeLog(`The review page is not written: ${messageOf(thrown)}`));
  }
}

/** The labels that were given in comments, where this is a pull request and there is a token to ask with. */
function labelLedger({ repository, pullRequest }: EventInfo, apiUrl: string): Pick<LabelLedger, 'read'> {
  const token = getInput('github-token');
  if (!token || !repository || pullRequest === undefined) return { read: async () => undefined };
  return {
    async read(path) {
      const [{ createClient }, { createLabelLedger }] = await Promise.all([
        import('../adapters/github/client.ts'),
        import('../adapters/github/label-ledger.ts'),
      ]);
      return createLabelLedger({ client: createClient({ token, apiUrl }), repository }).read(path);
    },
  };
}

function readOptions(): Options {
  return parseOptions(Object.fromEntries(ACTION_INPUTS.map((name) => [name, getInput(name)])));
}

/** Without the workflow's own token: what asks models has no use for it. */
function modelEnvironment(env: ActionIo['env']): ActionIo['env'] {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(GITHUB|ACTIONS|RUNNER)_/.test(name)));
}

/** The runner's description of the event. The package reads it on import, so what is wrong with it shows there. */
async function readContext(): Promise<{ event: EventInfo; context: Context }> {
  try {
    const context = (await import('../adapters/github/context.ts')).runnerContext();
    return { event: readEvent({ name: context.eventName, payload: context.payload }), context };
  } catch (error) {
    if (problemsOf(error)) throw error;
    throw new RatchetError(
      {
        code: 'E_EVENT',
        message: `The event payload cannot be read: ${messageOf(error)}`,
        help: 'The runner writes the payload to the file that GITHUB_EVENT_PATH names.',
      },
      error,
    );
  }
}

function sourceOf(event: EventInfo, { serverUrl, runId }: Context, env: ActionIo['env']): Report['source'] {
  const repository = event.repository ?? env['GITHUB_REPOSITORY'];
  const known = Number.isSafeInteger(runId);
  const attempt = Number(env['GITHUB_RUN_ATTEMPT'] ?? Number.NaN);
  return {
    repository,
    pullRequest: event.pullRequest,
    event: event.event,
    runUrl: repository && known ? `${serverUrl}/${repository}/actions/runs/${runId}` : undefined,
    runId: known ? runId : undefined,
    runAttempt: Number.isSafeInteger(attempt) ? attempt : undefined,
  };
}

function problemsIn(report: Report): Problem[] {
  return [
    ...report.problems,
    ...report.suites.flatMap((suite) => (suite.state === 'broken' ? suite.problems : [])),
  ];
}

/** What suites in other tools' formats ask for and is not done, each once. */
function unsupportedIn({ suites }: Report): Problem[] {
  const all = suites.flatMap((suite) => ('unsupported' in suite ? (suite.unsupported ?? []) : []));
  return [...new Map(all.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function annotate({ code, message, help, place }: Problem, say = error): void {
  say(escapeLog(`${message}\n${help}`), {
    title: code,
    ...(place ? { file: place.path } : {}),
    ...(place?.line === undefined ? {} : { startLine: place.line }),
    ...(place?.column === undefined ? {} : { startColumn: place.column }),
  });
}
