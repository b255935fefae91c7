import type { Octokit } from '@octokit/rest';

/** An account as the REST API shows it beside a comment. */
export type Account = { login: string; type: string } | null;

const WORKFLOW_ACCOUNT = 'github-actions';
const BOT_SUFFIX = '[bot]';

/**
 * Finds out who the token belongs to and gives the test for "this comment is ours". GraphQL's `viewer` answers
 * for workflow tokens, apps and people alike; where it is refused, the workflow's own account is assumed.
 */
export async function createAuthorTest(client: Octokit): Promise<(account: Account) => boolean> {
  const login = await viewerLogin(client);
  const name = bareName(login);
  const type = login !== name || name === WORKFLOW_ACCOUNT ? 'Bot' : 'User';
  // The type matters: anyone may register as the user `some-app` and forge what `some-app[bot]` writes.
  return (account) => account !== null && account.type === type && bareName(account.login) === name;
}

async function viewerLogin(client: Octokit): Promise<string> {
  try {
    const answer: { viewer?: { login?: unknown } } = await client.graphql('query { viewer { login } }');
    const login = answer.viewer?.login;
    if (typeof login === 'string' && login !== '') return login;
  } catch {
    // Whatever is wrong, listing the comments will meet it too and say so.
  }
  return `${WORKFLOW_ACCOUNT}${BOT_SUFFIX}`;
}

function bareName(login: string): string {
  return login.endsWith(BOT_SUFFIX) ? login.slice(0, -BOT_SUFFIX.length) : login;
}
