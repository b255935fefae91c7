import type { JudgeSpec } from '../core/suite.ts';
import { templateVariables } from '../prompts/template.ts';

/** What of a judge can be said in other words, by the keys of its configuration. */
export interface Wording {
  /** What people are asked, too: with other texts labels expire. Empty where a judge has no words of its author's. */
  texts: Readonly<Record<string, string>>;
  /** A rubric's levels, worst first. */
  levels?: readonly string[] | undefined;
  /** How to decide by the texts; people are not shown it, so that labels stay. */
  guidance?: string | undefined;
}

/** The words of a judge as they stand; `undefined` for a judge of pairs, which labels of single outputs say nothing of. */
export function wordingOf(spec: JudgeSpec): Wording | undefined {
  const texts = textsOf(spec);
  if (texts === undefined) return undefined;
  return {
    texts,
    ...(spec.judge === 'rubric' ? { levels: spec.levels } : {}),
    ...(spec.guidance === undefined ? {} : { guidance: spec.guidance }),
  };
}

function textsOf(spec: JudgeSpec): Record<string, string> | undefined {
  switch (spec.judge) {
    case 'rubric':
    case 'checklist':
      return { criterion: spec.criterion };
    case 'classify':
      return { question: spec.question };
    case 'custom':
      return { prompt: spec.prompt };
    case 'reference':
      return spec.question === undefined ? {} : { question: spec.question };
    case 'faithfulness':
      // Its context is what the output may draw on, and no wording.
      return {};
    case 'pairwise':
      return undefined;
  }
}

/** The judge in other words. */
export function withWording(spec: JudgeSpec, { texts, levels, guidance }: Wording): JudgeSpec {
  const { guidance: _present, ...rest } = spec;
  // The keys are those of `textsOf` for this kind.
  return {
    ...rest,
    ...texts,
    ...(levels === undefined ? {} : { levels }),
    ...(guidance === undefined ? {} : { guidance }),
  } as JudgeSpec;
}

/**
 * Whether a proposal can stand in for the present words: the same texts with the same placeholders, for another one would
 * have no value, or show the judge something else; and as many levels, for otherwise scores would mean something else.
 */
export function canReplace(present: Wording, proposed: Wording): boolean {
  const [old, now] = [Object.entries(present.texts), proposed.texts];
  const variables = (text: string) => templateVariables(text).sort().join('\n');
  return (
    Object.keys(now).length === old.length &&
    old.every(([key, text]) => Object.hasOwn(now, key) && variables(now[key] ?? '') === variables(text)) &&
    proposed.levels?.length === present.levels?.length &&
    (proposed.levels ?? []).every((level) => templateVariables(level).length === 0)
  );
}

/** Whether two wordings ask people the same. */
export function asksTheSame(one: Wording, other: Wording): boolean {
  const asked = ({ texts, levels }: Wording) => JSON.stringify([Object.entries(texts).sort(), levels ?? []]);
  return asked(one) === asked(other);
}
