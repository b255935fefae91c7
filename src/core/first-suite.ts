import { Document, Scalar } from 'yaml';
import { relativePath } from './paths.ts';

/** What is known of a prompt before anybody wrote a suite for it. */
export interface PromptFacts {
  /** From the root of the repository; `file#name` for a constant. */
  path: string;
  /** Names of the variables that its templates need. */
  variables: readonly string[];
  /** The file itself names the model, has cases, has scorers. */
  has: Readonly<Record<'model' | 'cases' | 'scorers', boolean>>;
  /** Its answers are JSON, as far as its parameters say. */
  answersJson: boolean;
}

/** Files of a first suite, by path from the root of the repository. */
export interface FirstSuite {
  name: string;
  prompt: string;
  files: ReadonlyMap<string, string>;
}

/** Where suites stand by default, from the folder that the configuration is for. */
const FOLDER = 'evals';

/**
 * A suite for each prompt, to be completed by a person. It says what has to be added and is no suite until then: a
 * dataset without cases is an error, so that what nobody filled in cannot pass.
 *
 * `folder` is `''` or ends in `/`; `taken` are the names of suites that are there.
 */
export function firstSuites(
  prompts: readonly PromptFacts[],
  { folder, taken }: { folder: string; taken: ReadonlySet<string> },
): FirstSuite[] {
  const names = new Set(taken);
  return prompts.map((prompt) => {
    const name = freeName(prompt.path, names);
    names.add(name);
    const suite = `${folder}${FOLDER}/${name}.yml`;
    const dataset = `data/${name}.yml`;
    const files = new Map([[suite, suiteText(prompt, { suite, dataset })]]);
    if (!prompt.has.cases) files.set(`${folder}${FOLDER}/${dataset}`, datasetText(prompt));
    return { name, prompt: prompt.path, files };
  });
}

/** The prompt's own name, with as many of the folders above it as it takes to be the only one. */
function freeName(path: string, taken: ReadonlySet<string>): string {
  const segments = path.split('/').map(plain).filter(Boolean);
  for (let from = segments.length - 1; from >= 0; from -= 1) {
    const name = segments.slice(from).join('-');
    if (!taken.has(name)) return name;
  }
  let number = 2;
  while (taken.has(`${segments.at(-1)}-${number}`)) number += 1;
  return `${segments.at(-1)}-${number}`;
}

/** A segment of a path as part of a file name: without endings, in small letters, digits and hyphens. */
function plain(segment: string): string {
  const [file = '', symbol] = segment.split('#');
  const stem = file.replace(/(?<=.)(?:\.prompt)?\.[a-z\d]+$/i, '');
  return (symbol ?? stem)
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-|-$/g, '')
    .toLowerCase();
}

function suiteText(
  { path, has, answersJson }: PromptFacts,
  { suite, dataset }: Record<'suite' | 'dataset', string>,
): string {
  const lines = [
    'target:',
    `  prompt: ${scalar(relativePath(path, suite))}`,
    ...(has.model ? [] : ['  model: gpt-4.1-mini   # the model that your application asks', ...PROVIDER]),
    ...(has.cases ? [] : [`dataset: ${scalar(dataset)}`]),
    ...(has.scorers ? [] : ['scorers:', ...(answersJson ? JSON_SCORER : TEXT_SCORER), ...JUDGE]),
    ...POLICY,
  ];
  return `${lines.join('\n')}\n`;
}

const PROVIDER = [
  '  # provider: my-host   # asked at MY_HOST_BASE_URL with MY_HOST_API_KEY; without it, OpenAI',
];

const TEXT_SCORER = [
  '  - check: contains      # `expected` of the case stands somewhere in the output',
  '    ignore-case: true',
];

const JSON_SCORER = [
  '  - check: json          # the output is JSON; `schema: answer.json` also holds it to a JSON Schema',
];

const JUDGE = [
  '  # What no check can say, a model can judge:',
  '  # - judge: rubric',
  '  #   model: gpt-4.1',
  '  #   criterion: The answer solves the person’s problem.',
  '  #   levels: [It does not., In part., It does.]',
];

const POLICY = [
  '# policy:',
  '#   max-drop: 0.05       # a proven drop of five points blocks',
  '#   must-pass: [safety]  # cases with this tag have to pass',
];

function datasetText({ variables, has, answersJson }: PromptFacts): string {
  // `user.name` is a member of the variable `user`.
  const names = [...new Set(variables.map((name) => name.split('.')[0] ?? name))];
  const members = (names.length > 0 ? names : ['input']).map((name) => `${scalar(name)}: …`);
  const expected = has.scorers || answersJson ? [] : ['expected: what a right output has in it'];
  const entry = [
    '- id: a-short-name',
    ...(names.some((name) => OWN_KEYS.has(name))
      ? ['  vars:', ...members.map((member) => `    ${member}`)]
      : members.map((member) => `  ${member}`)),
    ...[...expected, 'tags: [safety]'].map((member) => `  ${member}`),
  ];
  const lines = [
    '# The cases: real inputs, above all those that went wrong once. Ten are a start; from thirty on they say much.',
    '# Put them in the place of the empty list. Until there is one the suite is an error: nothing passes unmeasured.',
    '#',
    ...entry.map((line) => `# ${line}`),
    '[]',
  ];
  return `${lines.join('\n')}\n`;
}

/** What a row says of itself: a variable of such a name stands in `vars`. */
const OWN_KEYS: ReadonlySet<string> = new Set(['id', 'vars', 'expected', 'tags', 'cluster']);

/** A text as YAML writes it on one line. */
function scalar(text: string): string {
  const node = new Scalar(text);
  if (/[\n\r\p{Cc}]/u.test(text)) node.type = 'QUOTE_DOUBLE';
  return new Document(node).toString({ lineWidth: 0 }).trimEnd();
}
