import { describe, expect, it } from 'vitest';
import type { Frontier, FrontierPoint } from '../../../src/core/optimize-report.ts';
import { frontierPicture } from '../../../src/render/frontier-picture.ts';
import { frontierMarkdown } from '../../../src/render/optimize.ts';

const point = (name: string, change: Partial<FrontierPoint> = {}): FrontierPoint => ({
  name,
  what: 'candidate',
  model: 'm',
  quality: 0.5,
  cases: 20,
  costPerThousand: 1,
  latencyMs: 100,
  onFront: false,
  ...change,
});
const of = (...points: FrontierPoint[]): Frontier => ({ suite: 's', points, problems: [] });
/** A point as mermaid's grammar has it: coordinates are 0, 1 or 0 with decimals, and nothing else. */
const POINT = /^ {2}"([^"\n]*)": \[(?:1|0(?:\.\d+)?), (?:1|0(?:\.\d+)?)\] radius: \d+, color: #[0-9a-f]{6}$/;

describe('the picture of a frontier', () => {
  it('has quality upwards and cost to the right, and says what the ends of the axes are', () => {
    const text = frontierPicture(
      of(
        point('a', { what: 'incumbent', quality: 0.4, costPerThousand: 2 }),
        point('b', { what: 'winner', quality: 0.9, costPerThousand: 1 }),
      ),
    );
    expect(text?.split('\n')).toEqual([
      'quadrantChart',
      '  x-axis "Cost of 1,000: $1.00" --> "$2.00"',
      '  y-axis "Quality: 40.0 %" --> "90.0 %"',
      '  "b (winner)": [0.120, 0.880] radius: 8, color: #1a7f37',
      '  "today": [0.880, 0.120] radius: 6, color: #6e7781',
    ]);
  });

  it('keeps names from being anything but names', () => {
    const names = ['x"]: [1, 1]', '%%{init: {}}%%', 'a\nclick b', '<b>````', 'x'.repeat(200)];
    const text = frontierPicture(of(...names.map((name) => point(name)))) ?? '';
    const [, , , ...points] = text.split('\n');
    expect(points).toHaveLength(names.length);
    for (const line of points) {
      expect(line).toMatch(POINT);
      expect(POINT.exec(line)?.[1]).toMatch(/^[\p{L}\p{N} ._:/()-]{1,24}$/u);
    }
  });

  it('takes time where no cost is known, and is left out where there is nothing to draw', () => {
    const free = { costPerThousand: undefined };
    expect(frontierPicture(of(point('a', free), point('b', free)))).toContain('Median time');
    const none = { costPerThousand: undefined, latencyMs: undefined };
    expect(frontierPicture(of(point('a', none), point('b', none)))).toBeUndefined();
    expect(frontierPicture(of(point('a')))).toBeUndefined();
    expect(frontierMarkdown(of(point('a')))).not.toContain('mermaid');
  });

  it('shows twelve points at most: today, the winner and the front before the rest', () => {
    const rest = Array.from({ length: 30 }, (_, at) => point(`r${at}`, { quality: 0.99 }));
    const text =
      frontierPicture(
        of(
          point('a', { what: 'incumbent' }),
          ...rest,
          point('f', { onFront: true }),
          point('w', { what: 'winner' }),
        ),
      ) ?? '';
    expect(text.split('\n')).toHaveLength(3 + 12);
    for (const name of ['"today"', '"f"', '"w (winner)"']) expect(text).toContain(name);
  });
});
