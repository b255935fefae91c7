import { describe, expect, it } from 'vitest';
import { FORMAT_FACTS } from '../../../src/prompts/facts.ts';
import { loadPrompt, renderMessages } from '../../../src/prompts/format.ts';
import { promptTargetOf } from '../../support/build.ts';
import { loadConfig } from '../../support/promptfoo.ts';

const VARS = { message: 'Help!' };

async function promptIn(path: string, text: string) {
  if (path !== 'promptfooconfig.yaml') return loadPrompt({ path, text });
  const [suite] = await loadConfig(text);
  if (!suite?.ok) throw new Error('The config is broken.');
  return promptTargetOf(suite.suite).prompt;
}

describe('the examples of the formats', () => {
  it.each(Object.entries(FORMAT_FACTS))('%s', async (format, { example, templates }) => {
    const prompt = await promptIn(example.path, example.text);
    expect(prompt.format).toBe(format);
    const { messages, missing } = renderMessages(prompt, VARS);
    expect(messages.map(({ role, content }) => `${role}: ${content}`)).toEqual(example.rendered);
    expect(missing).toEqual([]);
    // What the page says of names without a variable is so.
    expect(prompt.onUndefined === 'error').toBe(templates.includes('is an error that names the case'));
    const without = renderMessages(prompt, {});
    if (prompt.engine !== 'liquid' && prompt.engine !== 'handlebars' && prompt.engine !== 'mustache') {
      expect(without.missing).toEqual(['message']);
    }
  });
});
