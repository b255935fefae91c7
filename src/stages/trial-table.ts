import type { MeasuredTrial } from '../core/measurement.ts';
import type { Score, Trial } from '../core/trial.ts';
import type { SpoolPlace } from '../ports.ts';
import { createColumn, createInterned } from './column.ts';
import { createScoreTable } from './score-table.ts';

/** Trials of a large run without their texts: numbers in columns, which cost a tenth of what objects do. */
export interface TrialTable {
  /** Takes a trial in. Gives what stands for it: it is read anew whenever it is looked at. */
  add(measured: MeasuredTrial, place: SpoolPlace): MeasuredTrial;
}

/** What a trial has beside numbers, and what many trials have alike. */
type Rest =
  | Omit<Extract<Trial, { ok: true }>, 'usage' | 'costUsd' | 'latencyMs'>
  | Extract<Trial, { ok: false }>;

const doubles = (length: number) => new Float64Array(length);

/** What of a trial stays in memory is the same for many, or a number. */
function restOf(trial: Trial): Rest {
  if (!trial.ok) return trial;
  const { usage: _usage, costUsd: _cost, latencyMs: _latency, toolCalls: _calls, ...rest } = trial;
  return { ...rest, output: '' };
}

export function createTrialTable(): TrialTable {
  const rests = createInterned<Rest>(JSON.stringify);
  const restIds = createColumn((length) => new Uint32Array(length));
  const latencies = createColumn(doubles);
  /** NaN: unknown. */
  const [costs, inputs, outputs] = [createColumn(doubles), createColumn(doubles), createColumn(doubles)];
  const [offsets, lengths] = [createColumn(doubles), createColumn(doubles)];
  /** UTF-16 units of the output. */
  const units = createColumn(doubles);
  const scoreTable = createScoreTable();

  function trialAt(row: number): Trial {
    const rest = rests.thing(restIds.at(row));
    if (!rest) throw new RangeError('There is no such trial.');
    if (!rest.ok) return rest;
    const [costUsd, inputTokens] = [costs.at(row), inputs.at(row)];
    return {
      ...rest,
      usage: Number.isNaN(inputTokens) ? undefined : { inputTokens, outputTokens: outputs.at(row) },
      costUsd: Number.isNaN(costUsd) ? undefined : costUsd,
      latencyMs: latencies.at(row),
    };
  }

  class Row implements MeasuredTrial {
    readonly #row: number;

    constructor(row: number) {
      this.#row = row;
    }

    get trial(): Trial {
      return trialAt(this.#row);
    }

    get scores(): ReadonlyMap<string, Score> {
      return scoreTable.at(this.#row);
    }

    get units(): number {
      return units.at(this.#row);
    }

    get place(): SpoolPlace {
      return { offset: offsets.at(this.#row), length: lengths.at(this.#row) };
    }
  }

  return {
    add({ trial, scores }, { offset, length }) {
      const row = restIds.length;
      restIds.push(rests.idOf(restOf(trial)));
      latencies.push(trial.ok ? trial.latencyMs : Number.NaN);
      costs.push((trial.ok ? trial.costUsd : undefined) ?? Number.NaN);
      inputs.push((trial.ok ? trial.usage?.inputTokens : undefined) ?? Number.NaN);
      outputs.push((trial.ok ? trial.usage?.outputTokens : undefined) ?? Number.NaN);
      units.push(trial.ok ? trial.output.length : 0);
      offsets.push(offset);
      lengths.push(length);
      scoreTable.add(scores);
      return new Row(row);
    },
  };
}
