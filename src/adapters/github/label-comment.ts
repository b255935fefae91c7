import { type LabelProblem, parseLabels } from '../../core/label-command.ts';
import type { PairLabel } from '../../human/label.ts';
import { headOf, type LabelOutcome, type LabelPlace, openConversation } from './label-answer.ts';
import { labelFor, type Offer, offersIn, record, showProgress } from './label-record.ts';
import { handleTicks } from './label-ticks.ts';
import { readMarker } from './marker.ts';

const PROBLEMS: Readonly<Record<LabelProblem, string>> = {
  'no-code': 'it names no case',
  'not-a-code': 'the case has to be named by its eight letters and digits',
  'no-verdict': 'it gives no verdict',
  'not-a-verdict': 'the verdict has to be `a`, `b`, `tie` or `bad`',
  'long-note': 'its note has more than 500 characters',
  'too-many': 'it has more than 20 commands',
};
// GitHub's two times can be a second apart in a comment that nobody edited.
const EDIT_GRACE = 3_000;

/** Records the labels that somebody gives in a comment of their own, or by ticking boxes of ours. */
export async function handleLabelComment(place: LabelPlace): Promise<LabelOutcome> {
  const { comment, action, edit } = place.event;
  if (action === 'deleted') return { state: 'ignored' };
  if (readMarker(comment.body) !== undefined) {
    return edit ? handleTicks(place, edit) : { state: 'ignored' };
  }
  return comment.type === 'User' ? handleCommands(place) : { state: 'ignored' };
}

/**
 * The commands of a comment. Its author needs write permission as of now; the comment has to be as it was written, and
 * its codes on offer for the present head. Everything else is refused, and says why.
 */
async function handleCommands(place: LabelPlace): Promise<LabelOutcome> {
  const { client, ledger, event } = place;
  const { repository, pullRequest, comment, action } = event;
  const commands = parseLabels(comment.body);
  if (commands.length === 0) return { state: 'ignored' };
  const conversation = await openConversation(place);
  const { ours, comments } = conversation;
  const answered = (answer: string, recorded = 0): LabelOutcome => ({
    state: 'answered',
    recorded,
    refused: commands.length - recorded,
    answer,
  });
  const refusal = await conversation.refusalOf(comment.login);
  if (refusal !== undefined) return answered(refusal);
  const about = `to=${comment.id}`;
  const now = comments.find(({ id }) => id === comment.id);
  const late = now ? Date.parse(now.updated_at) - Date.parse(now.created_at) : Number.NaN;
  if (!now || now.body !== comment.body || !(late <= EDIT_GRACE) || action !== 'created') {
    const why =
      'Not recorded: the comment was edited or deleted, and it is not known by whom. Write a new one.';
    return answered(await conversation.say(about, [why]));
  }
  if (conversation.wasAnswered(about)) return { state: 'ignored' };

  const context = {
    offers: offersIn(ours),
    head: await headOf(place),
    by: comment.login,
    at: now.created_at,
  };
  const answers: string[] = [];
  const wanted: { offer: Offer; label: PairLabel }[] = [];
  for (const command of commands) {
    const read = command.ok
      ? labelFor(command, context)
      : `Not recorded: ${PROBLEMS[command.problem]}. Write: \`/ratchet label <case> a|b|tie|bad [note]\``;
    if (typeof read === 'string') answers.push(read);
    else wanted.push(read);
  }
  const message = `Labels of pull request ${pullRequest} by ${comment.login}`;
  const { added, said } = await record(ledger, wanted, message);
  answers.push(...said);
  if (added > 0) {
    answers.push('Labels count when the check runs again.');
    const labelled = new Set(wanted.map(({ offer }) => offer.code));
    await showProgress({ client, repository }, ours, { seen: labelled, labelled });
  }
  return answered(await conversation.say(about, answers), added);
}
