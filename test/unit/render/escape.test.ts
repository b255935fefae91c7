import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  codeSpan,
  escapeLog,
  fence,
  guardCommands,
  htmlCode,
  htmlProse,
  htmlText,
  inlineText,
  tableCell,
  terminalName,
  terminalText,
} from '../../../src/render/escape.ts';
import { liveConstructs, liveText, unseen } from '../../support/live.ts';

const hostile = JSON.parse(readFileSync('test/fixtures/hostile.json', 'utf8')) as Record<string, string>;
const corpus = Object.entries(hostile);

it('has a corpus worth its name', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(100);
});

describe.each(corpus)('%s', (_name, text) => {
  it('is inert in a code span', () => {
    const span = codeSpan(text);
    expect(liveText(span)).toBe('¤');
    expect(unseen(span)).toEqual([]);
  });

  it('is inert as inline text', () => {
    const inline = inlineText(text);
    expect(liveConstructs(`so: ${inline}`)).toEqual([]);
    expect(liveConstructs(inline)).toEqual([]);
    expect(inline).toMatch(/^["'“‘«(]?[\p{L}`(]/u);
    expect(inline).not.toContain('\n');
    expect(unseen(inline)).toEqual([]);
  });

  it('is inert as prose in HTML', () => {
    const html = htmlProse(text);
    expect(html.replace(/<code>[^<>]*<\/code>/g, '¤')).toMatch(/^[^<>&"`@#\n]*$/);
    expect(liveConstructs(`<p>${html}</p>`)).toEqual([]);
    expect(unseen(html)).toEqual([]);
  });

  it('stays in its fence', () => {
    const block = fence(text);
    expect(liveText(`${block}\nafter`)).toBe('after');
    expect(unseen(block.replaceAll('\t', ''))).toEqual([]);
  });

  it('stays in its cell', () => {
    const cell = tableCell(codeSpan(text));
    // A pipe ends a cell unless the number of backslashes before it is odd, for every way of counting.
    for (const [run] of cell.matchAll(/\\*\|/g)) expect(run.length % 2).toBe(0);
    expect(cell).not.toContain('\n');
  });

  it('is text in HTML', () => {
    const html = htmlText(text);
    expect(html).not.toMatch(/[<>"'`@\n]/);
    expect(html.replace(/&(?:amp|lt|gt|quot|#39|#96|#64|#35|#10);/g, '')).not.toMatch(/[&#]/);
    expect(unseen(html.replaceAll('\t', ''))).toEqual([]);
    expect(htmlCode(text)).toMatch(/^<code>[^<>]+<\/code>$/);
  });

  it('commands neither a terminal nor a runner', () => {
    for (const shown of [terminalText(text), terminalName(text), escapeLog(text)]) {
      expect(unseen(shown.replaceAll('\t', ''))).toEqual([]);
      for (const line of shown.split(/[\n\r]/)) expect(line.trimStart()).not.toMatch(/^::/);
      expect(shown).not.toContain('##[');
    }
  });
});

it('keeps what is told in plain words', () => {
  const prose = 'The answer is right, if short: it says "14 days" (not 30), and that’s 100% fine. 日本語も。';
  expect(inlineText(prose)).toBe(prose);
});

it('shows as code what is more than a word', () => {
  expect(inlineText('Ask @octocat, see #12 and https://x.example.')).toBe(
    'Ask `@octocat`, see `#12` and `https://x.example`.',
  );
  expect(inlineText('1. not a list')).toBe('`1`. not a list');
});

it('takes a longer fence than the text has', () => {
  expect(fence('a\n`````\nb', 'yaml')).toBe('``````yaml\na\n`````\nb\n``````');
});

it('guards a finished text, colours and all', () => {
  expect(guardCommands('\u001b[31m  ::error::x\u001b[39m\nfine :: fine')).toBe(
    '\u001b[31m  : :error::x\u001b[39m\nfine :: fine',
  );
});

it('is quick on ten million characters of anything', () => {
  const long = '`@#\u202E\u0301<|\\'.repeat(1_250_000);
  codeSpan(long);
  inlineText(long);
  htmlCode(long);
  terminalName(long);
});
