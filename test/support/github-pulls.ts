import * as z from 'zod';
import { githubError, type RecordedRequest, type Reply } from './github-reply.ts';

const pullBody = z.object({
  head: z.string(),
  base: z.string(),
  title: z.string().min(1),
  body: z.string().max(65_536),
  draft: z.boolean(),
});

export interface ProposedPull extends z.infer<typeof pullBody> {
  number: number;
  state: 'open' | 'closed';
}

/** Pull requests that are opened and updated through the API. */
export class GithubPulls {
  readonly proposed: ProposedPull[] = [];

  /** Answers for `pulls`, and for `pulls/<id>` where that is changed. */
  answer({ method, body, query }: RecordedRequest, id: string): Reply {
    if (method === 'GET') return { status: 200, body: this.#list(query) };
    if (method === 'POST') {
      const pull = { ...pullBody.parse(body), number: 41 + this.proposed.length, state: 'open' as const };
      this.proposed.push(pull);
      return { status: 201, body: shown(pull) };
    }
    const pull = this.proposed.find(({ number }) => number === Number(id));
    if (!pull) return githubError(404, 'Not Found');
    Object.assign(pull, pullBody.pick({ title: true, body: true }).parse(body));
    return { status: 200, body: shown(pull) };
  }

  #list({ head, base, state }: Record<string, string>): unknown[] {
    const branch = head?.split(':')[1];
    return this.proposed
      .filter((pull) => pull.head === branch && pull.base === base && pull.state === state)
      .map(shown);
  }
}

function shown(pull: ProposedPull) {
  return { ...pull, html_url: `https://github.com/acme/prompts/pull/${pull.number}` };
}
