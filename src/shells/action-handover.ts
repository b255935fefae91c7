import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { getInput, warning } from '@actions/core';
import { systemClock } from '../adapters/clock.ts';
import { createClient } from '../adapters/github/client.ts';
import { namedPull } from '../adapters/github/named-pull.ts';
import { type Problem, problemsOf, RatchetError } from '../core/errors.ts';
import type { EventInfo } from '../core/event.ts';
import { failedReport } from '../core/finish-report.ts';
import { exitCodeOf } from '../core/gate.ts';
import { bindReport, distrusted, isStillAt, type MeasuredRun, measuredRun } from '../core/handover.ts';
import { applyOverride, isAcceptable } from '../core/override.ts';
import { redact, secretsOf } from '../core/redact.ts';
import type { Report } from '../core/report.ts';
import type { Options } from '../options.ts';
import { escapeLog } from '../render/escape.ts';
import { VERSION } from '../version.ts';
import { lookForOverride } from './action-override.ts';
import { publishReport } from './action-publish.ts';
import { readReport } from './report-file.ts';

interface Found {
  event: EventInfo;
  context: { payload: unknown; apiUrl: string; serverUrl: string; runId: number; sha: string };
}

/** A report is bounded by its own limits; what is larger is none. */
const LARGEST = 64 * 1024 * 1024;

/**
 * The action's part with the write token and without keys: publishes the report that another job, or another workflow's
 * run, has measured. Asks no model, reads no commit. What was handed over is outside text like any other: it is parsed,
 * held against the run that it is said to be of, and an acceptance in it is looked up anew.
 *
 * Gives the exit code of the decision; of another workflow's run, whose check says it all, 0.
 * @throws RatchetError E_EVENT
 */
export async function publishHandedOver(
  options: Options,
  { event, context }: Found,
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { apiUrl } = context;
  const run = measuredRun(event, context);
  const directory = resolve(env['GITHUB_WORKSPACE'] ?? '.', options['working-directory']);
  const path = resolve(directory, options['report-path']);
  const secrets = secretsOf(env);
  const origin = `${context.serverUrl}/${run.repository}/actions/runs/${run.id}`;
  const read = await handedOver(path, run, { secrets, origin });
  const pullRequest = await pullOf(read, run, apiUrl);
  const settled =
    read.problems.length > 0 ? read : await withAcceptance(read, { ...run, pullRequest }, apiUrl);
  const foreign = run.apart && run.headRepository?.toLowerCase() !== run.repository.toLowerCase();
  const trusted = foreign ? distrusted(settled) : settled;
  const report = { ...trusted, source: { ...trusted.source, pullRequest, runUrl: origin } };
  const about = { ...event, pullRequest, headSha: run.headSha, fork: foreign };
  await publishReport(report, { event: about, apiUrl, sha: run.headSha, directory, path, views: {} });
  return run.apart ? 0 : exitCodeOf(report.decision);
}

/** The report, or one that says what is wrong with it: a check that never comes would be waited for in vain. */
async function handedOver(
  path: string,
  run: MeasuredRun,
  { secrets, origin }: { secrets: readonly string[]; origin: string },
): Promise<Report> {
  try {
    const { size } = await stat(path).catch(() => ({ size: 0 }));
    if (size > LARGEST) throw tooLarge(path, size);
    const report = await readReport(path);
    bindReport(report, run);
    return redact(report, secrets);
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    return unusable(problems, run, origin);
  }
}

function unusable(problems: readonly Problem[], run: MeasuredRun, runUrl: string): Report {
  const { repository, headSha, id: runId, attempt: runAttempt, pullRequest } = run;
  return failedReport(problems, {
    source: { repository, pullRequest, runId, runAttempt, runUrl },
    toolVersion: VERSION,
    secrets: [],
    base: { label: 'base' },
    head: { label: headSha, sha: headSha },
    createdAt: systemClock.now(),
  });
}

function tooLarge(path: string, size: number): RatchetError {
  return new RatchetError({
    code: 'E_REPORT_INVALID',
    message: `${path} has ${size} bytes, more than any report.`,
    help: 'Hand over the report that the run wrote, as it is.',
  });
}

/** The pull request to comment on: the one that the report names, if it is the run's and still stands where it was measured. */
async function pullOf(report: Report, run: MeasuredRun, apiUrl: string): Promise<number | undefined> {
  if (!run.apart) return run.pullRequest;
  const { pullRequest } = report.source;
  const token = getInput('github-token');
  if (pullRequest === undefined || !token) return undefined;
  const client = createClient({ token, apiUrl, userAgent: `prompt-ratchet/${VERSION}` });
  const pull = await namedPull(client, run.repository, pullRequest);
  if (pull && isStillAt(pull, run)) return pullRequest;
  warning(
    escapeLog(
      `Pull request #${pullRequest} is not, or no longer, at ${run.headSha}: it gets no comment. The commit has its check.`,
    ),
  );
  return undefined;
}

/** An acceptance in the report has to be found again; a failed gate can still find one. */
async function withAcceptance(
  report: Report,
  run: MeasuredRun & { pullRequest: number | undefined },
  apiUrl: string,
): Promise<Report> {
  const { decision } = report;
  if (!decision.override && !isAcceptable(decision)) return report;
  const { override, warnings } = await lookForOverride(run.headSha, run, apiUrl);
  for (const text of warnings) warning(escapeLog(text));
  if (decision.override && override?.by !== decision.override.by) {
    const problem: Problem = {
      code: 'E_REPORT_INVALID',
      message: `The report says that "${decision.override.by}" accepted it, and no such comment counts.`,
      help: 'Run the workflow again: what is accepted is looked up when the report is published.',
    };
    return unusable([problem], run, report.source.runUrl ?? '');
  }
  return override ? { ...report, decision: applyOverride(decision, override) } : report;
}
