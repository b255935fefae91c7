import { createRandom } from '../stats/random.ts';
import type { Label, OutputLabel, PairLabel } from './label.ts';
import type { ReviewItem, ReviewSet } from './review-data.ts';
import { targetOf } from './said.ts';

export type Verdict = OutputLabel['verdict'] | PairLabel['verdict'];

/** One showing of an item. */
export interface Task {
  /** The same in every session of the rater: the item's hashes, and whether it is shown again. */
  id: string;
  item: ReviewItem;
  /** What is shown as A and as B, or the one output. */
  keys: string[];
  /** Shown again without saying so, for how well the rater agrees with themself. */
  repeat: boolean;
}

/** What a person did, in order. */
export interface Act {
  task: string;
  /** Absent: skipped. */
  label?: Label | undefined;
}

/** What is kept of a session. Plain data, so that it can be stored and resumed. */
export interface SessionState {
  /** What stands: undone acts are gone from here. */
  acts: Act[];
  /** Every line to be written, in order: what was written is taken back by another line. */
  lines: Label[];
  /** How many of the lines are written, to a file or by an export. */
  written: number;
}

/** Share of the drawn items that are shown twice, and how many others lie between at least. */
const REPEATS = 0.1;
const FEWEST_FOR_REPEATS = 5;
const APART = 3;

/** The key of an item: what it is bound to. */
export function itemKey({ outputs }: Pick<ReviewItem, 'outputs'>): string {
  return outputs
    .map(({ key }) => key)
    .toSorted()
    .join(' ');
}

/**
 * What a rater goes through: the drawn items in an order of their own, so that whoever stops early has still judged a
 * random part, sides by the toss of a coin that is seeded by case and rater, and a tenth of them once more, sides changed.
 */
export function tasksOf(set: ReviewSet, rater: string): Task[] {
  const random = createRandom(`${set.suite}\n${set.criterion.version}\n${set.mode}\n${rater}`);
  const drawn = random.shuffle(set.items.filter(({ probability }) => probability !== undefined));
  const tasks = drawn.map((item) => taskOf(item, rater, false));
  if (drawn.length < FEWEST_FOR_REPEATS) return tasks;
  const again = random
    .shuffle(drawn.slice(0, Math.max(1, drawn.length - APART)))
    .slice(0, Math.max(1, Math.round(drawn.length * REPEATS)));
  for (const item of again) {
    const first = tasks.findIndex((task) => task.item === item);
    const from = Math.min(tasks.length, first + 1 + APART);
    tasks.splice(from + random.int(tasks.length - from + 1), 0, taskOf(item, rater, true));
  }
  return tasks;
}

/** A showing of an item. The side is hidden by the rater and the content: no two people have to see the same. */
export function taskOf(item: ReviewItem, rater: string, repeat: boolean): Task {
  const key = itemKey(item);
  const keys = item.outputs.map((output) => output.key);
  const flipped = createRandom(`${key}\n${rater}`).next() < 0.5 !== repeat;
  return { id: repeat ? `${key} again` : key, item, keys: flipped ? keys.toReversed() : keys, repeat };
}

export interface Vote {
  case: string;
  rater: string;
  verdict: Verdict;
  blind: boolean;
  seconds: number;
  note?: string | undefined;
  /** ISO 8601. */
  now: string;
}

/** The state after a vote. */
export function voted(state: SessionState, set: ReviewSet, task: Task, vote: Vote): SessionState {
  const label = labelOf(state, set, task, vote);
  return {
    ...state,
    acts: [...state.acts, { task: task.id, label }],
    lines: [...state.lines, label],
  };
}

function labelOf(state: SessionState, { criterion, mode }: ReviewSet, task: Task, vote: Vote): Label {
  const { case: id, rater, verdict, blind, seconds, note, now } = vote;
  const head = {
    case: id,
    criterion: criterion.name,
    criterionVersion: criterion.version,
    rater,
    blind,
    ...(task.item.probability === undefined ? {} : { probability: task.item.probability }),
    ...(task.repeat ? { repeat: true as const } : {}),
    seconds,
    at: after(state, now),
    ...(note ? { note } : {}),
  };
  const [a = '', b = ''] = task.keys;
  return mode === 'pair'
    ? { kind: 'pair', ...head, a, b, verdict: verdict as PairLabel['verdict'] }
    : { kind: 'output', ...head, output: a, verdict: verdict as OutputLabel['verdict'] };
}

export function skipped(state: SessionState, task: Task): SessionState {
  return { ...state, acts: [...state.acts, { task: task.id }] };
}

/**
 * The state without the last act. A line that was written already is taken back by another; the rater's other votes on
 * the same outputs, which that takes back with it, are given again.
 */
export function undone(state: SessionState, now: string): SessionState {
  const act = state.acts.at(-1);
  const acts = state.acts.slice(0, -1);
  const label = act?.label;
  if (!label || label.kind === 'withdrawn') return { ...state, acts };
  if (state.lines.length > state.written && sameLabel(state.lines.at(-1), label)) {
    return { ...state, acts, lines: state.lines.slice(0, -1) };
  }
  const { case: id, criterion, criterionVersion, rater } = label;
  const outputs = label.kind === 'pair' ? [label.a, label.b] : [label.output];
  const at = after(state, now);
  const lines: Label[] = [
    ...state.lines,
    { kind: 'withdrawn', case: id, criterion, criterionVersion, rater, at, outputs },
  ];
  const target = targetOf(label);
  // Of the showing and of its silent repeat, the last vote each.
  const last = new Map(
    acts.flatMap((one, index) =>
      one.label && targetOf(one.label) === target ? [[one.task, index] as const] : [],
    ),
  );
  const standing = new Set(last.values());
  const again = acts.map((one, index): Act => {
    if (!one.label || !standing.has(index)) return one;
    const given = { ...one.label, at: after({ lines }, now) };
    lines.push(given);
    return { ...one, label: given };
  });
  return { ...state, acts: again, lines };
}

/** A session taken up again from the lines that a rater has written: what stands of them, as the acts they were. */
export function resumed(lines: readonly Label[], tasks: readonly Task[]): SessionState {
  const ids = new Set(tasks.map(({ id }) => id));
  const byTarget = new Map<string, Act[]>();
  for (const label of lines.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))) {
    const target = targetOf(label);
    const before = label.kind === 'withdrawn' ? [] : (byTarget.get(target) ?? []);
    const repeated = `${target} again`;
    const id = label.kind !== 'withdrawn' && label.repeat && ids.has(repeated) ? repeated : target;
    const rest = before.filter(({ task }) => task !== id);
    byTarget.set(target, label.kind === 'withdrawn' ? [] : [...rest, { task: id, label }]);
  }
  const acts = [...byTarget.values()]
    .flat()
    .toSorted((one, other) => Date.parse(one.label?.at ?? '') - Date.parse(other.label?.at ?? ''));
  return { acts, lines: [...lines], written: lines.length };
}

function sameLabel(one: Label | undefined, other: Label): boolean {
  return one !== undefined && JSON.stringify(one) === JSON.stringify(other);
}

/** A time later than that of every line: of two votes at one time nobody could tell which is the later. */
function after({ lines }: Pick<SessionState, 'lines'>, now: string): string {
  const last = lines.at(-1)?.at;
  const time = Math.max(Date.parse(now), last === undefined ? 0 : Date.parse(last) + 1);
  return new Date(time).toISOString();
}

/** The standing vote of each task; `null`: skipped. */
export function actsByTask({ acts }: SessionState): Map<string, Label | null> {
  return new Map(acts.map(({ task, label }) => [task, label ?? null]));
}
