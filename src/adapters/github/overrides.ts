import type { Octokit } from '@octokit/rest';
import { type CommandProblem, matchesCommit, parseOverride } from '../../core/override.ts';
import type { Override } from '../../core/override-schema.ts';
import type { FoundOverride } from '../../ports.ts';
import { failureOf } from './failure.ts';
import { readMarker } from './marker.ts';
import { ownerAndName } from './repository.ts';

export interface OverridePlace {
  client: Octokit;
  /** `owner/name`. */
  repository: string;
  pullRequest: number;
  /** The whole SHA of the commit that was measured. A command for any other commit is void. */
  headSha: string;
}

type Comment = Awaited<ReturnType<Octokit['rest']['issues']['listComments']>>['data'][number];

/** A command that counts if its author may give it, or one that does not count whoever wrote it. */
type Command = { by: string } & ({ override: Override } | { flaw: string });

/** Whether an account may accept; `unknown` when GitHub does not tell, or was not asked. */
type Standing = 'writer' | 'outsider' | 'unknown';

/** What the API calls `permission`: the base of any role, also of one that an organisation made itself. */
const WRITERS = new Set(['write', 'maintain', 'admin']);
const LOGIN = /^[A-Za-z0-9_-]{1,100}$/;

// Each costs a request. A crowd of strangers must not use up what a workflow may ask in an hour.
const MOST_AUTHORS = 50;

// GitHub's two times can be a second apart in a comment that nobody edited, and nobody edits one within seconds.
const EDIT_GRACE = 3_000;

const PROBLEMS: Readonly<Record<CommandProblem, string>> = {
  'unknown-command': '`accept` is the only command there is',
  'no-commit': 'it names no commit',
  'short-commit': 'it does not name the commit by its whole SHA',
  'not-a-commit': 'what follows `accept` is not the SHA of a commit',
  'no-reason': 'it gives no reason',
  'short-reason': 'its reason has fewer than 10 characters',
  'long-reason': 'its reason has more than 500 characters',
};

/**
 * Looks for the newest command that accepts this head and whose author has write permission as of now. The author
 * of the pull request is no exception: with the permission they may accept, and the record names them.
 * Never throws: what cannot be looked up accepts nothing.
 */
export async function findOverride(place: OverridePlace): Promise<FoundOverride> {
  const warnings: string[] = [];
  try {
    const commands = await listCommands(place);
    const standingOf = createStandings(place, warnings);
    for (const { by, override } of newestOfEach(commands.filter((command) => 'override' in command))) {
      const standing = await standingOf(by);
      if (standing === 'writer') return { override, warnings };
      if (standing === 'outsider') {
        warnings.push(`\`${by}\` has no write permission: their command does not count (${override.url}).`);
      }
    }
    // None counts. Whoever could have meant it learns what was wrong; nobody else can fill the log.
    for (const { by, flaw } of newestOfEach(commands.filter((command) => 'flaw' in command))) {
      if ((await standingOf(by)) === 'writer') warnings.push(`The command of \`${by}\` ${flaw}`);
    }
  } catch (error) {
    const { kind, status, message } = failureOf(error);
    const detail = status === undefined ? message : `${status} ${message}`;
    const help = kind === 'forbidden' ? 'The job needs `pull-requests: read`.' : 'Run the job again.';
    warnings.push(`Commands in comments could not be looked up, so none counts (${detail}). ${help}`);
  }
  return { warnings };
}

/** Every command of the pull request, newest first. */
async function listCommands({ client, repository, pullRequest, headSha }: OverridePlace): Promise<Command[]> {
  const comments = await client.paginate(client.rest.issues.listComments, {
    ...ownerAndName(repository),
    issue_number: pullRequest,
    per_page: 100,
  });
  // GitHub lists the oldest first.
  return comments.toReversed().flatMap((comment) => commandOf(comment, headSha) ?? []);
}

function commandOf(comment: Comment, headSha: string): Command | undefined {
  const { user, created_at: at, html_url: url } = comment;
  const body = comment.body ?? '';
  if (user?.type !== 'User' || !LOGIN.test(user.login)) return undefined;
  // With a person's token our own comment is theirs, and what models wrote stands in it.
  if (readMarker(body) !== undefined) return undefined;
  const parsed = parseOverride(body);
  if (parsed === undefined) return undefined;

  const by = user.login;
  const again = `To accept, write in a new comment: /ratchet accept ${headSha} <reason>`;
  if (!parsed.ok) return { by, flaw: `is not understood: ${PROBLEMS[parsed.problem]} (${url}). ${again}` };
  const { commit, reason } = parsed;
  if (!matchesCommit(commit, headSha)) {
    return { by, flaw: `names another commit than the head, so it does not count (${url}). ${again}` };
  }
  if (isEdited(comment)) {
    return { by, flaw: `was edited, and it is not known by whom, so it does not count (${url}). ${again}` };
  }
  return { by, override: { by, reason, commit: headSha.toLowerCase(), at, url } };
}

/**
 * Everybody with write permission can edit the comments of others, and the REST API says neither who did nor what
 * stood there before. An editor could have accepted in their own name, so what is at stake is whose name and words
 * are recorded: an edited comment records nothing.
 */
function isEdited({ created_at, updated_at }: Comment): boolean {
  const late = Date.parse(updated_at) - Date.parse(created_at);
  // Put this way round, a time that cannot be read counts as edited.
  return !(late <= EDIT_GRACE);
}

/** Asks GitHub what an account may do: once each, however its name is written, and of no more than a few. */
function createStandings(
  { client, repository }: OverridePlace,
  warnings: string[],
): (login: string) => Promise<Standing> {
  const known = new Map<string, Standing>();
  // One warning of a kind: what GitHub does not tell of one author, it tells of none.
  const warned = new Set<string>();
  const warn = (kind: string, text: string) => {
    if (!warned.has(kind)) warnings.push(text);
    warned.add(kind);
  };

  async function ask(login: string): Promise<Standing> {
    try {
      const place = { ...ownerAndName(repository), username: login };
      const { data } = await client.rest.repos.getCollaboratorPermissionLevel(place);
      return WRITERS.has(data.permission) ? 'writer' : 'outsider';
    } catch (error) {
      const { kind, status, message } = failureOf(error);
      if (kind === 'missing') return 'outsider';
      if (kind !== 'forbidden') throw error;
      const detail = `${status} ${message}`;
      warn(
        kind,
        `GitHub does not tell this token who has write permission, so no command counts (${detail}).`,
      );
      return 'unknown';
    }
  }

  return async (login) => {
    const name = login.toLowerCase();
    const before = known.get(name);
    if (before !== undefined) return before;
    if (known.size >= MOST_AUTHORS) {
      warn(
        'most',
        `More than ${MOST_AUTHORS} accounts wrote commands; only the newest of them were looked at.`,
      );
      return 'unknown';
    }
    const standing = await ask(login);
    known.set(name, standing);
    return standing;
  };
}

/** The first command of each author: an author's standing is the same for all of them. */
function newestOfEach<Some extends Command>(commands: readonly Some[]): Some[] {
  const seen = new Set<string>();
  return commands.filter(({ by }) => {
    const name = by.toLowerCase();
    return !seen.has(name) && seen.add(name);
  });
}
