import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteWord, splitCommand } from '../../src/core/command-line.ts';

describe('splitCommand', () => {
  it.each([
    ['python app.py', ['python', 'app.py']],
    ['  node\tapp.js \n --fast  ', ['node', 'app.js', '--fast']],
    [`node "my app.js" 'it is' ""`, ['node', 'my app.js', 'it is', '']],
    [`run --name="Ada L" a'b c'd`, ['run', '--name=Ada L', 'ab cd']],
    [`awk '{print $1}'`, ['awk', '{print $1}']],
    [`say "it's"`, ['say', "it's"]],
  ])('splits %j', (text, argv) => {
    expect(splitCommand(text)).toEqual({ ok: true, argv });
  });

  it.each([
    ['a | b', /has \|/],
    ['a && b', /has &/],
    ['a > out', /has >/],
    ['echo $HOME', /has \$/],
    ['echo "$HOME"', /has \$/],
    ['echo `id`', /has `/],
    ['ls *.js', /has \*/],
    ['a\\ b', /has \\/],
    ['say "x', /ends inside "/],
    ['   ', /names no program/],
    [`"" x`, /names no program/],
  ])('refuses %j', (text, message) => {
    expect(splitCommand(text)).toEqual({ ok: false, message: expect.stringMatching(message) });
  });

  it('gives back the words of a line that was put together from plain words', () => {
    const word = fc.stringMatching(/^[A-Za-z0-9._/=:, -]{1,12}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        fc.pre(words[0]?.trim() !== '');
        expect(splitCommand(words.map(quoteWord).join(' '))).toEqual({ ok: true, argv: words });
      }),
    );
  });
});
