import type { ReviewData, ReviewSet } from '../../human/review-data.ts';
import { isOpen, type Running, runningOf } from '../../human/running.ts';
import {
  actsByTask,
  itemKey,
  resumed,
  type SessionState,
  skipped,
  type Task,
  taskOf,
  tasksOf,
  undone,
  type Verdict,
  voted,
} from '../../human/session.ts';
import { append, keep, kept, linesText, written } from './store.ts';

const NEW: SessionState = { acts: [], lines: [], written: 0 };
/** What a label file takes on one line. */
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}]/gu;

/** A session over one set: what is shown, what was said, where it is kept. Knows nothing of the screen. */
export class Session {
  readonly data: ReviewData;
  readonly setIndex: number;
  readonly set: ReviewSet;
  readonly rater: string;
  tasks: Task[];
  state: SessionState = NEW;
  at = 0;
  /** What keeps votes from being kept, in words for the rater. */
  trouble: string | undefined;
  #seen = new Set<string>();
  #saving: Promise<void> = Promise.resolve();
  #onSaved: () => void;

  constructor(data: ReviewData, setIndex: number, rater: string, onSaved: () => void) {
    const set = data.sets[setIndex];
    if (!set) throw new RangeError(`There is no set ${setIndex}.`);
    this.data = data;
    this.setIndex = setIndex;
    this.set = set;
    this.rater = rater;
    this.tasks = tasksOf(set, rater);
    this.#onSaved = onSaved;
  }

  /** Takes up what the rater did before, from the file or from this browser. */
  async resume(): Promise<void> {
    const before = kept(this.#key);
    if (before) {
      this.state = before.state;
      this.#seen = new Set(before.seen);
    }
    const { save } = this.data;
    if (save !== undefined) {
      const lines = await written(save, this.setIndex, this.rater);
      // What the browser has beyond the file was never saved; what the file has counts.
      const unsaved = this.state.lines.slice(this.state.written);
      this.state = resumed([...lines, ...unsaved], this.tasks);
      this.state.written = lines.length;
    }
    const known = new Set(this.tasks.map(({ id }) => id));
    const chosen = this.set.items.filter((item) => !known.has(itemKey(item)));
    const acts = actsByTask(this.state);
    for (const item of chosen) if (acts.has(itemKey(item))) this.tasks.push(taskOf(item, this.rater, false));
    this.at = this.next(0) ?? this.tasks.length;
  }

  get task(): Task | undefined {
    return this.tasks[this.at];
  }

  get running(): Running {
    return runningOf(this.set, this.tasks, this.state);
  }

  /** What was said of a task; `null`: skipped; `undefined`: not asked yet. */
  saidOf({ id }: Task): ReturnType<ReturnType<typeof actsByTask>['get']> {
    return actsByTask(this.state).get(id);
  }

  /** Whether the judge's verdict on a task may be shown. */
  mayShowJudge(task: Task): boolean {
    return isOpen(task, this.tasks, actsByTask(this.state));
  }

  /** The rater has seen what the judge says. */
  saw({ item }: Task): void {
    this.#seen.add(itemKey(item));
    this.#keep();
  }

  vote(verdict: Verdict, seconds: number, note: string | undefined): void {
    const { task } = this;
    if (!task) return;
    this.state = voted(this.state, this.set, task, {
      case: this.caseOf(task).id.replaceAll(UNPRINTABLE, ' ').slice(0, 500) || '(unnamed)',
      rater: this.rater,
      verdict,
      blind: !this.#seen.has(itemKey(task.item)),
      seconds: Math.min(86_400, Math.round(seconds * 10) / 10),
      note,
      now: new Date().toISOString(),
    });
    this.#changed();
  }

  skip(): void {
    if (!this.task) return;
    this.state = skipped(this.state, this.task);
    this.#changed();
  }

  /** Takes the last act back and shows its task; `false`: there is none. */
  undo(): boolean {
    const last = this.state.acts.at(-1);
    if (!last) return false;
    this.state = undone(this.state, new Date().toISOString());
    const at = this.tasks.findIndex(({ id }) => id === last.task);
    if (at >= 0) this.at = at;
    this.#changed();
    return true;
  }

  /** Shows an item that was not drawn, because the rater wants to. */
  open(index: number): void {
    const item = this.set.items[index];
    if (!item) return;
    const at = this.tasks.findIndex((task) => task.item === item);
    this.at = at >= 0 ? at : this.tasks.push(taskOf(item, this.rater, false)) - 1;
  }

  /** Goes on to the next that has not been asked, or to the end. */
  advance(): void {
    this.at = this.next(this.at + 1) ?? this.next(0) ?? this.tasks.length;
  }

  next(from: number): number | undefined {
    const acts = actsByTask(this.state);
    const at = this.tasks.findIndex(({ id }, index) => index >= from && !acts.has(id));
    return at < 0 ? undefined : at;
  }

  firstSkipped(): number | undefined {
    const acts = actsByTask(this.state);
    const at = this.tasks.findIndex(({ id }) => acts.get(id) === null);
    return at < 0 ? undefined : at;
  }

  caseOf({ item }: Task): ReviewData['cases'][number] {
    return this.data.cases[item.case] ?? { id: '?', vars: [] };
  }

  /** All lines of the session, as its file takes them. From now on they count as written. */
  exportText(): string {
    this.state = { ...this.state, written: this.state.lines.length };
    this.#keep();
    return linesText(this.state.lines);
  }

  get #key(): string {
    return `prompt-ratchet ${this.data.id} ${this.setIndex} ${this.rater}`;
  }

  #keep(): void {
    const done = keep(this.#key, { state: this.state, seen: [...this.#seen] });
    if (this.data.save !== undefined) return;
    this.trouble = done
      ? undefined
      : 'This browser keeps nothing for this page. Export your labels before you close it.';
  }

  #changed(): void {
    this.#keep();
    const { save } = this.data;
    if (save === undefined) return;
    // One after the other, so that lines stand in the order of the votes.
    this.#saving = this.#saving.then(async () => {
      const lines = this.state.lines.slice(this.state.written);
      if (lines.length === 0) return;
      const upTo = this.state.lines.length;
      // Counted as written at once: an undo from here on has to be a line of its own.
      const before = this.state.written;
      this.state = { ...this.state, written: upTo };
      try {
        await append(save, this.setIndex, lines);
        this.trouble = undefined;
      } catch (error) {
        this.state = { ...this.state, written: before };
        this.trouble = `Not saved yet: ${error instanceof Error ? error.message : String(error)}`;
      }
      this.#keep();
      this.#onSaved();
    });
  }
}
