import { describe, expect, it } from 'vitest';
import { planSuite } from '../../../src/core/plan.ts';
import { loadPrompt } from '../../../src/prompts/format.ts';
import { caseOf, PROMPT_TARGET, renderPrompt, suiteOf } from '../../support/build.ts';

const FILES: readonly (readonly [string, string])[] = [
  ['p.md', '{{input}} {{ nobody.name }}'],
  ['p.j2', '{{ input }} {{ nobody.name | upper }}'],
  ['p.liquid', '{{ input }} {{ nobody.name }}'],
  ['p.hbs', '{{input}} {{nobody.name}}'],
  ['p.mustache', '{{input}} {{nobody.name}}'],
  ['p.prompt', '---\nmodel: m\n---\n{{input}} {{nobody.name}}'],
  ['p.prompty', '---\nmodel: m\n---\nuser:\n{{input}} {{nobody.name}}'],
  ['p.json', '[{"role":"user","content":"{{input}} {{nobody.name}}"}]'],
  ['p.ts#P', 'export const P = (input, nobody) => input + " " + nobody.name;'],
];

describe('a variable that a case does not have', () => {
  it.each(FILES)('fails that case, with both names: %s', async (path, text) => {
    const prompt = await loadPrompt({ path, text });
    const head = suiteOf({
      promptPath: path,
      target: { ...PROMPT_TARGET, prompt },
      cases: [caseOf('lacks-it'), caseOf('has-it', { vars: { input: 'x', nobody: { name: 'Ada' } } })],
    });
    const plan = planSuite({ head, render: renderPrompt });
    const [lacks, has] = plan.cases.map(({ sides }) => sides.head);
    expect(lacks).toMatchObject({ ok: false, code: 'undefined-variable' });
    expect(lacks?.ok === false && lacks.message).toMatch(/\{\{nobody(?:\.name)?\}\}.*lacks-it/);
    expect(has?.ok).toBe(true);
  });
});
