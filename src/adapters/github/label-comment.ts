import type { Octokit } from '@octokit/rest';
import { type LabelCommand, type LabelProblem, parseLabels } from '../../core/label-command.ts';
import { type LabelData, readLabelData } from '../../core/label-data.ts';
import type { CommentEvent } from '../../core/label-event.ts';
import { itemOf, itemPathOf, printItem, readItems } from '../../human/item.ts';
import { type Label, type PairLabel, printLabel } from '../../human/label.ts';
import { labelPathOf, readLabels } from '../../human/label-file.ts';
import type { LabelLedger } from '../../ports.ts';
import { createAuthorTest } from './author.ts';
import { COMMENT_LIMIT } from './comment.ts';
import { failureOf } from './failure.ts';
import { readMarker } from './marker.ts';
import { ownerAndName } from './repository.ts';

export interface LabelPlace {
  client: Octokit;
  ledger: LabelLedger;
  event: CommentEvent;
}

/** What became of a comment: nothing in it was meant for us, or what was said to its author. */
export type LabelOutcome =
  | { state: 'ignored' }
  | { state: 'answered'; recorded: number; refused: number; answer: string };

const PROBLEMS: Readonly<Record<LabelProblem, string>> = {
  'no-code': 'it names no case',
  'not-a-code': 'the case has to be named by its eight letters and digits',
  'no-verdict': 'it gives no verdict',
  'not-a-verdict': 'the verdict has to be `a`, `b`, `tie` or `bad`',
  'long-note': 'its note has more than 500 characters',
  'too-many': 'it has more than 20 commands',
};
const WRITERS = new Set(['write', 'maintain', 'admin']);
// GitHub's two times can be a second apart in a comment that nobody edited.
const EDIT_GRACE = 3_000;

type Offer = LabelData['offers'][number] & { head: string };

/**
 * Records the labels that a comment gives. Its author needs write permission as of now; the comment has to be as it was
 * written, and its codes on offer for the present head. Everything else is refused, and says why.
 */
export async function handleLabelComment({ client, ledger, event }: LabelPlace): Promise<LabelOutcome> {
  const { repository, pullRequest, comment, action } = event;
  if (comment.type !== 'User' || readMarker(comment.body) !== undefined || action === 'deleted')
    return { state: 'ignored' };
  const commands = parseLabels(comment.body);
  if (commands.length === 0) return { state: 'ignored' };
  const place = { ...ownerAndName(repository), issue_number: pullRequest };
  const listed = await client.paginate(client.rest.issues.listComments, { ...place, per_page: 100 });
  const isOurs = await createAuthorTest(client);
  const ours = listed.filter(({ user }) => isOurs(user));
  const say = async (lines: readonly string[], recorded: number, by = ''): Promise<LabelOutcome> => {
    const answer = lines.join('\n');
    await client.rest.issues.createComment({ ...place, body: `${answerMarker(comment.id, by)}\n${answer}` });
    return { state: 'answered', recorded, refused: commands.length - recorded, answer };
  };

  if (!(await mayWrite(client, repository, comment.login))) {
    const answer = `Not recorded: labelling takes write permission, and \`${comment.login}\` does not have it.`;
    // A stranger is told once: nobody can make us write as often as they like.
    const told = ours.some(({ body }) => body?.startsWith(answerPrefix(comment.login)));
    return told
      ? { state: 'answered', recorded: 0, refused: commands.length, answer }
      : say([answer], 0, comment.login);
  }
  const now = listed.find(({ id }) => id === comment.id);
  const late = now ? Date.parse(now.updated_at) - Date.parse(now.created_at) : Number.NaN;
  if (!now || now.body !== comment.body || !(late <= EDIT_GRACE) || action !== 'created') {
    return say(
      ['Not recorded: the comment was edited or deleted, and it is not known by whom. Write a new one.'],
      0,
    );
  }
  if (ours.some(({ body }) => body?.startsWith(answerMarker(comment.id, '')))) return { state: 'ignored' };

  const { data: pull } = await client.rest.pulls.get({
    ...ownerAndName(repository),
    pull_number: pullRequest,
  });
  const offers = new Map(
    ours.flatMap(({ body }): [string, Offer][] => {
      const data = readMarker(body ?? '') ? readLabelData(body ?? '') : undefined;
      return (data?.offers ?? []).map((offer) => [offer.code, { ...offer, head: data?.head ?? '' }]);
    }),
  );
  const answers: string[] = [];
  const wanted: { offer: Offer; label: PairLabel }[] = [];
  for (const command of commands) {
    const read = toLabel(command, { offers, head: pull.head.sha, by: comment.login, at: now.created_at });
    if (typeof read === 'string') answers.push(read);
    else wanted.push(read);
  }
  const { added, said } = await record(
    ledger,
    wanted,
    `Labels of pull request ${pullRequest} by ${comment.login}`,
  );
  answers.push(...said);
  if (added > 0) {
    answers.push('Labels count when the check runs again.');
    await showProgress({ client, event }, ours, new Set(wanted.map(({ offer }) => offer.code)));
  }
  return say(answers, added);
}

function toLabel(
  command: LabelCommand,
  { offers, head, by, at }: { offers: ReadonlyMap<string, Offer>; head: string; by: string; at: string },
): { offer: Offer; label: PairLabel } | string {
  if (!command.ok) {
    return `Not recorded: ${PROBLEMS[command.problem]}. Write: \`/ratchet label <case> a|b|tie|bad [note]\``;
  }
  const offer = offers.get(command.code);
  if (!offer)
    return `Not recorded: \`${command.code}\` is not on offer here. The newest report lists the cases.`;
  if (offer.head !== head) {
    return `Not recorded: \`${command.code}\` is about \`${offer.head.slice(0, 7)}\`, and the head is \`${head.slice(0, 7)}\` now. Wait for its report.`;
  }
  const [a, b] = [offer.a, offer.b].map((output) => itemOf({ id: offer.case, ...offer }, output).key);
  return {
    offer,
    label: {
      kind: 'pair',
      case: offer.case,
      criterion: offer.criterion,
      criterionVersion: offer.criterionVersion,
      rater: by,
      blind: offer.blind,
      probability: offer.probability,
      at,
      a: a ?? '',
      b: b ?? '',
      verdict: command.verdict,
      ...(command.note === undefined ? {} : { note: command.note }),
    },
  };
}

/** Writes labels and the texts that they are bound to; what is there already is not written again. */
async function record(
  ledger: LabelLedger,
  wanted: readonly { offer: Offer; label: PairLabel }[],
  message: string,
): Promise<{ added: number; said: string[] }> {
  const lines = new Map<string, string>();
  const said: string[] = [];
  let added = 0;
  for (const [path, group] of Map.groupBy(wanted, ({ offer }) =>
    labelPathOf({ name: offer.suite, path: offer.path }),
  )) {
    const itemPath = itemPathOf(path);
    const [labelText = '', itemText = ''] = await Promise.all([ledger.read(path), ledger.read(itemPath)]);
    const { labels } = readLabels({ path, text: labelText });
    const { items } = readItems({ path: itemPath, text: itemText });
    for (const { offer, label } of group) {
      if (labels.some((one) => isSame(one, label))) {
        said.push(`\`${offer.code}\` was recorded before: nothing is added.`);
        continue;
      }
      labels.push(label);
      added += 1;
      lines.set(path, `${lines.get(path) ?? ''}${printLabel(label)}`);
      for (const item of [offer.a, offer.b].map((output) => itemOf({ id: offer.case, ...offer }, output))) {
        if (items.has(item.key)) continue;
        items.set(item.key, item);
        lines.set(itemPath, `${lines.get(itemPath) ?? ''}${printItem(item)}`);
      }
      said.push(`\`${offer.code}\` is recorded: \`${label.verdict}\` by \`${label.rater}\`.`);
    }
  }
  if (lines.size > 0) await ledger.append(lines, message);
  return { added, said };
}

function isSame(one: Label, label: PairLabel): boolean {
  return (
    one.kind === 'pair' &&
    one.rater === label.rater &&
    one.criterionVersion === label.criterionVersion &&
    one.a === label.a &&
    one.b === label.b &&
    (one.verdict === label.verdict || one.at === label.at)
  );
}

function answerMarker(id: number, by: string): string {
  return by === '' ? `<!-- prompt-ratchet answer to=${id} -->` : answerPrefix(by);
}

function answerPrefix(login: string): string {
  return `<!-- prompt-ratchet answer by=${login.toLowerCase()} -->`;
}

async function mayWrite(client: Octokit, repository: string, username: string): Promise<boolean> {
  try {
    const { data } = await client.rest.repos.getCollaboratorPermissionLevel({
      ...ownerAndName(repository),
      username,
    });
    return WRITERS.has(data.permission);
  } catch (error) {
    // What GitHub does not tell is no permission.
    if (['missing', 'forbidden'].includes(failureOf(error).kind)) return false;
    throw error;
  }
}

const STATUS = '\n\n<!-- prompt-ratchet labelled -->\n';

/** Adds to our report's last line which of the cases on offer are labelled. What it says above stays as it is. */
async function showProgress(
  { client, event }: Pick<LabelPlace, 'client' | 'event'>,
  ours: readonly { id: number; body?: string | undefined }[],
  codes: ReadonlySet<string>,
): Promise<void> {
  for (const { id, body = '' } of ours) {
    const offers = readMarker(body) ? (readLabelData(body)?.offers ?? []) : [];
    if (!offers.some(({ code }) => codes.has(code))) continue;
    const at = body.lastIndexOf(STATUS);
    // Only a line of ours, at the very end, is replaced.
    const [, before] =
      at === -1
        ? []
        : (/^Labelled: ((?:`[0-9a-f]{8}`(?:, )?)+)\.[^\n]*$/.exec(body.slice(at + STATUS.length)) ?? []);
    const known = [...(before ?? '').matchAll(/[0-9a-f]{8}/g)].map(([code]) => code);
    const all = [...new Set([...known, ...offers.map(({ code }) => code).filter((code) => codes.has(code))])];
    const line = `Labelled: ${all.map((code) => `\`${code}\``).join(', ')}. Run the check again to have ${all.length === 1 ? 'it' : 'them'} counted.`;
    const text = `${before === undefined ? body : body.slice(0, at)}${STATUS}${line}`;
    if (text.length > COMMENT_LIMIT) continue;
    // The label is recorded; a comment that cannot be updated is no reason to say otherwise.
    await client.rest.issues
      .updateComment({ ...ownerAndName(event.repository), comment_id: id, body: text })
      .catch(() => {});
  }
}
