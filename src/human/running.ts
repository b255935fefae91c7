import type { Label } from './label.ts';
import type { ReviewItem, ReviewSet } from './review-data.ts';
import { saidOf } from './said.ts';
import { actsByTask, type SessionState, type Task } from './session.ts';

/** Scores no further apart than this are a tie. */
const TIE = 1e-9;

export type JudgeVerdict = 'a' | 'b' | 'tie' | 'both-bad' | 'pass' | 'fail';

/** What the judge says of a showing, in the words of a vote; `undefined` when it says nothing of an output. */
export function judgeOf(
  { criterion }: ReviewSet,
  { item, keys }: Pick<Task, 'item' | 'keys'>,
): JudgeVerdict | undefined {
  const [a, b] = keys.map((key) => scoreOf(item, key));
  if (a === undefined) return undefined;
  if (keys.length === 1) return a >= criterion.threshold ? 'pass' : 'fail';
  if (b === undefined) return undefined;
  if (Math.abs(a - b) > TIE) return a > b ? 'a' : 'b';
  return a < criterion.threshold ? 'both-bad' : 'tie';
}

export function scoreOf({ outputs }: ReviewItem, key: string): number | undefined {
  return outputs.find((output) => output.key === key)?.score;
}

/** Whether a vote and the judge say the same. Neither output better, and both bad, are the same about which is better. */
function agrees(label: Label, judge: JudgeVerdict, threshold: number): boolean {
  if (label.kind === 'withdrawn') return false;
  const verdict =
    typeof label.verdict === 'number' ? (label.verdict >= threshold ? 'pass' : 'fail') : label.verdict;
  const even = (one: string) => (one === 'both-bad' ? 'tie' : one);
  return even(verdict) === even(judge);
}

export interface Running {
  done: number;
  skipped: number;
  total: number;
  /** Of the votes that the judge's verdict was shown after: how often both say the same. */
  agree: number;
  compared: number;
  /** Of the items judged twice: how often the rater said the same. */
  same: number;
  twice: number;
}

/** Where a session stands. An item that will come again is not compared before it has. */
export function runningOf(set: ReviewSet, tasks: readonly Task[], state: SessionState): Running {
  const acts = actsByTask(state);
  const running: Running = {
    done: 0,
    skipped: 0,
    total: tasks.length,
    agree: 0,
    compared: 0,
    same: 0,
    twice: 0,
  };
  for (const task of tasks) {
    const label = acts.get(task.id);
    if (label === undefined) continue;
    if (label === null) {
      running.skipped += 1;
      continue;
    }
    running.done += 1;
    const judge = judgeOf(set, task);
    if (!task.repeat && judge && isOpen(task, tasks, acts)) {
      running.compared += 1;
      running.agree += agrees(label, judge, set.criterion.threshold) ? 1 : 0;
    }
    const first = task.repeat ? acts.get(task.id.replace(/ again$/, '')) : undefined;
    if (first) {
      running.twice += 1;
      running.same += saidOf(first) === saidOf(label) ? 1 : 0;
    }
  }
  return running;
}

/** Whether the judge's verdict on a task may be shown: the rater has voted on it, and will not be asked again. */
export function isOpen(
  { item }: Pick<Task, 'item'>,
  tasks: readonly Task[],
  acts: ReadonlyMap<string, Label | null>,
): boolean {
  const showings = tasks.filter((task) => task.item === item);
  return showings.every(({ id }) => acts.get(id) !== undefined);
}
