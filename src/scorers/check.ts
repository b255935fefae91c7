import type { CheckSpec } from '../core/suite.ts';
import type { Score } from '../core/trial.ts';
import { contains } from './contains.ts';
import { endsWith } from './ends-with.ts';
import { exact } from './exact.ts';
import { jsonSchema } from './json-schema.ts';
import { regex } from './regex.ts';
import type { ScoreInput } from './scorer.ts';
import { startsWith } from './starts-with.ts';

/**
 * Scores an output with a check: 1 or 0, or why there is no score.
 * @throws RatchetError, RatchetErrors E_SCORER_INVALID for a bad pattern or schema, which loading a suite finds first
 */
export function runCheck(spec: CheckSpec, input: ScoreInput): Score {
  switch (spec.check) {
    case 'exact':
      return exact(spec, input);
    case 'contains':
      return contains(spec, input);
    case 'starts-with':
      return startsWith(spec, input);
    case 'ends-with':
      return endsWith(spec, input);
    case 'regex':
      return regex(spec, input);
    case 'json-schema':
      return jsonSchema(spec, input);
  }
}
