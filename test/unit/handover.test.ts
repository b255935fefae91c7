import { describe, expect, it } from 'vitest';
import { readEvent } from '../../src/core/event.ts';
import { bindReport, distrusted, isStillAt, type MeasuredRun, measuredRun } from '../../src/core/handover.ts';
import type { Report } from '../../src/core/report.ts';
import { reportOf } from '../support/report-builder.ts';

const SHA = 'a'.repeat(40);
const RUN: MeasuredRun = {
  id: 11,
  attempt: 2,
  repository: 'acme/prompts',
  headSha: SHA,
  headRepository: 'acme/prompts',
  apart: true,
};

function report(more: Partial<Report> = {}, source: Partial<Report['source']> = {}): Report {
  const whole = reportOf(
    { outcome: 'pass', reasons: [{ code: 'unchanged', severity: 'info', kind: 'quality' }] },
    [],
  );
  return {
    ...whole,
    head: { label: 'head', sha: SHA },
    source: { repository: 'acme/prompts', pullRequest: 7, runId: 11, runAttempt: 2, ...source },
    ...more,
  };
}

describe('a report that was handed over', () => {
  it('is taken for the run that wrote it, whatever the letters of the repository', () => {
    expect(() => bindReport(report({}, { repository: 'Acme/Prompts' }), RUN)).not.toThrow();
  });

  it.each<[string, Report, MeasuredRun]>([
    ['another repository', report({}, { repository: 'acme/other' }), RUN],
    ['another run', report({}, { runId: 12 }), RUN],
    ['another run', report({}, { runId: undefined }), RUN],
    ['another attempt', report({}, { runAttempt: 1 }), RUN],
    ['another commit', report({ head: { label: 'head', sha: 'b'.repeat(40) } }), RUN],
    ['another commit', report({ head: { label: 'work tree' } }), RUN],
    ['another pull request', report(), { ...RUN, apart: false, pullRequest: 8 }],
  ])('is refused for %s', (what, handed, run) => {
    expect(() => bindReport(handed, run)).toThrow(what);
  });
});

describe('the run that was measured', () => {
  const payload = {
    repository: { full_name: 'acme/prompts' },
    workflow_run: {
      id: 11,
      run_attempt: 2,
      head_sha: SHA,
      head_repository: { full_name: 'mallory/prompts' },
    },
  };
  const context = { payload, runId: 99, sha: 'c'.repeat(40) };

  it('is the one that workflow_run tells of, not this one', () => {
    const event = readEvent({ name: 'workflow_run', payload });
    expect(measuredRun(event, context)).toEqual({ ...RUN, headRepository: 'mallory/prompts' });
  });

  it('has no repository that could be trusted when the fork is gone', () => {
    const gone = { ...payload, workflow_run: { ...payload.workflow_run, head_repository: null } };
    const run = measuredRun(readEvent({ name: 'workflow_run', payload: gone }), {
      ...context,
      payload: gone,
    });
    expect(run.headRepository).toBeUndefined();
  });

  it.each([
    [{ ...payload, workflow_run: { ...payload.workflow_run, head_sha: '--upload-pack=x' } }],
    [{ ...payload, workflow_run: { ...payload.workflow_run, id: '11' } }],
    [{ repository: payload.repository }],
  ])('is not read from a payload that cannot be one', (bad) => {
    const event = readEvent({ name: 'workflow_run', payload: bad });
    expect(() => measuredRun(event, { ...context, payload: bad })).toThrow(
      /workflow_run event cannot be used/,
    );
  });
});

describe('the pull request that a report names', () => {
  it.each([
    [{ headSha: SHA, headRepository: 'ACME/prompts', closed: false }, true],
    [{ headSha: 'b'.repeat(40), headRepository: 'acme/prompts', closed: false }, false],
    [{ headSha: SHA, headRepository: 'mallory/prompts', closed: false }, false],
    [{ headSha: SHA, headRepository: undefined, closed: false }, false],
    [{ headSha: SHA, headRepository: 'acme/prompts', closed: true }, false],
  ])('%j is the run’s: %s', (pull, expected) => {
    expect(isStillAt(pull, RUN)).toBe(expected);
  });
});

describe('a report that anybody may have written', () => {
  it('warns at best, is kept nowhere and asks nobody', () => {
    const forged = report({
      settings: { comment: 'always', history: { branch: 'main' } },
      offers: [],
      decision: {
        outcome: 'pass',
        reasons: [
          { code: 'overridden', severity: 'info', kind: 'notice' },
          { code: 'unchanged', severity: 'info', kind: 'quality' },
        ],
      },
    });
    const shown = distrusted(forged);
    expect(shown).not.toHaveProperty('offers');
    expect(shown.settings).toEqual({ comment: 'always', history: 'off' });
    expect(shown.decision).toEqual({
      outcome: 'warn',
      reasons: [
        { code: 'unverified-run', severity: 'warn', kind: 'notice' },
        { code: 'unchanged', severity: 'info', kind: 'quality' },
      ],
    });
  });

  it('still fails where it says so', () => {
    const failed = report({
      decision: { outcome: 'pass', reasons: [{ code: 'regressed', severity: 'fail', kind: 'quality' }] },
    });
    expect(distrusted(failed).decision.outcome).toBe('fail');
  });
});
