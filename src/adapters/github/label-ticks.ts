import { readTicks } from '../../core/label-boxes.ts';
import type { CommentEvent } from '../../core/label-event.ts';
import type { PairLabel } from '../../human/label.ts';
import { headOf, type LabelOutcome, type LabelPlace, openConversation } from './label-answer.ts';
import { labelFor, type Offer, offersIn, record, showProgress } from './label-record.ts';

const PROBLEMS = {
  'other-edit':
    'Not recorded: the edit changed more than boxes, so that it is not known what they stood beside. Run the check again for a new report.',
  'two-verdicts': 'Not recorded: two boxes of one case were ticked at once. Tick the one that you mean.',
};

/**
 * The boxes that an edit of our comment ticked. The vote is that of whoever edited, by the event, which GitHub wrote; the
 * comment does not tell. They need write permission as of now, and the case has to be on offer for the present head in
 * what stands there now. What an app or we ourselves edit is no vote. The boxes are emptied again, so that whoever comes
 * next sees nobody's vote, and a box that stays ticked was not heard.
 */
export async function handleTicks(
  place: LabelPlace,
  edit: NonNullable<CommentEvent['edit']>,
): Promise<LabelOutcome> {
  const { client, ledger, event } = place;
  const { repository, pullRequest, comment } = event;
  if (edit.type !== 'User') return { state: 'ignored' };
  const read = readTicks(edit.before, comment.body);
  if (read.ok && read.ticks.length === 0) return { state: 'ignored' };
  const conversation = await openConversation(place);
  const { ours } = conversation;
  // Whoever writes a comment that looks like ours offers nothing.
  const mine = ours.filter(({ id }) => id === comment.id);
  if (mine.length === 0) return { state: 'ignored' };
  const answered = (answer: string, recorded: number, refused: number): LabelOutcome => ({
    state: 'answered',
    recorded,
    refused,
    answer,
  });
  const refusal = await conversation.refusalOf(edit.login);
  if (refusal !== undefined) return answered(refusal, 0, 1);

  const context = { offers: offersIn(mine), head: await headOf(place), by: edit.login, at: edit.at };
  const refused: string[] = read.ok ? [] : [PROBLEMS[read.problem]];
  const wanted: { offer: Offer; label: PairLabel }[] = [];
  for (const tick of read.ok ? read.ticks : []) {
    const label = labelFor(tick, context);
    if (typeof label === 'string') refused.push(label);
    else wanted.push(label);
  }
  const message = `Labels of pull request ${pullRequest} by ${edit.login}`;
  const { added, said } = await record(ledger, wanted, message);
  const labelled = new Set(wanted.map(({ offer }) => offer.code));
  await showProgress({ client, repository }, mine, { seen: new Set(context.offers.keys()), labelled });
  // What was recorded is told by the report's last line; a comment for each tick would be noise.
  const about = `tick=${comment.id} at=${edit.at}`;
  if (refused.length > 0 && !conversation.wasAnswered(about)) await conversation.say(about, refused);
  return answered([...refused, ...said].join('\n'), added, refused.length);
}
