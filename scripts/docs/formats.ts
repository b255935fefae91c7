import { FORMAT_FACTS, type FormatFacts } from '../../src/prompts/facts.ts';
import { ASSERTIONS, MISSING } from '../../src/prompts/promptfoo/scorers.ts';

/** Every format that a prompt can be in. */
export function formatReference(): string {
  return [
    '# Formats',
    '',
    'Generated from the table beside the code that reads them; each example is read by the tests.',
    '',
    'A prompt stays in the file and format that it is in. Templates are never executed: they are worked out over own members of the case’s variables, without files, environment, clock or chance, and within limits.',
    '',
    ...Object.values(FORMAT_FACTS).flatMap(section),
    ...assertions(),
  ].join('\n');
}

function section({ title, recognised, templates, messages, settings, example }: FormatFacts): string[] {
  const rows = Object.entries({
    Files: recognised,
    Templates: templates,
    Messages: messages,
    'What else counts': settings,
  });
  return [
    `## ${title}`,
    '',
    '| | |',
    '|---|---|',
    ...rows.map(([name, text]) => `| ${name} | ${text.replaceAll('|', '\\|')} |`),
    '',
    `\`${example.path}\``,
    '',
    `\`\`\`\`${languageOf(example.path)}`,
    example.text.replace(/\n$/, ''),
    '````',
    '',
  ];
}

function languageOf(path: string): string {
  const ending = path.replace(/#.*/, '').split('.').at(-1) ?? '';
  return (
    ({ yml: 'yaml', prompt: 'handlebars', hbs: 'handlebars', j2: 'jinja' } as Record<string, string>)[
      ending
    ] ?? ending
  );
}

function assertions(): string[] {
  const names = (table: object) =>
    Object.keys(table)
      .sort()
      .map((name) => `\`${name}\``);
  return [
    '### Assertions of promptfoo configs',
    '',
    `Run: ${names(ASSERTIONS).join(', ')}; each also with \`not-\` in front, with \`weight\` and \`metric\`, and in an \`assert-set\` with or without \`threshold\`. A test’s own \`threshold\` holds for the weighted mean of its assertions.`,
    '',
    'Left out, with its line in the report, is everything else. In particular:',
    '',
    '| assertion | why |',
    '|---|---|',
    ...Object.entries(MISSING).map(([name, why]) => `| \`${name}\` | ${why} |`),
    '',
    'Likewise left out and listed are tests with `transform` or a provider of their own, and providers and prompts that are programs. A suite that none of its assertions is left to decide is an error.',
    '',
    'A judge asks the grader that the assertion, the test or the default test names, else `openai:gpt-4.1`, in its own words: `rubricPrompt` is not used.',
    '',
  ];
}
