import type { Answer, ChatRequest } from '../support/openai-double.ts';
import type { Repository } from '../support/repository.ts';
import type { TriggeringEvent } from '../support/runner-files.ts';

export const REPOSITORY = 'acme/prompts';
export const PULL = 7;

/** Twelve cases; `c12` is the one that must never fail. */
export const DATASET = Array.from({ length: 12 }, (_, index) =>
  JSON.stringify({
    id: `c${index + 1}`,
    input: `message ${index + 1}`,
    expected: 'yes',
    ...(index === 11 ? { tags: ['safety'] } : {}),
  }),
).join('\n');

export const SUITE = `target:
  prompt: ../prompts/triage.md
  model: small-1
  parameters: { temperature: 0 }
dataset: data/triage.jsonl
scorers:
  - check: exact
policy:
  max-drop: 0.25
  must-pass: [safety]
`;

export const JUDGED_SUITE = `${SUITE.replace(
  '  - check: exact\n',
  `  - judge: rubric
    name: tone
    model: judge-1
    criterion: The answer is polite.
    levels: [Rude., Neutral., Polite.]
`,
)}`;

/** A repository with the suite on main, and a branch `change` checked out. */
export async function startOnMain(repository: Repository, suite = SUITE): Promise<string> {
  await repository.write({
    'evals/triage.yml': suite,
    'evals/data/triage.jsonl': `${DATASET}\n`,
    'prompts/triage.md': 'Old prompt. {{input}}\n',
  });
  const base = await repository.commit('Add the suite');
  await repository.branch('change');
  return base;
}

export async function changePrompt(
  repository: Repository,
  text = 'New prompt. {{input}}\n',
): Promise<string> {
  await repository.write({ 'prompts/triage.md': text });
  return repository.commit('Change the prompt');
}

/** A pull_request event as GitHub sends it, as far as anything reads it. */
export function pullRequest(base: string, head: string, options: { fork?: boolean } = {}): TriggeringEvent {
  return {
    name: 'pull_request',
    payload: {
      action: 'synchronize',
      number: PULL,
      repository: { full_name: REPOSITORY },
      pull_request: {
        number: PULL,
        state: 'open',
        base: { sha: base, ref: 'main', repo: { full_name: REPOSITORY } },
        head: {
          sha: head,
          ref: 'change',
          repo: { full_name: options.fork ? 'someone/prompts' : REPOSITORY },
        },
      },
    },
  };
}

/** Which prompt a request was made with and for which message: `old 3`, `new 12`. */
export function readRequest({ messages }: ChatRequest): { prompt: string; message: number } {
  const text = messages.at(-1)?.content ?? '';
  const [, prompt = '', message = '0'] = /^(\w+) prompt\. message (\d+)$/.exec(String(text)) ?? [];
  return { prompt: prompt.toLowerCase(), message: Number(message) };
}

export function isJudge({ model }: ChatRequest): boolean {
  return model === 'judge-1';
}

/** Answers `yes`, except with the new prompt for the messages given. */
export function wrongWithNew(...messages: number[]): (request: ChatRequest) => Answer {
  return (request) => {
    const { prompt, message } = readRequest(request);
    return prompt === 'new' && messages.includes(message) ? 'no' : 'yes';
  };
}
