import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import { boxesOf } from '../../src/core/label-boxes.ts';
import type { Report } from '../../src/core/report.ts';
import { renderCheck } from '../../src/render/check.ts';
import { COMMENT_LIMIT, renderComment } from '../../src/render/comment.ts';
import { codeSpan, htmlText, inlineText } from '../../src/render/escape.ts';
import { explainReport } from '../../src/render/explain.ts';
import { markdownVoice } from '../../src/render/markdown.ts';
import { reasonWords } from '../../src/render/reason-words.ts';
import { renderSummary, SUMMARY_LIMIT } from '../../src/render/summary.ts';
import { renderTerminal } from '../../src/render/terminal.ts';
import { decisionSentence } from '../../src/render/words.ts';
import { linesOutsideFences, liveConstructs, liveText, tagsBalance, unseen } from '../support/live.ts';
import { anyReport, foreign, hugeReport } from '../support/report-arbitrary.ts';

const SLOW = 120_000;

/**
 * A comment without what people label by: the line with the data of offers, letters and digits in an HTML comment of ours
 * and nothing before it, and the boxes of each offer, once and to the letter. Nobody else's boxes are among them.
 */
function withoutLabels(markdown: string, { offers = [] }: Report): string {
  let rest = markdown.replace(/^<!-- prompt-ratchet labels v1 [A-Za-z0-9+/=]+ -->\n\n/, '');
  for (const { code } of offers) rest = rest.replace(`${boxesOf(code)}\n\n`, '');
  return rest;
}

/** What has to hold for markdown made of any report. */
function expectSound(whole: string, report: Report): void {
  const markdown = withoutLabels(whole, report);
  expect(liveConstructs(markdown)).toEqual([]);
  expect(unseen(markdown.replaceAll('\t', ''))).toEqual([]);
  expect(tagsBalance(markdown)).toBe(true);
  expect(markdown.split('\n', 1)[0]).toContain(decisionSentence(report, markdownVoice));
  const fails = report.decision.reasons.filter(({ severity }) => severity === 'fail');
  const text = markdown.toLowerCase();
  for (const reason of fails.slice(0, 20)) {
    expect(text).toContain(reasonWords(reason, report, markdownVoice).toLowerCase());
  }
  // A table is whole: every line of it has as many cells as its head.
  const outside = linesOutsideFences(markdown).join('\n');
  for (const [table] of outside.matchAll(/(?:^\|.*\|$\n?)+/gm)) {
    const widths = table
      .trim()
      .split('\n')
      .map((line) => line.match(/(?<!\\)(?:\\\\)*\|/g)?.length);
    expect(new Set(widths).size).toBe(1);
  }
}

/** Elements that a comment's HTML may be made of, and those of them that have no end. */
const ELEMENTS =
  /^(?:a|b|i|p|h3|h4|ul|ol|li|sub|del|ins|pre|code|br|hr|strong|table|thead|tbody|tr|th|td|details|summary|blockquote)$/;
const VOID = new Set(['br', 'hr']);

/** What another reader of markdown makes of a document: known elements, opened and closed in order, and no link but ours. */
function expectWellFormed(markdown: string): void {
  const html = marked.parse(markdown, { async: false });
  const open: string[] = [];
  for (const [tag, slash, name = '', attributes = ''] of html.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)((?:\s[^<>]*)?)>/g,
  )) {
    expect(name).toMatch(ELEMENTS);
    expect(attributes).toMatch(
      /^(?: (?:href="https:\/\/[\w.:/-]+\/actions\/runs\/[\w/]+"|align="(?:left|right)"|class="language-(?:sh|text|yaml)"|start="\d+"))?\s*\/?$/,
    );
    if (VOID.has(name)) continue;
    if (slash === '') open.push(name);
    else expect(open.pop(), tag).toBe(name);
  }
  expect(open).toEqual([]);
  expect(html).not.toMatch(/<!|<\?/);
}

it('is read as well-formed markdown, also by another reader', { timeout: SLOW }, () => {
  fc.assert(
    fc.property(anyReport, (report) => {
      expectWellFormed(withoutLabels(renderComment(report), report));
      expectWellFormed(withoutLabels(renderComment(report, 4_000), report));
      expectWellFormed(renderSummary(report));
    }),
    { numRuns: 60 },
  );
});

describe('any report', () => {
  it('is a sound comment within the limit', { timeout: SLOW }, () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const comment = renderComment(report);
        expect(comment.length).toBeLessThanOrEqual(COMMENT_LIMIT);
        expectSound(comment, report);
      }),
      { numRuns: 150 },
    );
  });

  it('is a sound summary and check within their limits', { timeout: SLOW }, () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const summary = renderSummary(report);
        expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(SUMMARY_LIMIT);
        expectSound(summary, report);
        const check = renderCheck(report);
        expect(check.title.length).toBeLessThan(120);
        expect(unseen(check.title)).toEqual([]);
        expect(check.summary.length).toBeLessThan(65_535);
      }),
      { numRuns: 60 },
    );
  });

  it('is inert on a terminal', { timeout: SLOW }, () => {
    fc.assert(
      fc.property(anyReport, fc.integer({ min: 1, max: 300 }), fc.boolean(), (report, width, color) => {
        const text = renderTerminal(report, { width, color });
        const bare = stripVTControlCharacters(text);
        expect(unseen(bare)).toEqual([]);
        for (const line of bare.split('\n')) expect(line.trimStart()).not.toMatch(/^::/);
        expect(bare).not.toContain('##[');
        if (!color) expect(text).toBe(bare);
      }),
      { numRuns: 100 },
    );
  });

  it('has its arithmetic printed, inert, whatever numbers it states', { timeout: SLOW }, () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const text = explainReport(report);
        expect(unseen(text)).toEqual([]);
        for (const line of text.split('\n')) expect(line.trimStart()).not.toMatch(/^::/);
      }),
      { numRuns: 60 },
    );
  });

  it('renders alike twice', { timeout: SLOW }, () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        expect(renderComment(structuredClone(report))).toBe(renderComment(report));
      }),
      { numRuns: 20 },
    );
  });
});

it('fits whatever the size, and says what is missing', { timeout: SLOW }, () => {
  fc.assert(
    fc.property(hugeReport, (report) => {
      const comment = renderComment(report);
      expect(comment.length).toBeLessThanOrEqual(COMMENT_LIMIT);
      expectSound(comment, report);
      const summary = renderSummary(report);
      expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(SUMMARY_LIMIT);
      expectSound(summary, report);
      expect(renderCheck(report).summary.length).toBeLessThan(65_535);
    }),
    { numRuns: 25 },
  );
});

it('leaves no text from outside alive', () => {
  fc.assert(
    fc.property(foreign, foreign, (one, other) => {
      expect(liveText(`${codeSpan(one)} ${codeSpan(other)}`)).toBe('¤ ¤');
      expect(liveConstructs(`${inlineText(one)} ${inlineText(other)}`)).toEqual([]);
      expect(htmlText(one)).not.toMatch(/[<>"'`@\n]/);
    }),
    { numRuns: 2000 },
  );
});

it('shows every hostile text somewhere in the comment', () => {
  const hostile = JSON.parse(readFileSync('test/fixtures/hostile.json', 'utf8')) as Record<string, string>;
  for (const text of Object.values(hostile)) expect(inlineText(text)).not.toBe('');
});
