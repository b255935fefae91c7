import type { MeasuredTrial } from '../core/measurement.ts';
import type { ToolCall } from '../core/model.ts';
import { redactor } from '../core/redact.ts';
import type { Score } from '../core/trial.ts';
import type { Spool } from '../ports.ts';
import type { Job } from './lay-out.ts';
import { createTrialTable } from './trial-table.ts';

/** Keeps what verdicts do not need of a large run's trials on disk. */
export interface Spooling {
  /** Appends a trial with its scores, and gives what stands for it: without its texts, see {@link TrialTable}. */
  put(job: Job, measured: MeasuredTrial): MeasuredTrial;
  /** The trial with its texts. */
  recall(measured: MeasuredTrial): MeasuredTrial;
}

export function createSpooling(spool: Spool, secrets: readonly string[]): Spooling {
  const redact = redactor(secrets);
  const table = createTrialTable();
  return {
    put({ suite, row, variant, index }, measured) {
      const { trial, scores } = measured;
      const place = spool.add(
        JSON.stringify(
          redact({
            suite: suite.head.name,
            case: row.case.id,
            variant,
            index,
            // Trials that look again at a suspicion are numbered after the planned ones.
            ...(index >= suite.trials ? { confirming: true } : {}),
            trial,
            scores: Object.fromEntries(scores),
          }),
        ),
      );
      return table.add(measured, place);
    },
    recall(measured) {
      if (measured.place === undefined || !measured.trial.ok) return measured;
      const line = JSON.parse(spool.read(measured.place)) as {
        trial: { output: string; toolCalls?: ToolCall[] };
        scores: Record<string, Score>;
      };
      const { output, toolCalls } = line.trial;
      return {
        trial: { ...measured.trial, output, ...(toolCalls ? { toolCalls } : {}) },
        scores: new Map(
          [...measured.scores].map(([name, score]) => [
            name,
            (Object.hasOwn(line.scores, name) && line.scores[name]) || score,
          ]),
        ),
      };
    },
  };
}
