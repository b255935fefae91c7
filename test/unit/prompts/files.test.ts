import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { problemsOf } from '../../../src/core/errors.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { canonicalJson } from '../../../src/core/json.ts';
import { loadPrompt, renderMessages } from '../../../src/prompts/format.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/prompts/files');

/** What a fixture of the table is expected to be: `<name>.expected.json` beside `<name>`. */
interface Expected {
  /** Constant within the file, for source code. */
  symbol?: string;
  prompt?: JsonObject;
  /** Variables to render it with, and what comes out. */
  vars?: JsonObject;
  messages?: string[];
  missing?: string[];
  /** Problems as `code line:column message`, when it is broken. */
  problems?: string[];
}

const names = readdirSync(FOLDER).filter((name) => name.endsWith('.expected.json'));

test('the table has files', () => {
  expect(names.length).toBeGreaterThanOrEqual(40);
  const others = readdirSync(FOLDER).filter((name) => !name.endsWith('.expected.json'));
  const used = new Set(names.map((name) => name.replace(/(?:@\w+)?\.expected\.json$/, '')));
  expect(others.filter((name) => !used.has(name))).toEqual([]);
});

describe('real-shaped files', () => {
  test.each(names)('%s', async (name) => {
    const expected = JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Expected;
    const file = name.replace(/(?:@\w+)?\.expected\.json$/, '');
    // Source code for the table ends in `.src`, so that the compiler leaves it alone.
    const path = `prompts/${file.replace(/\.src$/, '')}${expected.symbol === undefined ? '' : `#${expected.symbol}`}`;
    const text = readFileSync(join(FOLDER, file), 'utf8');
    if (expected.problems) {
      expect(await faults(() => loadPrompt({ path, text }))).toEqual(expected.problems);
      return;
    }
    const prompt = await loadPrompt({ path, text });
    expect(JSON.parse(JSON.stringify(prompt))).toEqual(prompt);
    expect(canonicalJson(await loadPrompt({ path, text }))).toBe(canonicalJson(prompt));
    const { messages: _templates, ...settings } = prompt;
    expect(settings).toEqual(expected.prompt);
    const { messages, missing } = renderMessages(prompt, expected.vars ?? {});
    expect(messages.map(({ role, content }) => `${role}: ${content}`)).toEqual(expected.messages);
    expect(missing).toEqual(expected.missing ?? []);
  });
});

async function faults(work: () => Promise<unknown>): Promise<string[]> {
  try {
    await work();
  } catch (error) {
    const problems = problemsOf(error);
    if (!problems) throw error;
    for (const { help } of problems) expect(help).not.toBe('');
    return problems.map(({ code, message, place }) => `${code} ${place?.line}:${place?.column} ${message}`);
  }
  return ['nothing was wrong'];
}
