import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../src/core/report.ts';
import { renderCheck } from '../../../src/render/check.ts';
import { renderComment } from '../../../src/render/comment.ts';
import { escapeLog } from '../../../src/render/escape.ts';
import { renderHtml } from '../../../src/render/html.ts';
import { renderJunit } from '../../../src/render/junit.ts';
import { frontierMarkdown, frontierTerminal } from '../../../src/render/optimize.ts';
import { DATA_SLOT } from '../../../src/render/page.ts';
import { renderSummary } from '../../../src/render/summary.ts';
import { renderTerminal } from '../../../src/render/terminal.ts';
import { headline } from '../../../src/render/words.ts';
import { hostileReport } from '../../support/hostile-report.ts';
import { liveConstructs, tagsBalance, unseen, withoutOurMarks } from '../../support/live.ts';

const corpus = Object.entries(
  JSON.parse(readFileSync('test/fixtures/hostile.json', 'utf8')) as Record<string, string>,
);

/** Lines that the runner would take for a command. */
const commands = (text: string) => text.split('\n').filter((line) => /^\s*::|##\[/.test(line));

describe.each(corpus)('%s, everywhere in a report', (_name, text) => {
  const report: Report = hostileReport(text);

  it('is inert in the comment, the summary and the check', () => {
    const comment = withoutOurMarks(renderComment(report));
    const check = renderCheck(report);
    for (const markdown of [comment, renderSummary(report), check.summary]) {
      expect(liveConstructs(markdown)).toEqual([]);
      expect(unseen(markdown.replaceAll('\t', ''))).toEqual([]);
      expect(tagsBalance(markdown)).toBe(true);
    }
    for (const { title, message } of check.annotations) {
      expect(unseen(`${title} ${message}`.replaceAll('\t', ''))).toEqual([]);
    }
  });

  it('is inert on a terminal, in a log, in XML and as the data of a page', () => {
    for (const printed of [
      renderTerminal(report, { width: 80, color: false }),
      escapeLog(headline(report)),
    ]) {
      expect(unseen(printed)).toEqual([]);
      expect(commands(printed)).toEqual([]);
      expect(stripVTControlCharacters(printed)).toBe(printed);
    }
    const xml = renderJunit(report);
    expect(unseen(xml.replaceAll('\t', ''))).toEqual([]);
    expect(
      xml.replace(
        /<\/?(?:testsuites|testsuite|testcase|failure|error|skipped|system-out|properties|property)\b[^<>]*>|<\?xml[^<>]*\?>/g,
        '',
      ),
    ).not.toMatch(/[<>]/);
    const html = renderHtml(report, `<p>${DATA_SLOT}`);
    expect(html.slice('<p>'.length)).toMatch(/^<script type="application\/json" id="data">[^<]*<\/script>$/);
  });

  it('is inert as the name of a compared model', () => {
    const frontier = {
      suite: text,
      points: [
        { name: text, what: 'candidate' as const, model: text, quality: 0.5, cases: 1, onFront: true },
      ],
      problems: [{ code: 'E_OPTIMIZE' as const, message: text, help: text }],
    };
    expect(liveConstructs(frontierMarkdown(frontier))).toEqual([]);
    expect(unseen(frontierTerminal(frontier))).toEqual([]);
    expect(commands(frontierTerminal(frontier))).toEqual([]);
  });
});
