import type { Score, ScoreFailure, ScoreValue } from '../core/trial.ts';
import { createColumn, createInterned } from './column.ts';

/** The scores of many trials without their reasons, in columns. */
export interface ScoreTable {
  /** Appends the scores of the next trial. */
  add(scores: ReadonlyMap<string, Score>): void;
  /** The scores of the trial that was added as number `row`, from 0. */
  at(row: number): ReadonlyMap<string, Score>;
}

/** What a score is beside its value: alike for most. */
type Detail = Omit<ScoreValue, 'value' | 'reason'> | ScoreFailure;

export function createScoreTable(): ScoreTable {
  const names = createInterned<string>((name) => name);
  const details = createInterned<Detail>(JSON.stringify);
  const starts = createColumn((length) => new Uint32Array(length));
  const nameIds = createColumn((length) => new Uint32Array(length));
  const detailIds = createColumn((length) => new Uint32Array(length));
  const values = createColumn((length) => new Float64Array(length));

  function scoreAt(place: number): Score {
    const detail = details.thing(detailIds.at(place));
    if (!detail) throw new RangeError('There is no such score.');
    return detail.ok ? { ...detail, value: values.at(place), reason: '' } : detail;
  }

  /** Made anew whenever scores are looked at, so it holds nothing but where they begin and end. */
  class Scores implements ReadonlyMap<string, Score> {
    readonly #start: number;
    readonly size: number;

    constructor(row: number) {
      this.#start = starts.at(row);
      this.size = (row + 1 < starts.length ? starts.at(row + 1) : nameIds.length) - this.#start;
    }

    #find(name: string): number | undefined {
      for (let place = this.#start; place < this.#start + this.size; place += 1) {
        if (names.thing(nameIds.at(place)) === name) return place;
      }
      return undefined;
    }

    get(name: string): Score | undefined {
      const place = this.#find(name);
      return place === undefined ? undefined : scoreAt(place);
    }

    has(name: string): boolean {
      return this.#find(name) !== undefined;
    }

    *entries(): MapIterator<[string, Score]> {
      for (let place = this.#start; place < this.#start + this.size; place += 1) {
        yield [names.thing(nameIds.at(place)) ?? '', scoreAt(place)];
      }
    }

    *keys(): MapIterator<string> {
      for (const [name] of this.entries()) yield name;
    }

    *values(): MapIterator<Score> {
      for (const [, score] of this.entries()) yield score;
    }

    [Symbol.iterator](): MapIterator<[string, Score]> {
      return this.entries();
    }

    forEach(take: (score: Score, name: string, scores: ReadonlyMap<string, Score>) => void): void {
      for (const [name, score] of this.entries()) take(score, name, this);
    }
  }

  return {
    add(scores) {
      starts.push(nameIds.length);
      for (const [name, score] of scores) {
        nameIds.push(names.idOf(name));
        values.push(score.ok ? score.value : Number.NaN);
        detailIds.push(details.idOf(detailOf(score)));
      }
    },
    at: (row) => new Scores(row),
  };
}

/** The texts of jurors go with the reasons. */
function detailOf(score: Score): Detail {
  const jurors = score.jurors?.map((juror) => ({ ...juror, reason: '' }));
  if (!score.ok) return { ...score, ...(jurors ? { jurors } : {}) };
  const { value: _value, reason: _reason, ...rest } = score;
  return { ...rest, ...(jurors ? { jurors } : {}) };
}
