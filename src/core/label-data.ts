import * as z from 'zod';
import type { Json } from './json.ts';
import { labelOffer } from './label-offer.ts';
import type { CaseReport, Report } from './report.ts';

const json: z.ZodType<Json> = z.json();

const offered = labelOffer
  .pick({
    code: true,
    suite: true,
    case: true,
    criterion: true,
    criterionVersion: true,
    probability: true,
    blind: true,
  })
  .extend({
    /** Path of the suite's file: its labels go beside it. */
    path: z
      .string()
      .max(1000)
      .regex(/^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\p{Cc}\\]+$/u),
    vars: z.record(z.string(), json),
    expected: json.optional(),
    a: z.string(),
    b: z.string(),
  });

/** What a comment carries, unseen, of the cases that it asks about: whoever labels binds the label to what was shown. */
export const labelDataSchema = z.strictObject({
  head: z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
  offers: z.array(offered).max(10),
});

export type LabelData = z.infer<typeof labelDataSchema>;

/** The data of a report's offers. It does not say which side is base's. */
export function labelDataOf(report: Report): LabelData | undefined {
  const { offers = [], head } = report;
  if (offers.length === 0 || head.sha === undefined) return undefined;
  return {
    head: head.sha,
    offers: offers.flatMap((offer) => {
      const found = rowOf(report, offer);
      const [a, b] = [found && outputOf(found.row, offer.a), found && outputOf(found.row, offer.b)];
      if (!found || a === undefined || b === undefined) return [];
      const { code, suite, case: id, criterion, criterionVersion, probability, blind } = offer;
      const { vars, expected } = found.row;
      return [
        {
          ...{ code, suite, path: found.path, case: id, criterion, criterionVersion, probability, blind },
          vars,
          ...(expected === undefined ? {} : { expected }),
          a,
          b,
        },
      ];
    }),
  };
}

/** The line of a comment that carries the data: letters and digits alone, so that nothing ends it. */
export function printLabelData(data: LabelData): string {
  const bytes = new TextEncoder().encode(JSON.stringify(data));
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return `<!-- prompt-ratchet labels v1 ${btoa(text)} -->`;
}

/** The data of one of our comments: its second line and no other. `undefined` where it cannot be read. */
export function readLabelData(body: string): LabelData | undefined {
  const [, encoded] =
    /^[^\n]*\n<!-- prompt-ratchet labels v1 ([A-Za-z0-9+/=]{1,60000}) -->\r?(?:\n|$)/.exec(body) ?? [];
  if (encoded === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
    return labelDataSchema.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return undefined;
  }
}

/** The case of an offer, and where its suite is. */
export function rowOf(
  { suites }: Report,
  offer: { suite: string; case: string },
): { row: CaseReport; path: string } | undefined {
  const suite = suites.find(({ name }) => name === offer.suite);
  if (suite === undefined || !('cases' in suite)) return undefined;
  const row = suite.cases.find(({ id }) => id === offer.case);
  return row && { row, path: suite.path };
}

export function outputOf(
  row: CaseReport,
  { side, trial }: { side: 'base' | 'head'; trial: number },
): string | undefined {
  const found = row[side]?.trials.find(({ index }) => index === trial);
  return found?.ok ? found.output : undefined;
}
