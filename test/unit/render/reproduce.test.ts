import { expect, it } from 'vitest';
import { parseOptions, repeatedOptions } from '../../../src/options.ts';
import { renderComment } from '../../../src/render/comment.ts';
import { sampleReport } from '../../support/sample-report.ts';

function commandIn(options: Record<string, string> | undefined): string | undefined {
  const report = sampleReport();
  const comment = renderComment({ ...report, source: { ...report.source, options } });
  return /^npx prompt-ratchet .*$/m.exec(comment)?.[0];
}

const ENDS = `--base ${'b'.repeat(40)} --head ${'a'.repeat(40)}`;

it('repeats with what was set away from its default', () => {
  expect(commandIn(repeatedOptions(parseOptions({})))).toBe(`npx prompt-ratchet compare ${ENDS}`);
  const set = {
    config: 'evals/*.yml, !evals/drafts/*.yml',
    'working-directory': 'services/a',
    concurrency: '2',
  };
  expect(commandIn(repeatedOptions(parseOptions(set)))).toBe(
    `npx prompt-ratchet compare ${ENDS} --config 'evals/*.yml,!evals/drafts/*.yml' --working-directory 'services/a'`,
  );
});

it.each([
  ['a quote', { config: "evals/'; rm -rf ~; '.yml" }],
  ['a substitution', { config: '$(id)' }],
  ['a line feed', { config: 'a\nb' }],
  ['a name that is no flag', { 'config x': 'a' }],
])('is not offered where it would not be safe to paste: %s', (_what, options) => {
  expect(commandIn(options)).toBeUndefined();
});
