import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { replaceText, setValue } from '../../../src/optimize/edit.ts';

const yaml = (text: string, from: string, to: string) =>
  replaceText({ path: 'p.prompt.yml', text }, from, to);

describe('replaceText', () => {
  it('replaces a block and keeps comments, order and everything else to the letter', () => {
    const text =
      '# top\nmessages:\n- role: system # who\n  content: |\n    Old line.\n    Second.\n\n# end\nmodel:   "m"\n';
    const [after] = yaml(text, 'Old line.\nSecond.\n', 'New line.\nSecond.\nThird: yes\n');
    expect(after).toBe(
      text.replace('    Old line.\n    Second.\n', '    New line.\n    Second.\n    Third: yes\n'),
    );
  });

  it.each([
    ['plain', 'content: Old text # note\nother: 1\n'],
    ['quoted', 'content: "Old text" # note\nother: 1\n'],
    ['single', "content: 'Old text' # note\nother: 1\n"],
    ['folded', 'content: >-\n  Old\n  text\nother: 1\n'],
    ['flow', '{ content: "Old text", other: 1 }\n'],
  ])('gives an edit that reads back exactly: %s', (_name, text) => {
    for (const to of [
      'New',
      'two\nlines',
      '"quoted": {x}',
      '  indented\n\n\nlines  ',
      "it's {{a}} # no comment",
    ]) {
      const after = yaml(text, 'Old text', to);
      expect(after.map((one) => safe(one))).toContainEqual({ content: to, other: 1 });
    }
  });

  it('gives nothing where the text is not there, or not once', () => {
    expect(yaml('a: x\nb: x\n', 'x', 'y')).toEqual([]);
    expect(yaml('a: x\n', 'z', 'y')).toEqual([]);
    expect(replaceText({ path: 'p.md', text: 'one one' }, 'one', 'two')).toEqual([]);
  });

  it('replaces a body, with its line breaks, and nothing of what a pattern would mean', () => {
    const text = '---\r\nmodel: m\r\n---\r\nOld\r\nbody\r\n';
    expect(replaceText({ path: 'p.prompt', text }, 'Old\nbody', '$& new\nbody')).toEqual([
      '---\r\nmodel: m\r\n---\r\n$& new\r\nbody\r\n',
    ]);
  });

  it('replaces one string of a JSON file', () => {
    const text = '{\n  "messages": [{ "role": "user",   "content": "Old" }]\n}\n';
    expect(replaceText({ path: 'p.json', text }, 'Old', 'a "b"\nc')).toEqual([
      text.replace('"Old"', '"a \\"b\\"\\nc"'),
    ]);
  });
});

function safe(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

describe('setValue', () => {
  const suite = 'target: # t\n  prompt: p.md\n  model: old-1 # m\nscorers: []\n';

  it('changes a value where it stands', () => {
    expect(setValue(suite, ['target', 'model'], 'new-2')).toBe(suite.replace('old-1', 'new-2'));
    expect(setValue(suite, ['target', 'model'], 'true')).toBe(suite.replace('old-1', '"true"'));
  });

  it('adds what is missing to the deepest map there is', () => {
    const after = setValue(suite, ['target', 'parameters', 'temperature'], 0);
    expect(after).toBe(suite.replace('  prompt', '  parameters: {"temperature":0}\n  prompt'));
    expect(setValue('target: { prompt: p }\n', ['target', 'model'], 'm-1')).toBe(
      'target: { model: m-1, prompt: p }\n',
    );
    expect(setValue('{\n  "a": 1\n}\n', ['b'], 'x')).toBe('{\n  "b": "x",\n  "a": 1\n}\n');
  });

  it('leaves alone what is no map or holds something else', () => {
    expect(setValue('target:\n  model: { from: x, key: y }\n', ['target', 'model'], 'm')).toBeUndefined();
    expect(setValue('just a text\n', ['target', 'model'], 'm')).toBeUndefined();
  });
});
