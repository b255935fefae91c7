import type { CheckSpec } from '../core/suite.ts';

/**
 * Finds out before the first call what would fail on every case later: patterns, paths and schemas that cannot be used.
 * @throws RatchetError, RatchetErrors E_SCORER_INVALID
 */
export async function precheck(spec: CheckSpec): Promise<void> {
  switch (spec.check) {
    case 'regex':
      (await import('./regex.ts')).compilePattern(spec.pattern, spec.ignoreCase);
      return;
    case 'json-path':
      (await import('./json-path.ts')).compilePath(spec.path);
      return;
    case 'json':
      if (spec.schema !== undefined) (await import('./json-schema.ts')).checkSchema(spec.schema);
      return;
    case 'json-schema':
      (await import('./json-schema.ts')).checkSchema(spec.schema);
      return;
    default:
      return;
  }
}
