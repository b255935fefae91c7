import { getInput, info, setOutput, summary, warning } from '@actions/core';
import { createClient } from '../adapters/github/client.ts';
import { createGithubPublisher } from '../adapters/github/publisher.ts';
import type { EventInfo } from '../core/event.ts';
import { countVerdicts } from '../core/gate.ts';
import type { Report } from '../core/report.ts';
import type { Published } from '../ports.ts';
import { renderCheck } from '../render/check.ts';
import { renderComment } from '../render/comment.ts';
import { escapeLog } from '../render/escape.ts';
import { renderSummary } from '../render/summary.ts';
import { headline } from '../render/words.ts';
import { VERSION } from '../version.ts';
import type { WrittenViews } from './views.ts';

interface Place {
  event: EventInfo;
  apiUrl: string;
  /** The commit that was checked out. */
  sha: string | undefined;
  /** Where the report was written. */
  path: string;
  /** Where the page and the JUnit XML were written. */
  views: Pick<WrittenViews, 'html' | 'junit'>;
}

/** Shows a report wherever a workflow can: comment, check, job summary, outputs, log. */
export async function publishReport(report: Report, place: Place): Promise<void> {
  const published = await publish(report, place);
  await writeSummary(report, published);
  writeOutputs(report, place);
  info(escapeLog(headline(report)));
}

async function publish(report: Report, { event, apiUrl, sha }: Place): Promise<Published | undefined> {
  const token = getInput('github-token');
  const { repository } = report.source;
  const headSha = event.headSha ?? report.head.sha ?? sha;
  if (!token || !repository || !headSha) {
    warning('Not published: no github-token, or not run by GitHub Actions. The job summary has the report.');
    return undefined;
  }
  const publisher = createGithubPublisher({
    client: createClient({ token, apiUrl, userAgent: `prompt-ratchet/${VERSION}` }),
    repository,
    pullRequest: report.source.pullRequest,
    headSha,
    fork: event.fork,
    render: { comment: renderComment, check: renderCheck },
  });
  const published = await publisher.publish(report);
  for (const text of published.warnings) warning(escapeLog(text));
  return published;
}

async function writeSummary(report: Report, published: Published | undefined): Promise<void> {
  const warnings = (published?.warnings ?? []).map(
    (warning) => `\n> [!WARNING]\n> ${warning.replaceAll('\n', '\n> ')}\n`,
  );
  await summary.addRaw(`${renderSummary(report)}\n${warnings.join('')}`, true).write({ overwrite: true });
}

function writeOutputs(report: Report, { path, views }: Place): void {
  const counts = countVerdicts(report.suites);
  const outputs = {
    decision: report.decision.outcome,
    regressed: counts.regressed,
    improved: counts.improved,
    inconclusive: counts.inconclusive,
    'report-path': path,
    'html-path': views.html ?? '',
    'junit-path': views.junit ?? '',
    'cost-usd': report.totals.costUsd,
  };
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value);
}
