import { setTimeout as delay } from 'node:timers/promises';
import { getInput } from '@actions/core';
import { createClient } from '../adapters/github/client.ts';
import { putComment } from '../adapters/github/comment.ts';
import { ownerAndName } from '../adapters/github/repository.ts';
import { putPart } from '../adapters/github/shared-comment.ts';
import type { Progress } from '../ports.ts';
import { COMMENT_LIMIT } from '../render/comment.ts';
import { fitParts, PART_LIMIT } from '../render/parts.ts';
import { renderRunning, renderUnderWay } from '../render/running.ts';
import { VERSION } from '../version.ts';
import type { ProgressOptions } from './action-progress.ts';

/** Writes how far a run is into its comment, above what the last run said. */
export async function writeProgress(
  progress: Progress,
  { event, apiUrl, source, create }: ProgressOptions & { create: boolean },
): Promise<void> {
  const { repository, pullRequest, headSha } = event;
  if (repository === undefined || pullRequest === undefined) return;
  const client = createClient({
    token: getInput('github-token'),
    apiUrl,
    userAgent: `prompt-ratchet/${VERSION}`,
  });
  const place = { client, ...ownerAndName(repository), pullRequest };
  const run = { id: source.runId ?? 0, attempt: source.runAttempt ?? 0 };
  const { scope, runUrl } = source;
  const running = renderRunning(progress, { runUrl, scope, sha: headSha });
  type Before = { text: string; running: boolean } | undefined;
  const text = (limit: number) => (before: Before) => renderUnderWay(running, before, limit);
  if (scope === undefined) {
    await putComment(place, { run, running: true, create, text: text(COMMENT_LIMIT) });
    return;
  }
  await putPart(place, {
    run,
    scope,
    outcome: undefined,
    create,
    text: text(PART_LIMIT),
    arrange: fitParts,
    sleep: delay,
    random: Math.random,
  });
}
