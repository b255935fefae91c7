import type { JudgeSpec } from '../core/suite.ts';

/** Imported on use, as what asks judges is. */
export async function versionOf(spec: JudgeSpec): Promise<string> {
  return (await import('../judges/judge.ts')).judgeHash(spec);
}
