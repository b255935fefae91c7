import { describe, expect, it } from 'vitest';
import { parseSuiteFile } from '../../src/core/config/suite-file.ts';
import { problemsOf } from '../../src/core/errors.ts';

function problems(text: string): string[] {
  try {
    parseSuiteFile({ path: 'evals/triage.yml', text });
  } catch (error) {
    return (problemsOf(error) ?? []).map(
      ({ place, message }) => `${place?.line}:${place?.column} ${message}`,
    );
  }
  return [];
}

const TARGET = 'target:\n  prompt: p.md\n';

describe('a suite file', () => {
  it('takes its name from the file when it gives none', () => {
    expect(parseSuiteFile({ path: 'evals/triage.yml', text: TARGET }).name).toBe('triage');
    expect(parseSuiteFile({ path: 'evals/triage.yml', text: `name: other\n${TARGET}` }).name).toBe('other');
  });

  it.each<[string, string, string[]]>([
    [
      'a mistyped key',
      `${TARGET}datset: x.jsonl\n`,
      ['3:1 "datset" is not a known key. Did you mean "dataset"?'],
    ],
    [
      'a mistyped key inside',
      'target:\n  prompt: p.md\n  modle: x\n',
      ['3:3 target: "modle" is not a known key. Did you mean "model"?'],
    ],
    ['a missing key', 'name: x\n', ['1:1 target: is missing.']],
    ['a value of the wrong kind', `${TARGET}trials: many\n`, ['3:1 trials: expected a number or a map.']],
    [
      'a number out of range',
      `${TARGET}policy:\n  max-drop: 5\n`,
      ['4:3 policy.max-drop: must be at most 1.'],
    ],
    [
      'a mistyped word',
      `${TARGET}policy:\n  on-inconclusive: wran\n`,
      ['4:3 policy.on-inconclusive: expected one of pass, warn, fail; found "wran". Did you mean "warn"?'],
    ],
    [
      'a mistyped check',
      `${TARGET}scorers:\n  - check: exat\n`,
      [
        '4:5 scorers[0].check: expected one of exact, contains, not-contains, starts-with, ends-with, contains-all, contains-any, one-of, regex, json, json-schema, json-path, xml, html, number, length, levenshtein, rouge-l, rouge-n, token-f1, bleu, gleu, similar, tool-call, tool-call-f1, tool-calls-valid, refusal, finish, latency, cost; found "exat". Did you mean "exact"?',
      ],
    ],
    [
      'a mistyped member of a check',
      `${TARGET}scorers:\n  - check: exact\n    ignorecase: true\n`,
      ['5:5 scorers[0]: "ignorecase" is not a known key. Did you mean "ignore-case"?'],
    ],
    [
      'a scorer of no kind',
      `${TARGET}scorers:\n  - name: x\n`,
      [
        '4:5 scorers[0]: needs check: (exact, contains, not-contains, starts-with, ends-with, contains-all, contains-any, one-of, regex, json, json-schema, json-path, xml, html, number, length, levenshtein, rouge-l, rouge-n, token-f1, bleu, gleu, similar, tool-call, tool-call-f1, tool-calls-valid, refusal, finish, latency, cost) or judge: (rubric, checklist, reference, faithfulness, classify, pairwise, custom) or command.',
      ],
    ],
    [
      'a judge without its parts',
      `${TARGET}scorers:\n  - judge: rubric\n    levels: [a]\n`,
      ['5:5 scorers[0].levels: must be at least 2 items long.'],
    ],
    [
      'several at once',
      'nmae: x\ntarget: p.md\n',
      ['2:1 target: expected a map, found text.', '1:1 "nmae" is not a known key. Did you mean "name"?'],
    ],
    [
      'a min-score that is neither number nor map',
      `${TARGET}policy:\n  min-score: high\n`,
      ['4:3 policy.min-score: expected a number or a map.'],
    ],
  ])('says where and what: %s', (_title, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('is not fooled by keys of the prototype', () => {
    expect(problems(`${TARGET}__proto__: {polluted: true}\nconstructor: 1\n`)).toHaveLength(2);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
