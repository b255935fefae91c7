import { EQUIVALENTS, type Equivalent } from '../../src/scorers/catalogue.ts';

/** What is measured and how, and what the checks of other tools are here. */
export function checksReference(): string {
  const tools = [...new Set(EQUIVALENTS.map(({ tool }) => tool))];
  return [
    '# Checks',
    '',
    'What a check can be told stands in [config.md](config.md). Here is what holds for all of them, and what the checks of other tools are called here. Generated from the tables in the source.',
    '',
    '## What holds for all',
    '',
    '- A score is a number from 0 to 1. `not: true` makes it 1 − score. What cannot be scored has no score: it is an error in the report, never a 0, also where it is negated or combined.',
    '- Texts are compared in Unicode’s composed form (NFC): two spellings of `é` are one.',
    '- Words are those of Unicode’s rules (UAX 29, `Intl.Segmenter` with the root locale): no language is assumed, and scripts without spaces are cut by dictionary. Characters are what people see as one (grapheme clusters).',
    '- ROUGE and token F1 compare words, without regard to case by default; BLEU and GLEU compare words and signs as they are. Each is 1 for equal texts. Of several references the best counts; BLEU takes them together.',
    '- Outputs over 200,000 characters are not read by checks that take more than one look; such a score is an error.',
    '- A row of a dataset may carry its own `checks:` (and `threshold:`) beside `vars:`. They are one scorer of the suite, called `case checks`: 1 when all of them pass, or when their weighted mean reaches the threshold. Cases without any take no part in it. Schemas are written into the row.',
    '- `combine:` in a suite makes one score of all, by `weight`: one more scorer, called `combined`, with its own `threshold`, `max-drop` and `severity`, compared and gated as the others are. To let it alone decide, give the others `severity: info`.',
    '- `refusal` goes by how refusals begin, in fifteen languages. It is a guess by words; the test that measures it states how good a one.',
    '',
    ...tools.flatMap((tool) => [
      `## ${tool}`,
      '',
      '| there | here | meaning |',
      '|---|---|---|',
      ...EQUIVALENTS.filter((one) => one.tool === tool).map(row),
      '',
    ]),
  ].join('\n');
}

function row({ name, check, with: members = {}, meaning, note }: Equivalent): string {
  const options = Object.entries(members).map(([key, value]) => `\`${key}: ${shown(value)}\``);
  const here = check === undefined ? 'none' : [`\`check: ${check}\``, ...options].join(', ');
  const words = { same: 'the same', near: 'nearly the same', none: '' }[meaning];
  return `| \`${name}\` | ${here} | ${[words, note].filter(Boolean).join(': ')} |`;
}

function shown(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}
