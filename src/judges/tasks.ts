import type { JudgeSpec } from '../core/suite.ts';
import { checklistTask } from './checklist.ts';
import { classifyTask } from './classify.ts';
import { customTask } from './custom.ts';
import { faithfulnessTask } from './faithfulness.ts';
import { pairwiseTask } from './pairwise.ts';
import { referenceTask } from './reference.ts';
import { rubricTask } from './rubric.ts';
import type { Task } from './task.ts';

/** What a judge asks. Guidance stands with its author's other words, apart from the question, which people read too. */
export function taskOf(spec: JudgeSpec): Task {
  const task = taskOfKind(spec);
  if (spec.guidance === undefined) return task;
  return { ...task, system: task.system ? `${task.system}\n\n${spec.guidance}` : spec.guidance };
}

function taskOfKind(spec: JudgeSpec): Task {
  switch (spec.judge) {
    case 'rubric':
      return rubricTask(spec);
    case 'checklist':
      return checklistTask(spec);
    case 'reference':
      return referenceTask(spec);
    case 'faithfulness':
      return faithfulnessTask(spec);
    case 'classify':
      return classifyTask(spec);
    case 'pairwise':
      return pairwiseTask(spec);
    case 'custom':
      return customTask(spec);
  }
}
