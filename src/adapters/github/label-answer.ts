import type { Octokit } from '@octokit/rest';
import type { CommentEvent } from '../../core/label-event.ts';
import type { LabelLedger } from '../../ports.ts';
import { createAuthorTest } from './author.ts';
import { mayWrite } from './label-record.ts';
import { ownerAndName } from './repository.ts';

export interface LabelPlace {
  client: Octokit;
  ledger: LabelLedger;
  event: CommentEvent;
}

/** What became of a comment or of an edit: nothing in it was meant for us, or what was said to whoever wrote it. */
export type LabelOutcome =
  | { state: 'ignored' }
  | { state: 'answered'; recorded: number; refused: number; answer: string };

export interface StoredComment {
  id: number;
  body?: string | undefined;
  created_at: string;
  updated_at: string;
}

/** The conversation of a pull request, and our part in it. */
export interface Conversation {
  comments: readonly StoredComment[];
  /** What we wrote ourselves. */
  ours: readonly StoredComment[];
  /** Answers in a comment of our own. `about` tells the answer to a replayed event from a new one. */
  say(about: string, lines: readonly string[]): Promise<string>;
  /** Whether something was answered before. */
  wasAnswered(about: string): boolean;
  /** Why somebody may not label; a stranger is told once: nobody can make us write as often as they like. */
  refusalOf(login: string): Promise<string | undefined>;
}

export async function openConversation({ client, event }: LabelPlace): Promise<Conversation> {
  const { repository, pullRequest } = event;
  const place = { ...ownerAndName(repository), issue_number: pullRequest };
  const comments = await client.paginate(client.rest.issues.listComments, { ...place, per_page: 100 });
  const isOurs = await createAuthorTest(client);
  const ours = comments.filter(({ user }) => isOurs(user));
  const markerOf = (about: string) => `<!-- prompt-ratchet answer ${about} -->`;
  const wasAnswered = (about: string) => ours.some(({ body }) => body?.startsWith(markerOf(about)));
  const say = async (about: string, lines: readonly string[]) => {
    const answer = lines.join('\n');
    await client.rest.issues.createComment({ ...place, body: `${markerOf(about)}\n${answer}` });
    return answer;
  };
  return {
    comments,
    ours,
    say,
    wasAnswered,
    async refusalOf(login) {
      if (await mayWrite(client, repository, login)) return undefined;
      const refusal = `Not recorded: labelling takes write permission, and \`${login}\` does not have it.`;
      const about = `by=${login.toLowerCase()}`;
      return wasAnswered(about) ? refusal : say(about, [refusal]);
    },
  };
}

/** The commit that a pull request's head is at now. */
export async function headOf({ client, event }: LabelPlace): Promise<string> {
  const { repository, pullRequest } = event;
  const { data } = await client.rest.pulls.get({ ...ownerAndName(repository), pull_number: pullRequest });
  return data.head.sha;
}
