import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { renderJunit } from '../../../src/render/junit.ts';
import { anyReport, hugeReport } from '../../support/report-arbitrary.ts';
import { scenarios } from '../../support/scenarios.ts';

interface Element {
  name: string;
  attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Every element of a document. @throws what a strict parser finds wrong */
function elementsOf(xml: string): Element[] {
  const parser = new SaxesParser();
  const elements: Element[] = [];
  const open: Element[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const last = open.at(-1);
    if (last) last.text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  return elements;
}

const named = (elements: readonly Element[], name: string) => elements.filter((each) => each.name === name);

describe('JUnit XML', () => {
  it('has a test for each case and fails the one for which the gate blocks', () => {
    const report = scenarios()['blocked-must-pass'];
    if (!report) throw new Error('There is no such scenario.');
    const elements = elementsOf(renderJunit(report));
    const failures = named(elements, 'failure');
    expect(failures.map(({ attributes }) => attributes['type'])).toEqual(['must-pass', 'must-pass']);
    expect(failures[0]?.attributes['message']).toContain('a must-pass case');
    expect(failures[1]?.text).toMatch(/^✗ broke\n/);
    const [suites, decision, support] = elements.filter(({ name }) => name.startsWith('testsuite'));
    expect(suites?.attributes).toMatchObject({ failures: '2', errors: '0' });
    expect(decision?.attributes['name']).toBe('decision');
    expect(support?.attributes).toMatchObject({ name: 'support', file: 'evals/support.yml', failures: '1' });
    expect(named(elements, 'testcase').map(({ attributes }) => attributes['name'])).toContain('refund-3');
  });

  it('says as an error what could not be measured, and as skipped what was not run', () => {
    const { 'provider-down': down, 'mixed-suites': mixed } = scenarios();
    if (!down || !mixed) throw new Error('There is no such scenario.');
    expect(named(elementsOf(renderJunit(down)), 'error').length).toBeGreaterThan(0);
    expect(named(elementsOf(renderJunit(down)), 'failure')).toEqual([]);
    expect(named(elementsOf(renderJunit(mixed)), 'skipped')).toHaveLength(9);
  });

  it('is well-formed and says what the gate says, whatever the report', () => {
    fc.assert(
      fc.property(
        fc.oneof({ weight: 9, arbitrary: anyReport }, { weight: 1, arbitrary: hugeReport }),
        (report) => {
          const elements = elementsOf(renderJunit(report));
          const bad = elements.filter(({ name }) => name === 'failure' || name === 'error');
          expect(bad.length > 0).toBe(report.decision.outcome === 'fail');
          expect(elements[0]?.attributes['tests']).toBe(String(named(elements, 'testcase').length));
          expect(elements.filter(({ name }) => !KNOWN.has(name))).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

const KNOWN = new Set(['testsuites', 'testsuite', 'testcase', 'failure', 'error', 'skipped', 'system-out']);
