import { resolve } from 'node:path';
import { error, getInput, info, setOutput, summary, warning } from '@actions/core';
import { writeResult } from '../adapters/files.ts';
import { createClient } from '../adapters/github/client.ts';
import { propose } from '../adapters/github/proposal.ts';
import { createActionsLog } from '../adapters/log/actions.ts';
import { runOptimize, suitesToOptimize } from '../compose-optimize.ts';
import { RatchetError } from '../core/errors.ts';
import type { EventInfo } from '../core/event.ts';
import { isProven, type OptimizeReport, optimizeReportSchema } from '../core/optimize-report.ts';
import { secretsOf } from '../core/redact.ts';
import { type Options, scopeOf } from '../options.ts';
import { COMMENT_LIMIT } from '../render/comment.ts';
import { escapeLog } from '../render/escape.ts';
import { optimizeHeadline, optimizeMarkdown } from '../render/optimize.ts';
import { renderProgress } from '../render/progress.ts';
import { VERSION } from '../version.ts';
import { keepLook } from './action-history.ts';
import { fileNameOf } from './optimize.ts';

interface Found {
  event: EventInfo;
  context: { apiUrl: string; sha: string };
}

interface ActionWorld {
  /** What models may see of the environment. */
  env: Readonly<Record<string, string | undefined>>;
  all: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

/**
 * The action's other mode: searches for every suite with `optimize` settings, and opens or updates one pull request a
 * suite with what its test proved. Gives the exit code: 0 searched, 2 something could not be measured.
 * @throws RatchetError E_OPTIMIZE, E_PROPOSAL
 */
export async function optimizeInAction(options: Options, found: Found, world: ActionWorld): Promise<number> {
  const base = branchOf(world.all, found.event);
  const directory = resolve(world.all['GITHUB_WORKSPACE'] ?? '.', options['working-directory']);
  const session = {
    options,
    ends: { head: found.context.sha },
    env: world.env,
    directory,
    log: createActionsLog({
      core: { info, warning, error },
      escapeLog,
      renderProgress: (progress, width) => renderProgress(progress, { width }),
    }),
    signal: world.signal,
    source: { scope: scopeOf(options) },
    secrets: secretsOf(world.all),
  };
  const suites = await suitesToOptimize(session);
  if (suites.length === 0) throw nothingAsked(options);
  let worst = 0;
  const texts: string[] = [];
  try {
    for (const suite of suites) {
      const name = fileNameOf(suite);
      const state = resolve(directory, '.prompt-ratchet/optimize', name);
      const searched = optimizeReportSchema.parse(
        await runOptimize(session, { suite, asked: {}, seed: suite }, { state }),
      );
      const report = await counted(searched, {
        apiUrl: found.context.apiUrl,
        directory,
        fork: false,
        repository: repositoryOf(found, world),
      });
      const path = `${state}.report.json`;
      await writeResult(path, `${JSON.stringify(report, null, 2)}\n`);
      setOutput('report-path', path);
      info(escapeLog(optimizeHeadline(report)));
      texts.push(optimizeMarkdown(report, 'whole'));
      if (report.outcome === 'unmeasured') worst = 2;
      if (isProven(report))
        await openProposal(report, { name, base, found, repository: repositoryOf(found, world) });
    }
  } finally {
    // What was found is shown, too, where the pull request could not be opened.
    await summary.addRaw(`${texts.join('\n\n')}\n`, true).write({ overwrite: true });
  }
  setOutput('decision', worst === 0 ? 'pass' : 'fail');
  return worst;
}

/** With the looks at its test split that the ledger knows of: a file on a runner does not outlive the job. */
async function counted(
  report: OptimizeReport,
  place: Parameters<typeof keepLook>[1],
): Promise<OptimizeReport> {
  const { looks, warnings } = await keepLook(report, place);
  for (const text of warnings) warning(escapeLog(text));
  return looks === undefined ? report : { ...report, looks: Math.max(looks, report.looks ?? 0) };
}

async function openProposal(
  report: OptimizeReport,
  { name, base, found, repository }: { name: string; base: string; found: Found; repository: string },
): Promise<void> {
  const token = getInput('github-token');
  if (!token) {
    warning('No pull request: no github-token. The job summary has the result.');
    return;
  }
  const whole = optimizeMarkdown(report, 'whole');
  const gain = report.outcome === 'improved' ? 'better' : 'as good and cheaper';
  const { number, url, created } = await propose(
    createClient({ token, apiUrl: found.context.apiUrl, userAgent: `prompt-ratchet/${VERSION}` }),
    {
      repository,
      sha: report.sha ?? found.context.sha,
      base,
      branch: `prompt-ratchet/optimize-${name}`,
      files: report.files,
      title: `Optimise ${report.suite}: ${gain} on unseen cases`,
      body: whole.length <= COMMENT_LIMIT ? whole : optimizeMarkdown(report, 'short'),
      draft: report.exploratory,
    },
  );
  info(escapeLog(`${created ? 'Opened' : 'Updated'} pull request ${number}: ${url}`));
}

function repositoryOf({ event }: Found, { all }: ActionWorld): string {
  return event.repository ?? all['GITHUB_REPOSITORY'] ?? '';
}

/**
 * The branch that the workflow runs on: what a pull request is to be merged into.
 * @throws RatchetError E_OPTIMIZE for a pull request or a tag: a search proposes changes of its own, and from nobody else's code
 */
function branchOf(env: ActionWorld['all'], { pullRequest }: EventInfo): string {
  const branch = /^refs\/heads\/(.+)$/.exec(env['GITHUB_REF'] ?? '')?.[1];
  if (branch !== undefined && pullRequest === undefined) return branch;
  throw new RatchetError({
    code: 'E_OPTIMIZE',
    message: '`mode: optimize` runs on a branch, not on a pull request or a tag.',
    help: 'Start it by hand or by the clock:\n  on:\n    workflow_dispatch:\n    schedule: [{ cron: "0 4 * * 1" }]',
  });
}

function nothingAsked({ config }: Options): RatchetError {
  return new RatchetError({
    code: 'E_OPTIMIZE',
    message: `No suite of ${config.join(', ')} has \`optimize\` settings.`,
    help: 'Say in a suite file what a search may use:\n  optimize:\n    max-calls: 600\n    max-cost: 5',
  });
}
