import { fence } from './escape.ts';
import { table } from './markdown.ts';
import { decimal, plural, share } from './numbers.ts';

interface Figures {
  n: number;
  sensitivity?: number | undefined;
  specificity?: number | undefined;
  youden?: number | undefined;
}

/** What was tried for one judge, as {@link renderProposal} shows it. */
export interface ShownImprovement {
  judge: string;
  kind: string;
  refused?: string | undefined;
  tried: readonly { what: string; dev: Figures }[];
  best?:
    | {
        what: string;
        keepsLabels: boolean;
        wording: {
          texts: Readonly<Record<string, string>>;
          levels?: readonly string[] | undefined;
          guidance?: string | undefined;
        };
      }
    | undefined;
  test?: { present: Figures; proposed: Figures } | undefined;
}

/** A proposal for a person to read and, if they like it, to put into the suite: nothing is edited. */
export function renderProposal(
  suite: string,
  { judge, kind, refused, tried, best, test }: ShownImprovement,
): string {
  const row = (name: string, { n, youden, sensitivity, specificity }: Figures) => [
    name,
    String(n),
    youden === undefined ? '–' : decimal(youden),
    sensitivity === undefined ? '–' : share(sensitivity),
    specificity === undefined ? '–' : share(specificity),
  ];
  const columns = [
    { title: 'Wording' },
    { title: 'Labels', numeric: true },
    { title: 'J', numeric: true },
    { title: 'Sensitivity', numeric: true },
    { title: 'Specificity', numeric: true },
  ];
  const parts = [
    `# Words for the judge ${JSON.stringify(judge)} of ${JSON.stringify(suite)}`,
    ...(refused === undefined ? [] : [`Nothing was tried: ${refused}.`]),
    ...(tried.length === 0
      ? []
      : [
          '## On the dev labels, which chose',
          table(
            columns,
            tried.map(({ what, dev }) => row(what, dev)),
          ),
        ]),
    ...(best === undefined
      ? tried.length === 0
        ? []
        : ['No words were better than the present ones. The held-out labels were not looked at.']
      : [
          '## Proposed',
          fence(wordingYaml(best, { judge, kind }), 'yaml'),
          `Read it before you take it: it was written from labelled outputs, and what stands in it steers the judge. ${best.keepsLabels ? 'People are asked the same as before, so that their labels stay.' : 'Another wording is another question, so that labels of the old one expire: label again what matters.'}`,
        ]),
    ...(test === undefined
      ? []
      : [
          '## On the held-out labels, looked at once',
          table(columns, [row('present', test.present), row('proposed', test.proposed)]),
          `Choosing by these ${plural(test.proposed.n, 'label')}, or running again until they please, takes their worth away.`,
        ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** JSON strings are YAML strings, whatever is in them. Of a checklist each text stands under its criterion. */
function wordingYaml(
  { wording: { texts, levels, guidance }, keepsLabels }: NonNullable<ShownImprovement['best']>,
  { judge, kind }: { judge: string; kind: string },
): string {
  const criterion = JSON.stringify(judge.slice(judge.lastIndexOf('/') + 1));
  const line = (key: string, text: string) =>
    kind === 'checklist'
      ? [`${key === 'criterion' ? 'criteria' : key}:`, `  ${criterion}: ${JSON.stringify(text)}`]
      : [`${key}: ${JSON.stringify(text)}`];
  return [
    ...(keepsLabels ? [] : Object.entries(texts).flatMap(([key, text]) => line(key, text))),
    ...(keepsLabels || !levels ? [] : ['levels:', ...levels.map((level) => `  - ${JSON.stringify(level)}`)]),
    ...(guidance === undefined ? [] : line('guidance', guidance)),
  ].join('\n');
}
