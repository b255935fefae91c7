import type { Prompt } from '../core/suite.ts';

/** What a person has to know about a format. The reference page is generated from this table. */
export interface FormatFacts {
  title: string;
  /** How files of the format are told from others. */
  recognised: string;
  /** What stands in double braces, and what a name without a variable is. */
  templates: string;
  /** How the file becomes messages. */
  messages: string;
  /** What else of the file counts: model, parameters, tools, form of the answer, cases, scorers. */
  settings: string;
  /** A whole file. The test reads it and finds the format and the messages. */
  example: { path: string; text: string; rendered: readonly string[] };
}

const UNDEFINED =
  'A name that comes out and has no variable is an error that names the case and the variable';
const PLACEHOLDERS = `\`{{ name }}\` and \`{{ user.name }}\`, replaced in one pass. ${UNDEFINED}.`;
const ONE_USER = 'The whole file is one user message.';
const NO_SETTINGS = 'None: the suite names the model.';

/** One entry for each format that a prompt can have. */
export const FORMAT_FACTS: Readonly<Record<Prompt['format'], FormatFacts>> = {
  text: {
    title: 'Plain text and Markdown',
    recognised:
      'Every ending that no other format has, such as `.txt` and `.md`; `.prompt` without front matter.',
    templates: PLACEHOLDERS,
    messages: ONE_USER,
    settings: NO_SETTINGS,
    example: {
      path: 'prompts/triage.md',
      text: 'Is this urgent?\n\n{{ message }}\n',
      rendered: ['user: Is this urgent?\n\nHelp!'],
    },
  },
  github: {
    title: 'GitHub prompt files',
    recognised:
      '`.prompt.yml`, `.prompt.yaml`; other YAML with `testData`, `evaluators` or `modelParameters`.',
    templates:
      '`{{name}}`, replaced in one pass. A name without a variable stays as it is written: the format says so.',
    messages: '`messages`, with the roles system, developer, user and assistant.',
    settings:
      '`model`; `modelParameters`, in the format’s names or the API’s; `responseFormat` with `jsonSchema`; `testData` as cases; `evaluators` as scorers.',
    example: {
      path: 'prompts/triage.prompt.yml',
      text: 'model: openai/gpt-4.1-mini\nmodelParameters: { temperature: 0 }\nmessages:\n  - { role: system, content: Answer yes or no. }\n  - { role: user, content: "{{message}}" }\n',
      rendered: ['system: Answer yes or no.', 'user: Help!'],
    },
  },
  messages: {
    title: 'Lists of messages',
    recognised: '`.json`, `.yaml` and `.yml` that are a list.',
    templates: PLACEHOLDERS,
    messages:
      'Each `{ role, content }`; a list of text parts as `content` is joined. Images and sound are refused.',
    settings: NO_SETTINGS,
    example: {
      path: 'prompts/triage.json',
      text: '[{ "role": "system", "content": "Answer yes or no." }, { "role": "user", "content": "{{message}}" }]\n',
      rendered: ['system: Answer yes or no.', 'user: Help!'],
    },
  },
  'chat-completions': {
    title: 'Bodies of Chat Completions requests',
    recognised: '`.json`, `.yaml` and `.yml` with `messages` and members of the API.',
    templates: PLACEHOLDERS,
    messages: '`messages`, as in a list of messages.',
    settings: '`model`; every other member is a parameter: `temperature`, `response_format`, `tools` …',
    example: {
      path: 'prompts/triage-body.json',
      text: '{ "model": "gpt-4.1-mini", "temperature": 0, "messages": [{ "role": "user", "content": "{{message}}" }] }\n',
      rendered: ['user: Help!'],
    },
  },
  responses: {
    title: 'Bodies of Responses requests',
    recognised:
      '`.json`, `.yaml` and `.yml` with `input` or `instructions`; exports of stored prompts and assistants too.',
    templates: PLACEHOLDERS,
    messages: '`instructions` is the first message; `input` is a text or a list of messages.',
    settings:
      '`model`; `text.format`, `reasoning.effort`, `max_output_tokens` and the like under the names of Chat Completions; tools of type `function`.',
    example: {
      path: 'prompts/triage-response.yml',
      text: 'model: gpt-5-mini\ninstructions: Answer yes or no.\ninput: "{{message}}"\nreasoning: { effort: low }\n',
      rendered: ['system: Answer yes or no.', 'user: Help!'],
    },
  },
  jinja: {
    title: 'Jinja',
    recognised: '`.j2`, `.jinja`, `.jinja2`.',
    templates: `Jinja with its filters, tests, loops and macros. ${UNDEFINED}; in a test such as \`{% if name %}\` it is false.`,
    messages: ONE_USER,
    settings: NO_SETTINGS,
    example: {
      path: 'prompts/triage.j2',
      text: '{% for line in [message, message | upper] %}{{ loop.index }}. {{ line }}\n{% endfor %}',
      rendered: ['user: 1. Help!\n2. HELP!\n'],
    },
  },
  mustache: {
    title: 'Mustache',
    recognised: '`.mustache`.',
    templates: `Variables, sections and inverted sections; nothing is escaped for HTML. ${UNDEFINED}.`,
    messages: ONE_USER,
    settings: NO_SETTINGS,
    example: {
      path: 'prompts/triage.mustache',
      text: '{{#message}}Is this urgent? {{.}}{{/message}}',
      rendered: ['user: Is this urgent? Help!'],
    },
  },
  liquid: {
    title: 'Liquid',
    recognised: '`.liquid`.',
    templates: `Liquid with its tags and filters. ${UNDEFINED}; in a test it is false.`,
    messages: ONE_USER,
    settings: NO_SETTINGS,
    example: {
      path: 'prompts/triage.liquid',
      text: '{% if message contains "!" %}{{ message | upcase }}{% endif %}',
      rendered: ['user: HELP!'],
    },
  },
  handlebars: {
    title: 'Handlebars',
    recognised: '`.hbs`, `.handlebars`.',
    templates: `Handlebars with \`if\`, \`unless\`, \`each\`, \`with\` and \`lookup\`, read from its own syntax tree; nothing is compiled to code. ${UNDEFINED}.`,
    messages: ONE_USER,
    settings: NO_SETTINGS,
    example: {
      path: 'prompts/triage.hbs',
      text: '{{#if message}}Is this urgent? {{message}}{{/if}}',
      rendered: ['user: Is this urgent? Help!'],
    },
  },
  dotprompt: {
    title: 'Dotprompt',
    recognised: '`.prompt` with front matter. Other dialects of that ending are plain text.',
    templates: `Handlebars with Dotprompt’s helpers (\`json\`, \`ifEquals\`, \`section\` …). ${UNDEFINED}, unless \`input.default\` has it.`,
    messages:
      'User first; `{{role "system"}}` begins another message, `{{history}}` puts in the case’s `history`.',
    settings:
      '`model`; `config` under the API’s names; `output.schema`, in Picoschema or JSON Schema, as the form of the answer; `toolDefs`.',
    example: {
      path: 'prompts/triage.prompt',
      text: '---\nmodel: googleai/gemini-2.5-flash\nconfig: { temperature: 0 }\n---\n{{role "system"}}Answer yes or no.{{role "user"}}{{message}}\n',
      rendered: ['system: Answer yes or no.', 'user: Help!'],
    },
  },
  prompty: {
    title: 'Prompty',
    recognised: '`.prompty`, of either generation.',
    templates: `Jinja, or Mustache where \`template\` says so. ${UNDEFINED}, unless an input has a default.`,
    messages: 'System first; a line such as `user:` begins another message.',
    settings:
      '`model` with its parameters or options; `outputs` as the form of the answer; `tools`; `sample` as a case. References to the environment and to files are never followed.',
    example: {
      path: 'prompts/triage.prompty',
      text: '---\nname: triage\nmodel:\n  api: chat\n  configuration: { type: openai, name: gpt-4.1-mini }\n---\nsystem:\nAnswer yes or no.\n\nuser:\n{{message}}\n',
      rendered: ['system: Answer yes or no.', 'user: Help!'],
    },
  },
  source: {
    title: 'Constants in source code',
    recognised: 'TypeScript, JavaScript and Python, addressed as `file#name` or `file#name.member`.',
    templates: `What is put into a text becomes a placeholder with its name, unless it is another constant of the file. ${UNDEFINED}.`,
    messages:
      'A text is one user message; a list of `{ role, content }` is messages. The file is parsed and never run: strings, templates, sums, `dedent`, `join`, and functions that only give a text are understood.',
    settings: NO_SETTINGS,
    example: {
      path: 'app/prompts.ts#TRIAGE',
      text: 'const RULE = "Answer yes or no.";\nexport const TRIAGE = (message: string) => RULE + " " + message;\n',
      rendered: ['user: Answer yes or no. Help!'],
    },
  },
  promptfoo: {
    title: 'promptfoo configs',
    recognised:
      '`promptfooconfig.yaml`, or any YAML or JSON with `prompts` and `providers`, where a glob of `config` matches it. It is no prompt file of a suite but a set of suites: every prompt with every provider is one.',
    templates: `Nunjucks, read as Jinja. ${UNDEFINED}. \`{{ env.X }}\` is never read.`,
    messages:
      'A text is one user message; JSON or YAML with roles is messages. `.txt` files may hold several prompts between lines of `---`.',
    settings:
      'Providers with `config`; `defaultTest`, `tests` and `scenarios` as cases; assertions as scorers. `metadata.prompt-ratchet` may hold `trials` and `policy` of the suites.',
    example: {
      path: 'promptfooconfig.yaml',
      text: 'prompts: ["Answer yes or no. {{ message }}"]\nproviders: [openai:gpt-4.1-mini]\ntests:\n  - vars: { message: "Help!" }\n    assert: [{ type: icontains, value: "yes" }]\n',
      rendered: ['user: Answer yes or no. Help!'],
    },
  },
};
