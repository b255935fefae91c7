import { error, getInput, info } from '@actions/core';
import { createClient } from '../adapters/github/client.ts';
import { handleLabelComment } from '../adapters/github/label-comment.ts';
import { createLabelLedger } from '../adapters/github/label-ledger.ts';
import { readCommentEvent } from '../core/label-event.ts';
import { escapeLog } from '../render/escape.ts';
import { VERSION } from '../version.ts';

/** The action on an `issue_comment` event: labels in the comment are recorded, and nothing of the pull request is read or run. */
export async function runLabelAction(context: { payload: unknown; apiUrl: string }): Promise<number> {
  const event = readCommentEvent(context.payload);
  const token = getInput('github-token');
  if (!event || !token) {
    if (!token) error('Labels need a github-token with `contents: write` and `pull-requests: write`.');
    return token ? 0 : 2;
  }
  const client = createClient({ token, apiUrl: context.apiUrl, userAgent: `prompt-ratchet/${VERSION}` });
  const ledger = createLabelLedger({ client, repository: event.repository });
  const outcome = await handleLabelComment({ client, ledger, event });
  if (outcome.state === 'ignored') info('No label in this comment.');
  else info(escapeLog(outcome.answer));
  return 0;
}
