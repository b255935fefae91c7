/** Whether a file is one of labelled cases: it names a judge, and no target. */
export function isJudgeFile(text: string): boolean {
  return /^judge:/m.test(text) && /^cases:/m.test(text) && !/^target:/m.test(text);
}
