import type { ChatRequest } from '../support/openai-double.ts';
import type { Repository } from '../support/repository.ts';

/** What a prompt has to say for the model of the double to answer right. */
export const RULE = 'Always answer yes.';

export const PROMPT = `# Sorts what comes in. Ask Ada before you change it.
name: Triage
model: small-1 # the cheap one
modelParameters:
  temperature: 0
messages:
  - role: system
    # The instruction.
    content: |
      You sort messages.
      Answer yes or no.
  - role: user
    content: "{{input}}"
`;

const SUITE = `target:
  prompt: ../prompts/triage.prompt.yml
dataset: data/triage.jsonl
scorers:
  - check: exact
`;

export const DATASET = Array.from({ length: 60 }, (_, index) =>
  JSON.stringify({ id: `c${index}`, input: `message no. ${index} of sixty`, expected: 'yes' }),
).join('\n');

export async function startWithWeakPrompt(repository: Repository, more = ''): Promise<string> {
  await repository.write({
    'evals/triage.yml': SUITE + more,
    'evals/data/triage.jsonl': `${DATASET}\n`,
    'prompts/triage.prompt.yml': PROMPT,
  });
  return repository.commit('Add the suite');
}

export function isReflection({ messages }: ChatRequest): boolean {
  return messages.some(({ content }) => content.includes('<<<PART '));
}

/** Answers right where the prompt has the rule; as a proposer, adds `rule` to the part. */
export function model(rule = RULE): (request: ChatRequest) => string {
  return (request) => {
    if (isReflection(request)) {
      const text = request.messages.map(({ content }) => content).join('\n');
      const part = /<<<PART (\w+)>>>\n([\s\S]*?)\n<<<END PART \1>>>/.exec(text)?.[2] ?? '';
      return `Here it is.\n<new_part>\n${part.trimEnd()}\n${rule}\n</new_part>`;
    }
    const knows = request.messages.some(({ content }) => content.includes(RULE));
    const index = Number(/no\. (\d+)/.exec(request.messages.at(-1)?.content ?? '')?.[1] ?? 0);
    return knows || index % 3 === 0 ? 'yes' : 'no';
  };
}

/** The texts of the cases that a list of requests shows to a proposer. */
export function casesShown(requests: readonly ChatRequest[]): Set<number> {
  const text = requests
    .filter(isReflection)
    .map(({ messages }) => messages.map(({ content }) => content).join('\n'))
    .join('\n');
  return new Set([...text.matchAll(/message no\. (\d+) of sixty/g)].map((match) => Number(match[1])));
}
