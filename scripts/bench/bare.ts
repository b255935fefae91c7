/**
 * The least that anybody could write: the `openai` SDK in a loop, making the calls of a file, so many at a time.
 * What everything else is measured against. `node bare.ts <calls.jsonl> <concurrency>`
 */
import { readFile } from 'node:fs/promises';
import OpenAI from 'openai';

interface Pair {
  target: OpenAI.ChatCompletionCreateParamsNonStreaming;
  judge: OpenAI.ChatCompletionCreateParamsNonStreaming;
}

const [path = '', concurrency = '1'] = process.argv.slice(2);
const pairs = (await readFile(path, 'utf8'))
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Pair);
const client = new OpenAI();
const queue = pairs.values();
let characters = 0;
await Promise.all(
  Array.from({ length: Number(concurrency) }, async () => {
    for (const { target, judge } of queue) {
      for (const body of [target, judge]) {
        const answer = await client.chat.completions.create(body);
        characters += answer.choices[0]?.message.content?.length ?? 0;
      }
    }
  }),
);
process.stdout.write(`${characters}\n`);
