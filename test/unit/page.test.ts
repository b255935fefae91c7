import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeLabels } from '../../src/page/kit/plots/labels.ts';
import { frontierOf, type PricedPoint } from '../../src/page/kit/plots/points.ts';
import { Finder, NO_FILTER, type Sort } from '../../src/page/report/filter.ts';
import { bubblesOf, deltaBins, modelPoints, pairsOf } from '../../src/page/report/plots/data.ts';
import { rowsOf } from '../../src/page/report/rows.ts';
import { fillPage } from '../../src/render/page.ts';
import { largeReport } from '../support/large-report.ts';
import { anyReport, foreign } from '../support/report-arbitrary.ts';
import { measured } from '../support/report-builder.ts';
import { sampleReport } from '../support/sample-report.ts';

const WORST_FIRST: Sort = { by: 'outcome', descending: false };
const rows = rowsOf(largeReport(300));

describe('the rows of a report', () => {
  it('each have an address of their own, of plain characters, whatever they are called', () => {
    fc.assert(
      fc.property(anyReport, (report) => {
        const keys = rowsOf(report).map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const key of keys) expect(key).toMatch(/^[\w.!~*'()%/-]*$/);
      }),
      { numRuns: 50 },
    );
  });

  it('have the mean over the scorers that decide', () => {
    const [refund] = rowsOf(sampleReport());
    expect(refund).toMatchObject({ key: 'support/refund', base: 1, head: 0.25, delta: -0.75 });
  });
});

describe('finding cases', () => {
  const finder = new Finder(rows);

  it('finds those with every word, in whatever stands in them', () => {
    const found = finder.find({ ...NO_FILTER, words: ' CASE-0001 polite ' }, WORST_FIRST);
    expect(found.map((row) => row.case.id).sort()).toEqual(
      rows.map((row) => row.case.id).filter((id) => id.startsWith('case-0001')),
    );
    expect(finder.find({ ...NO_FILTER, words: 'nowhere' }, WORST_FIRST)).toEqual([]);
  });

  it('finds the same whether or not the texts were got ready', () => {
    const fresh = new Finder(rows);
    while (fresh.prepare(7));
    for (const words of ['refund', 'de', 'found', 'parcels money']) {
      expect(fresh.find({ ...NO_FILTER, words }, WORST_FIRST)).toEqual(
        new Finder(rows).find({ ...NO_FILTER, words }, WORST_FIRST),
      );
    }
  });

  it('puts the worst first, and what has no number last both ways', () => {
    const outcomes = finder.find(NO_FILTER, WORST_FIRST).map((row) => row.case.outcome);
    expect(outcomes[0]).toBe('broke');
    expect(outcomes.lastIndexOf('broke')).toBeLessThan(outcomes.indexOf('better'));
    const odd = rows
      .slice(0, 5)
      .map((row, index) => ({ ...row, index, delta: index === 2 ? undefined : row.delta }));
    for (const descending of [false, true]) {
      const sorted = new Finder(odd).find(NO_FILTER, { by: 'delta', descending }).map(({ delta }) => delta);
      expect(sorted.at(-1)).toBeUndefined();
      const known = sorted.slice(0, -1).map(Number);
      expect(known).toEqual(known.toSorted((left, right) => (descending ? right - left : left - right)));
    }
  });
});

describe('what is drawn', () => {
  const pairs = pairsOf(rows, 'tone');

  it('counts every pair once, in bins around zero and in bubbles', () => {
    const bins = deltaBins(pairs, 0.05);
    expect(bins.reduce((sum, each) => sum + each.rows.length, 0)).toBe(pairs.length);
    expect(bins.length % 2).toBe(1);
    const middle = bins[(bins.length - 1) / 2];
    expect((middle?.from ?? 1) + (middle?.to ?? 1)).toBeCloseTo(0);
    const bubbles = bubblesOf(pairs);
    expect(bubbles.reduce((sum, each) => sum + each.rows.length, 0)).toBe(pairs.length);
    for (const {
      base,
      head,
      rows: [first],
    } of bubbles) {
      expect(Math.abs(base - (first?.case.base?.means['tone'] ?? 2))).toBeLessThanOrEqual(0.0101);
      expect(Math.abs(head - (first?.case.head?.means['tone'] ?? 2))).toBeLessThanOrEqual(0.0101);
    }
  });

  it('has on the frontier what nothing beats in both, and a point for each side that was measured', () => {
    const value = fc.double({ min: 0, max: 1, noNaN: true });
    const point = fc.record({ quality: value, price: value }).map(
      (each): PricedPoint => ({
        ...each,
        name: 'm',
        mark: 'head',
        costUsd: each.price,
        latencyMs: undefined,
      }),
    );
    fc.assert(
      fc.property(fc.array(point, { minLength: 1 }), (points) => {
        const best = frontierOf(points);
        expect(best.length).toBeGreaterThan(0);
        for (const each of points) {
          expect(best.some((other) => other.price <= each.price && other.quality >= each.quality)).toBe(true);
        }
        for (const [at, each] of best.entries()) {
          expect(each.quality).toBeGreaterThan(best[at - 1]?.quality ?? -1);
        }
      }),
    );
    const [suite] = rows.map((row) => row.suite);
    expect(modelPoints(suite ?? measured('none')).map(({ mark, name }) => `${mark} ${name}`)).toEqual([
      'base base: gpt-4.1',
      'head head: gpt-4.1-mini',
    ]);
    expect(modelPoints(measured('none'))).toEqual([]);
  });
});

describe('the names in a plot', () => {
  it('cover no mark and no other name, wherever the marks are', () => {
    const mark = fc.record({
      x: fc.integer({ min: 62, max: 424 }),
      y: fc.integer({ min: 14, max: 218 }),
      text: fc.string({ maxLength: 28 }),
    });
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 12 }), (marks) => {
        const boxes = placeLabels(marks).flatMap((label, at) => {
          if (!label) return [];
          const width = (marks[at]?.text.length ?? 0) * 7;
          const left = { start: label.x, end: label.x - width, middle: label.x - width / 2 }[label.anchor];
          return [{ left, right: left + width, top: label.y - 9, bottom: label.y + 2 }];
        });
        const apart = (one: (typeof boxes)[number], other: (typeof boxes)[number]) =>
          one.right <= other.left ||
          other.right <= one.left ||
          one.bottom <= other.top ||
          other.bottom <= one.top;
        for (const [at, box] of boxes.entries()) {
          for (const other of boxes.slice(at + 1)) expect(apart(box, other)).toBe(true);
          for (const { x, y } of marks) {
            expect(apart(box, { left: x - 6, right: x + 6, top: y - 6, bottom: y + 6 })).toBe(true);
          }
        }
      }),
    );
    expect(placeLabels([{ x: 100, y: 100, text: 'alone' }])).toEqual([{ x: 110, y: 104, anchor: 'start' }]);
  });
});

describe('a filled page', () => {
  const page = '<p><script type="application/json" id="data"></script><script>x</script>';

  it('carries any data so that nothing in it ends its element, and gives it back as it was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(foreign, fc.constantFrom('</script>', '<!--<script>', "$&$'", '\u2028'))),
        (data) => {
          const filled = fillPage(page, data);
          const text = filled.slice(
            filled.indexOf('id="data">') + 10,
            filled.lastIndexOf('</script><script>x'),
          );
          expect(text).not.toMatch(/[<\u2028\u2029]/);
          expect(JSON.parse(text)).toEqual(data);
          expect(filled.startsWith('<p><script') && filled.endsWith('<script>x</script>')).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });
});
